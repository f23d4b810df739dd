"""The case library of the demo desk: lessons its curators wrote from stories that were told."""

import tomllib
from pathlib import Path

from django.db import transaction

from complaints.models import Complaint
from knowledge.models import CaseVersion, LibraryCase, Nomination
from knowledge.services.library import freshness, privacy, usage, workflow, writing
from knowledge.services.nomination import decide, nominate

_CASES = Path(__file__).parent / "library.toml"
#: What people looked for and the library does not hold.
_GAPS = ("宠物托运途中受伤怎么赔", "预售延期发货可以退定金吗", "直播间承诺的赠品没有寄")


@transaction.atomic
def curate(users, told, *, now):
    """Take up every lesson whose story was told; nothing happens a second time."""
    if LibraryCase.objects.exists():
        return
    for facts in tomllib.loads(_CASES.read_text(encoding="utf-8"))["case"]:
        if facts["story"] in told:
            _write(facts, Complaint.objects.get(pk=told[facts["story"]]), users, now=now)
    for words in _GAPS:
        usage.searched(words, found=0, by=users["agent"], now=now)


def _write(facts, complaint, users, *, now):
    author, reviewer = users["qa"], users["qa2"]
    if not Nomination.objects.filter(complaint=complaint).exists():
        nominate(complaint.pk, reason=facts["reason"], by=complaint.handler, now=now)
    decide(complaint.pk, verdict="taken", comment="", by=author, now=now)
    entry = LibraryCase.objects.get(complaint=complaint)
    draft = entry.versions.get()
    words = {name: facts[name].strip() for name in CaseVersion.WORDS}
    draft = writing.write(CaseVersion, draft.pk, words=words, seen=draft.edits, by=author, now=now)
    place = {"facts": {"quality": facts["quality"]}, "tags": facts["tags"]}
    state = facts.get("state", "published")
    if state == "draft":
        freshness.arrange(CaseVersion, draft.pk, **place, by=author, now=now)
        return
    # The words were written to name nobody; what the machine takes for a name here is none.
    kept = [one.key for one in privacy.findings(draft)]
    draft = privacy.confirm(CaseVersion, draft.pk, kept=kept, seen=draft.edits, by=author, now=now)
    workflow.submit(CaseVersion, draft.pk, by=author, now=now)
    if state == "published":
        workflow.publish(CaseVersion, draft.pk, by=reviewer, now=now)
    freshness.arrange(CaseVersion, draft.pk, **place, by=author, now=now)
    if state == "published":
        usage.vote(CaseVersion.objects.get(pk=draft.pk), is_useful=True, by=users["agent"], now=now)
