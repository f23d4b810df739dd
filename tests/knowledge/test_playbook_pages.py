"""The playbook beside a complaint, and the pages on which playbooks are written (INV-5, KNO-3)."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from complaints.models import ComplaintEvent, EventKind, Task
from complaints.services.writing import write
from complaints.states import State
from knowledge.models import Playbook, PlaybookVersion
from knowledge.services.library import guidance
from tests.builders import NOON, a_complaint, a_user
from tests.knowledge.playbooks import PLAYBOOK, a_playbook, a_playbook_draft, renewed
from tests.steps import page_of, post, step_url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def desk_of(person):
    """Somebody signed in who reads English."""
    User.objects.filter(pk=person.pk).update(language="en")
    client = Client()
    client.force_login(person, backend="accounts.backends.RoleBackend")
    return client


def test_whoever_handles_the_complaint_sees_the_playbook_beside_it():
    version, complaint = a_playbook(), a_complaint(at=State.INVESTIGATING)

    page = page_of(desk_of(complaint.handler), complaint)

    assert PLAYBOOK["title"] in page
    assert "version 1" in page
    assert f"负责您的投诉{complaint.number}" in page
    assert "<mark>【…the time told】</mark>" in page
    assert "Insert into the reply" in page
    assert page.count('name="steps"') == len(version.steps)


def test_looking_at_the_page_leaves_no_trace():
    a_playbook()
    complaint = a_complaint(at=State.INVESTIGATING)
    before = ComplaintEvent.objects.count()

    page_of(desk_of(complaint.handler), complaint)
    desk_of(complaint.handler).get(step_url(complaint, "insert-words"))

    assert ComplaintEvent.objects.count() == before


def test_who_only_reads_sees_no_buttons():
    a_playbook()
    complaint = a_complaint(at=State.INVESTIGATING)

    page = page_of(desk_of(a_user(Role.CURATOR)), complaint)

    assert PLAYBOOK["title"] in page
    assert 'name="steps"' not in page
    assert "Insert into the reply" not in page


def test_the_chosen_steps_become_tasks_and_are_offered_no_more():
    version, complaint = a_playbook(), a_complaint(at=State.INVESTIGATING)
    desk = desk_of(complaint.handler)

    answer = post(desk, complaint, "follow-playbook", version=version.pk, steps=["0", "1"])

    assert answer.headers["X-Next"] == reverse("admin:complaints_complaint_change", args=[complaint.pk])
    assert set(Task.objects.values_list("title", flat=True)) == {"先道歉", "核对批次"}
    assert page_of(desk, complaint).count('name="steps"') == 1


def test_inserted_words_stand_in_the_message_box_behind_what_was_typed():
    version, complaint = a_playbook(), a_complaint(at=State.INVESTIGATING)
    facts = {"version": version.pk, "path": "scripts.0.words"}

    answer = post(desk_of(complaint.handler), complaint, "insert-words", **facts, text="您好！", tells_direction="on")

    assert answer.status_code == 200
    form = answer.context_data["result"]["form"]
    assert form["text"].value().splitlines() == [
        "您好！",
        f"顾**您好，我是{complaint.handler.name}，负责您的投诉{complaint.number}。",
    ]
    assert (form["tells_direction"].value(), form["keep_promises"].value()) == (True, False)
    assert step_url(complaint, "write") in answer.content.decode()


def test_without_a_script_the_message_box_is_a_page_of_its_own():
    version, complaint = a_playbook(), a_complaint(at=State.INVESTIGATING)
    facts = {"version": version.pk, "path": "openers.0.words", "seen": complaint.events_count}

    answer = desk_of(complaint.handler).post(step_url(complaint, "insert-words"), facts)

    assert answer.status_code == 200
    assert "收到破损的东西" in answer.content.decode()
    assert "<html" in answer.content.decode()


def test_a_version_replaced_meanwhile_is_refused_in_a_sentence():
    version, complaint = a_playbook(), a_complaint(at=State.INVESTIGATING)
    renewed(version, title="新的一版")
    desk = desk_of(complaint.handler)

    for step, facts in (("insert-words", {"path": "scripts.0.words"}), ("follow-playbook", {"steps": "0"})):
        answer = post(desk, complaint, step, version=version.pk, **facts)
        assert answer.status_code == 409
        assert "is no longer in the library" in answer.content.decode()


@pytest.mark.parametrize("version", ["", "x", "9" * 30, "0"])
def test_a_version_that_does_not_exist_is_no_failure(version):
    a_playbook()
    complaint = a_complaint(at=State.INVESTIGATING)

    answer = post(desk_of(complaint.handler), complaint, "insert-words", version=version, path="scripts.0.words")

    assert answer.status_code == 422


def test_the_words_of_a_draft_cannot_be_asked_for():
    complaint = a_complaint(at=State.INVESTIGATING)
    draft = a_playbook_draft()

    answer = post(desk_of(complaint.handler), complaint, "insert-words", version=draft.pk, path="scripts.0.words")

    assert answer.status_code == 422
    assert "负责您的投诉" not in answer.content.decode()


def test_the_box_warns_while_typing_and_before_sending_of_words_retired_meanwhile():
    version, complaint = a_playbook(), a_complaint(at=State.INVESTIGATING)
    by, desk = complaint.handler, desk_of(complaint.handler)
    words = guidance.insert(
        PlaybookVersion, version.pk, path="scripts.0.words", complaint_id=complaint.pk, by=by, now=NOON
    )
    renewed(version, title="新的一版")

    typed = desk.post(
        reverse("admin:complaints_complaint_words") + f"?complaint={complaint.pk}", {"text": words}
    ).json()["findings"]
    refused = post(desk, complaint, "write", text=words)

    assert [(one["kind"], one["words"]) for one in typed] == [("Retired script", f"{PLAYBOOK['title']}, version 1")]
    assert refused.status_code == 409
    assert refused.context_data["form"].asks_override
    sent = post(desk, complaint, "write", text=words, override="客户已听过")
    assert sent.headers["X-Next"]
    page = page_of(desk, complaint)
    assert f"used “{PLAYBOOK['title']}” ({version.entry.number}, version 1), which is retired now" in page


def test_a_reply_of_words_that_still_stand_is_not_spoken_of():
    version, complaint = a_playbook(), a_complaint(at=State.INVESTIGATING)
    by = complaint.handler
    words = guidance.insert(
        PlaybookVersion, version.pk, path="scripts.0.words", complaint_id=complaint.pk, by=by, now=NOON
    )
    write(complaint.pk, text=words, by=by, now=NOON)

    page = page_of(desk_of(by), complaint)

    assert "retired now" not in page
    assert f"{version.entry.number}/1" in page


def rows(prefix, *filled, **more):
    """What a browser posts of one list: `filled` rows, the first of which were drawn."""
    facts = {f"{prefix}-TOTAL_FORMS": len(filled), f"{prefix}-INITIAL_FORMS": more.get("drawn", 0)}
    for place, row in enumerate(filled):
        facts |= {f"{prefix}-{place}-{key}": value for key, value in row.items()}
    return facts


def test_a_curator_begins_and_writes_a_playbook():
    desk = desk_of(a_user(Role.CURATOR))

    begun = desk.post(reverse("admin:knowledge_playbook_begin"), {"title": "物流延误", "nature": "logistics"})
    draft = PlaybookVersion.objects.get()
    address = reverse("admin:knowledge_playbook_write", args=[draft.pk])
    assert begun.headers["Location"] == address
    step = {"title": "查轨迹", "department": "logistics", "hours": "4", "is_required": "on", "detail": ""}
    facts = {
        "seen": draft.edits,
        "title": "物流延误",
        "purpose": "先补发",
        "cautions": "",
        **rows("facts", {"what": "运单号", "ORDER": "2"}, {"what": "外箱", "ORDER": "1"}, {"what": ""}),
        **rows("evidence", {"what": "照片", "DELETE": "on"}, {"what": "面单"}),
        **rows("steps", step, {"title": "", "hours": "24", "is_required": "on"}),
        **rows("openers", {"words": "等了这么久，真的很让人泄气。"}),
        **rows("scripts", {"moment": "delay", "words": "{promise}前送到。"}),
    }

    saved = desk.post(address, facts | {"go_on": "1"})

    assert saved.headers["Location"] == address
    draft = PlaybookVersion.objects.get()
    assert draft.facts == [{"what": "外箱"}, {"what": "运单号"}]
    assert draft.evidence == [{"what": "面单"}]
    assert draft.steps == [
        {"title": "查轨迹", "detail": "", "department": "logistics", "hours": 4, "is_required": True}
    ]
    assert draft.scripts == [{"moment": "delay", "words": "{promise}前送到。"}]
    page = desk.get(address).content.decode()
    assert page.count("查轨迹") == 1
    assert 'name="facts-3-what"' in page


def test_a_wrong_row_keeps_everything_typed():
    draft = a_playbook_draft()
    desk, address = desk_of(draft.written_by), reverse("admin:knowledge_playbook_write", args=[draft.pk])
    facts = {"seen": draft.edits, "title": "改名", "purpose": "", "cautions": ""}
    lists = rows("steps", {"title": "查轨迹", "hours": "0"})
    for name in ("facts", "evidence", "openers", "scripts"):
        lists |= rows(name)

    answer = desk.post(address, facts | lists)

    assert answer.status_code == 422
    assert "改名" in answer.content.decode()
    assert "查轨迹" in answer.content.decode()
    assert PlaybookVersion.objects.get().title == PLAYBOOK["title"]


def test_a_playbook_is_read_in_sections():
    version = a_playbook()

    page = desk_of(a_user()).get(reverse("admin:knowledge_playbook_change", args=[version.entry_id])).content.decode()

    assert "1. 先道歉 · the handler · within 4 hours" in page
    assert "First contact · {customer}您好" in page


def test_a_second_playbook_of_a_nature_is_refused_in_a_sentence():
    a_playbook_draft()
    desk = desk_of(a_user(Role.CURATOR))

    answer = desk.post(reverse("admin:knowledge_playbook_begin"), {"title": "又一份", "nature": "logistics"})

    assert answer.status_code == 409
    assert "There is one already" in answer.content.decode()
    assert Playbook.objects.count() == 1


def test_an_agent_begins_none():
    desk = desk_of(a_user())

    assert desk.get(reverse("admin:knowledge_playbook_begin")).status_code == 403
    assert "New playbook" not in desk.get(reverse("admin:knowledge_playbook_changelist")).content.decode()


def test_the_record_tells_what_was_inserted():
    version, complaint = a_playbook(), a_complaint(at=State.INVESTIGATING)
    desk = desk_of(complaint.handler)

    post(desk, complaint, "insert-words", version=version.pk, path="scripts.0.words")

    assert complaint.events.filter(kind=EventKind.WORDS_INSERTED).count() == 1
    assert f"Words of {version.entry.number}, version 1, inserted: {PLAYBOOK['title']}" in page_of(desk, complaint)
