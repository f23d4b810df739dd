"""A playbook at work on a complaint: steps become tasks, words go into the reply, and the record says so (INV-5)."""

from datetime import timedelta

import pytest

from accounts.roles import Role
from complaints.errors import NotPermitted, Outdated, RuleBroken
from complaints.models import Complaint, EventKind, Task
from complaints.services.contacts import record_contact
from complaints.services.evidence import add_evidence
from complaints.services.words import WordsRefused
from complaints.services.writing import write
from complaints.states import State
from complaints.telling.timeline import entries
from knowledge.models import Act, LibraryUse, PlaybookVersion
from knowledge.services.library import checklist, guidance, workflow
from knowledge.services.library.places import facts_of, filled
from knowledge.services.library.sources import replies_from_retired
from tests.builders import NOON, a_complaint, a_photo, a_user
from tests.knowledge.playbooks import PLAYBOOK, a_playbook, a_playbook_draft, renewed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
HOUR = timedelta(hours=1)


def insert(version, complaint, path="scripts.0.words", *, by=None):
    by = by or complaint.handler
    return guidance.insert(PlaybookVersion, version.pk, path=path, complaint_id=complaint.pk, by=by, now=NOON)


def follow(version, complaint, *steps, by=None, **facts):
    return guidance.follow(complaint.pk, version.pk, steps=steps, by=by or complaint.handler, now=NOON, **facts)


def said(words, complaint, *, now=NOON):
    return filled(words, facts_of(complaint, reader=complaint.handler, now=now))


def written(complaint):
    return complaint.events.filter(kind=EventKind.MESSAGE_WRITTEN).latest("seq").facts


def test_the_steps_chosen_become_tasks_of_their_departments():
    complaint, version = a_complaint(at=State.INVESTIGATING), a_playbook()

    own, inspection = follow(version, complaint, 0, 1)

    assert (own.title, own.department, own.owner) == ("先道歉", complaint.handler.department, complaint.handler)
    assert (inspection.department.code, inspection.owner) == ("goods_inspection", None)
    assert [task.due_at for task in (own, inspection)] == [NOON + 4 * HOUR, NOON + 24 * HOUR]
    followed, *given = complaint.events.order_by("-seq")[:3][::-1]
    assert [event.kind for event in given] == [EventKind.TASK_ASSIGNED] * 2
    assert followed.facts == {
        "playbook": version.entry.number,
        "version": 1,
        "title": PLAYBOOK["title"],
        "round": 1,
        "steps": ["先道歉", "核对批次"],
    }
    line = entries(complaint, since=followed.seq - 1)[-1]
    assert line.sentence == f"Follows playbook {version.entry.number}, version 1: {PLAYBOOK['title']}"


def test_a_step_becomes_a_task_once_a_round():
    complaint, version = a_complaint(at=State.INVESTIGATING), a_playbook()
    follow(version, complaint, 0, 1)
    later = renewed(version, title="破损：补发不等退件")

    assert [task.title for task in follow(later, complaint, 0, 2)] == ["向承运方追偿"]
    with pytest.raises(RuleBroken, match="not a task yet"):
        follow(later, complaint, 0, 1, 2)

    Complaint.objects.filter(pk=complaint.pk).update(round=2)
    assert follow(later, complaint, 0)[0].round == 2


def test_what_is_not_in_the_library_is_neither_followed_nor_inserted():
    complaint, version = a_complaint(at=State.INVESTIGATING), a_playbook()
    renewed(version, title="新的一版")

    for act in (lambda: follow(version, complaint, 0), lambda: insert(version, complaint)):
        with pytest.raises(RuleBroken, match=f"Version 1 of {version.entry} is no longer in the library"):
            act()
    assert not complaint.events.filter(kind__startswith="knowledge.").exists()


def test_a_department_that_was_closed_gets_no_task():
    complaint, version = a_complaint(at=State.INVESTIGATING), a_playbook()
    department = follow(version, complaint, 1)[0].department
    department.is_active = False
    department.save()
    other = a_complaint(at=State.INVESTIGATING)

    with pytest.raises(RuleBroken, match="No department can do “核对批次” now"):
        follow(version, other, 0, 1)
    assert not Task.objects.filter(complaint=other, title="先道歉").exists()


def test_following_needs_the_right_and_the_complaint_as_it_was_seen():
    complaint, version = a_complaint(at=State.INVESTIGATING), a_playbook()
    seen = complaint.events_count
    record_contact(
        complaint.pk, direction="out", channel="phone", reached=True, summary="已致歉", by=complaint.handler, now=NOON
    )

    with pytest.raises(Outdated):
        follow(version, complaint, 0, seen=seen)
    with pytest.raises(NotPermitted):
        follow(version, complaint, 0, by=a_user(Role.CURATOR))
    with pytest.raises(NotPermitted):
        follow(version, complaint, 0, by=a_user(team="internet-desk"))


def test_words_are_filled_from_the_complaint_and_the_insertion_is_on_the_record():
    """KNO-3: which version was shown and used."""
    complaint, version = a_complaint(at=State.INVESTIGATING), a_playbook()

    words = insert(version, complaint)

    assert words == f"顾**您好，我是{complaint.handler.name}，负责您的投诉{complaint.number}。"
    event = complaint.events.latest("seq")
    assert event.facts == {
        "entry": version.entry.number,
        "version": 1,
        "title": PLAYBOOK["title"],
        "path": "scripts.0.words",
    }
    use = LibraryUse.objects.get()
    assert (use.act, use.version, use.complaint, use.by) == (Act.INSERTED, 1, complaint, complaint.handler)
    insert(version, complaint, "openers.0.words")
    assert complaint.events.filter(kind=EventKind.WORDS_INSERTED).count() == 2


@pytest.mark.parametrize(
    "path", ["scripts.9.words", "steps.0.title", "facts.0.what", "scripts.0.moment", "purpose", ""]
)
def test_only_what_is_said_to_customers_is_inserted(path):
    complaint, version = a_complaint(at=State.INVESTIGATING), a_playbook()

    with pytest.raises(RuleBroken, match="not in the library now"):
        insert(version, complaint, path)


def test_what_nobody_can_fill_stays_marked_and_is_not_sent():
    complaint, version = a_complaint(at=State.INVESTIGATING), a_playbook()

    words = insert(version, complaint, "scripts.1.words")

    assert words == "我们补发一件，【…the time told】前送到。"
    with pytest.raises(RuleBroken, match="“【…the time told】” is not filled in yet"):
        write(complaint.pk, text=words, override="急", by=complaint.handler, now=NOON)


def test_a_promise_that_runs_fills_the_time():
    complaint = a_complaint(at=State.INVESTIGATING)
    write(complaint.pk, text="今天 18:00 前给您答复。", by=complaint.handler, now=NOON)

    assert said("{promise}前", complaint) == "11-18 18:00前"
    assert "【…" in said("{promise}前", complaint, now=NOON + 9 * HOUR)


def test_what_the_customer_wrote_fills_no_further_place():
    """A12: a fact is put in as it is."""
    complaint = a_complaint(at=State.INVESTIGATING, product="{link}")

    assert said("关于{product}", complaint) == "关于{link}"


def test_the_message_says_from_which_version_its_words_came():
    complaint, version = a_complaint(at=State.INVESTIGATING), a_playbook()
    words = insert(version, complaint)

    write(complaint.pk, text=f"{words}今天补发。", by=complaint.handler, now=NOON)

    assert written(complaint)["sources"] == [f"{version.entry.number}/1"]
    write(complaint.pk, text="已经补发。", by=complaint.handler, now=NOON)
    assert "sources" not in written(complaint)


def test_words_taken_out_again_are_no_source():
    complaint, version = a_complaint(at=State.INVESTIGATING), a_playbook()
    insert(version, complaint)

    write(complaint.pk, text="包裹已经找到。", by=complaint.handler, now=NOON)

    assert "sources" not in written(complaint)


def test_words_retired_meanwhile_are_sent_with_a_reason_only():
    """KNO-2: a reply does not silently use what was replaced."""
    complaint, version = a_complaint(at=State.INVESTIGATING), a_playbook()
    words = insert(version, complaint)
    renewed(version, title="新的一版")

    with pytest.raises(WordsRefused, match=f"“{PLAYBOOK['title']}, version 1”: It was retired: Replaced by version 2"):
        write(complaint.pk, text=words, by=complaint.handler, now=NOON)
    write(complaint.pk, text=words, override="客户已听过这句话", by=complaint.handler, now=NOON)

    facts = written(complaint)
    assert facts["override"] == "客户已听过这句话"
    assert facts["words"] == [f"{PLAYBOOK['title']}, version 1 ({version.entry.number}/1 retired)"]


def test_messages_of_words_retired_later_are_named():
    complaint, version = a_complaint(at=State.INVESTIGATING), a_playbook()
    write(complaint.pk, text=insert(version, complaint), by=complaint.handler, now=NOON)
    assert list(replies_from_retired(complaint)) == []

    workflow.retire(PlaybookVersion, version.pk, reason="政策已变", by=a_user(Role.CURATOR), now=NOON)

    ((event, named),) = replies_from_retired(complaint)
    assert (event.kind, named) == (EventKind.MESSAGE_WRITTEN, version)


def test_facts_and_evidence_are_marked_where_the_complaint_has_them():
    complaint = a_complaint(
        at=State.INVESTIGATING,
        product="破壁机",
        description="华为 Mate60 上打不开，版本 3.2.1，运单 SF1234567890123。",
    )
    add_evidence(complaint.pk, upload=a_photo(), by=complaint.handler, now=NOON)
    version = a_playbook_draft(
        facts=[{"what": "商品名称"}, {"what": "设备型号与系统版本"}, {"what": "运单号"}, {"what": "网络环境"}],
        evidence=[{"what": "破损部位的照片"}, {"what": "通话录音"}],
    )

    facts = {line.what: line.known for line in checklist.facts_of(version, complaint)}

    assert facts["商品名称"] == "破壁机"
    assert "Mate60" in facts["设备型号与系统版本"]
    assert "3.2.1" in facts["设备型号与系统版本"]
    assert facts["运单号"] == "SF1234567890123"
    assert facts["网络环境"] == ""
    photo, recording = checklist.evidence_of(version, complaint)
    assert (photo.known, recording.known) == ("1 file", "")
