"""来信: the list, one letter and what is decided about it; letters held back on the page of their complaint."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from complaints.models import Complaint, Contact, EventKind, Inbound, InboundReason, InboundState
from complaints.states import Channel, State
from tests.builders import a_complaint, a_photo, a_user
from tests.desk import desk_of
from tests.letters import arrive

pytestmark = pytest.mark.django_db
LIST = "admin:complaints_inbound_changelist"


@pytest.fixture
def agent():
    return a_user()


@pytest.fixture
def desk(agent):
    return desk_of(agent, language="en")


@pytest.fixture
def spam():
    return arrive(aside=InboundReason.SPAM, subject="Cheap pots", files=(a_photo(),))


def page_of(letter):
    return reverse("admin:complaints_inbound_change", args=[letter.pk])


def decide(desk, letter, step, **facts):
    sent = {f"{step}-{name}": value for name, value in facts.items()}
    return desk.post(reverse(f"admin:complaints_inbound_{step}", args=[letter.pk]), sent)


def of(letter):
    return Inbound.objects.get(pk=letter.pk)


def test_the_list_begins_with_what_needs_somebody(desk, spam):
    done = arrive(subject="Leaking pot")
    waiting = desk.get(reverse(LIST)).content.decode()
    assert "Cheap pots" in waiting
    assert "Leaking pot" not in waiting
    everything = desk.get(reverse(LIST), {"tab": "all"}).content.decode()
    assert done.complaint.number in everything


def test_contact_data_in_a_letter_is_masked():
    desk = desk_of(a_user(Role.AUDITOR))
    letter = arrive(aside=InboundReason.SPAM, text="打 13812345678", name="欧阳震", subject="13812345678")
    for address in (reverse(LIST), page_of(letter)):
        text = desk.get(address).content.decode()
        assert "13812345678" not in text
        assert "欧阳震" not in text


def test_a_letter_is_opened_as_a_complaint_prefilled_with_its_text(desk, spam, agent):
    page = desk.get(page_of(spam)).content.decode()
    assert 'value="Cheap pots"' in page
    facts = {"subject": "Pot leaks", "description": "It leaks.", "preset": "ecommerce", "demand": "refund"}
    assert decide(desk, spam, "open", **facts).status_code == 302
    complaint = Complaint.objects.get()
    assert (complaint.subject, complaint.received_by, complaint.evidence.count()) == ("Pot leaks", agent, 1)
    assert (of(spam).state, of(spam).complaint, of(spam).decided_by) == (InboundState.OPENED, complaint, agent)
    assert not of(spam).files.get().file


def test_a_form_without_a_subject_comes_back_and_keeps_what_was_typed(desk, spam):
    answer = decide(desk, spam, "open", subject="", description="It leaks here.", preset="ecommerce", demand="refund")
    assert answer.status_code == 422
    assert "It leaks here." in answer.content.decode()
    assert of(spam).is_undecided


def test_a_letter_is_joined_to_a_complaint_by_its_number(desk, spam, agent):
    complaint = a_complaint(at=State.INVESTIGATING, agent=agent)
    assert decide(desk, spam, "join", number=complaint.number).status_code == 302
    assert Contact.objects.filter(complaint=complaint, direction="in", summary=spam.text, by=agent).exists()
    assert complaint.evidence.count() == 1
    assert of(spam).state == InboundState.JOINED


def test_nothing_is_joined_to_a_complaint_one_does_not_see(desk, spam):
    elsewhere = a_complaint(agent=a_user(team="internet-desk"))
    for number in (elsewhere.number, "202611-999"):
        answer = decide(desk, spam, "join", number=number)
        assert answer.status_code == 409
        assert "You see no complaint" in answer.content.decode()
    assert of(spam).is_undecided


def test_a_letter_is_set_aside_with_a_reason_only(desk, spam):
    assert decide(desk, spam, "aside", reason=" ").status_code == 422
    assert decide(desk, spam, "aside", reason="Advertising").status_code == 302
    assert (of(spam).state, of(spam).note) == (InboundState.DROPPED, "Advertising")
    again = decide(desk, spam, "aside", reason="Advertising")
    assert again.status_code == 409
    assert "already" in again.content.decode()


def test_a_file_that_waits_is_downloaded_and_never_shown(desk, spam):
    answer = desk.get(reverse("admin:complaints_inbound_file", args=[spam.pk, spam.files.get().uuid]))
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    answer.close()


def test_letters_of_another_desk_are_not_there(spam):
    other = desk_of(a_user(team="internet-desk"))
    assert other.get(page_of(spam)).status_code == 404
    assert decide(other, spam, "aside", reason="x").status_code == 404


@pytest.mark.parametrize(
    ("role", "sees", "decides"),
    [(Role.SUPERVISOR, 200, 302), (Role.DIRECTOR, 200, 403), (Role.AUDITOR, 200, 403), (Role.FINANCE, 403, 403)],
)
def test_who_reads_and_who_decides(spam, role, sees, decides):
    desk = desk_of(a_user(role))
    assert desk.get(page_of(spam)).status_code == sees
    assert decide(desk, spam, "aside", reason="广告").status_code == decides


def test_a_held_letter_stands_on_the_page_and_is_joined_from_there(desk, agent):
    complaint = a_complaint(at=State.INVESTIGATING, agent=agent)
    letter = arrive(complaint=complaint.pk, channel=Channel.EMAIL, text="I am the customer, believe me.")
    page = desk.get(reverse("admin:complaints_complaint_change", args=[complaint.pk])).content.decode()
    assert "I am the customer, believe me." in page
    assert "Nothing proves who sent these" in page
    step = reverse("admin:complaints_complaint_step", args=[complaint.pk, "join-letter"])
    assert desk.post(step, {"letter": letter.pk, "seen": complaint.events_count}).status_code == 302
    assert of(letter).state == InboundState.JOINED
    assert complaint.events.last().kind == EventKind.CONTACTED
    after = desk.get(reverse("admin:complaints_complaint_change", args=[complaint.pk])).content.decode()
    assert "Nothing proves who sent these" not in after


def test_a_letter_of_another_complaint_is_not_joined_from_a_page(desk, agent):
    mine, other = (a_complaint(at=State.INVESTIGATING, agent=agent) for _ in range(2))
    arrive(complaint=mine.pk)
    letter = arrive(complaint=other.pk)
    step = reverse("admin:complaints_complaint_step", args=[mine.pk, "join-letter"])
    assert desk.post(step, {"letter": letter.pk, "seen": mine.events_count}).status_code == 422
    assert of(letter).is_undecided
