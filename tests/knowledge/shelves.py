"""Library cases brought to a state by walking the real services."""

from accounts.roles import Role
from complaints.states import State
from knowledge.models import CaseVersion, LibraryCase, VersionState
from knowledge.services.library import privacy, workflow, writing
from knowledge.services.nomination import decide, nominate
from tests.builders import NOON, a_complaint, a_user

WORDS = {
    "title": "破壁机底座渗水：先停用，再换新",
    "situation": "客户首次使用破壁机时底座渗水，担心漏电。",
    "facts": "同一批次的密封圈偏薄。",
    "cause": "密封圈批次不良，出厂抽检没有覆盖。",
    "handling": "1. 请客户断电停用\n2. 上门换新\n3. 该批次下架",
    "script": "给您添麻烦了，为了安全请先断开电源，我们今天安排上门换新。",
    "result": "换新后客户非常满意。",
    "lesson": "凡涉及漏电，第一句话先请客户断电。",
}


def a_draft(*, curator=None, complaint=None, **words):
    """The first version of a case begun from a nominated complaint, in words that name nobody."""
    complaint = complaint or a_complaint(at=State.CLOSED)
    curator = curator or a_user(Role.CURATOR)
    nominate(complaint.pk, reason="处理得当，值得学习", by=complaint.handler, now=NOON)
    decide(complaint.pk, verdict="taken", comment="", by=curator, now=NOON)
    draft = LibraryCase.objects.get(complaint=complaint).versions.get()
    return writing.write(CaseVersion, draft.pk, words=WORDS | words, seen=draft.edits, by=curator, now=NOON)


def confirmed(version, *, by=None):
    by = by or version.written_by
    keys = [one.key for one in privacy.findings(version)]
    return privacy.confirm(type(version), version.pk, kept=keys, seen=version.edits, by=by, now=NOON)


def a_case(at=VersionState.PUBLISHED, *, reviewer=None, **fields):
    """A version of a case in the state `at`."""
    version = a_draft(**fields)
    if at == VersionState.DRAFT:
        return version
    version = workflow.submit(CaseVersion, confirmed(version).pk, by=version.written_by, now=NOON)
    if at == VersionState.IN_REVIEW:
        return version
    reviewer = reviewer or a_user(Role.CURATOR)
    version = workflow.publish(CaseVersion, version.pk, by=reviewer, now=NOON)
    if at == VersionState.PUBLISHED:
        return version
    return workflow.retire(CaseVersion, version.pk, reason="产品已停产", by=reviewer, now=NOON)
