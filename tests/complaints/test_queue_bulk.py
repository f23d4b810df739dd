"""Steps on many lines at once: the same rules as one by one, every refusal told, no line half done."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from accounts.roles import Role
from complaints.models import Complaint, ComplaintEvent, EventKind
from complaints.services.closing import withdraw
from complaints.states import State
from tests.builders import NOON, a_complaint, a_user
from tests.desk import QUEUE, desk_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_cached():
    cache.clear()


def bulk(client, step, *complaints, **fields):
    chosen = {"step": step, "chosen": [complaint.pk for complaint in complaints]}
    return client.post(reverse(QUEUE), chosen | fields, follow=True)


def events(complaint, kind):
    return ComplaintEvent.objects.filter(complaint=complaint, kind=kind)


def test_claiming_takes_the_free_ones_and_names_the_others_with_the_reason():
    agent, colleague = a_user(), a_user(name="赵磊")
    free, taken = a_complaint(agent=agent), a_complaint(at=State.TRIAGED, agent=colleague)
    closed = a_complaint(agent=agent)
    withdraw(closed.pk, reason="撤诉", by=agent, now=NOON)
    page = bulk(desk_of(agent, language="en"), "claim", free, taken, closed).content.decode()
    assert Complaint.objects.get(pk=free.pk).handler == agent
    assert Complaint.objects.get(pk=taken.pk).handler == colleague
    assert f"{taken.number} — 赵磊 already has complaint {taken.number}." in page
    assert f"{closed.number} — Complaint {closed.number} is closed. Reopen it first." in page
    assert "Claim: 1 complaint." in page


def test_a_claim_is_recorded_once_for_each_complaint():
    agent = a_user()
    free = [a_complaint(agent=agent), a_complaint(agent=agent)]
    desk = desk_of(agent)
    bulk(desk, "claim", *free)
    bulk(desk, "claim", *free)
    assert [events(complaint, EventKind.CLAIMED).count() for complaint in free] == [1, 1]


def test_investigations_start_only_where_the_complaint_is_graded():
    agent = a_user()
    graded, ungraded = a_complaint(at=State.TRIAGED, agent=agent), a_complaint(agent=agent)
    page = bulk(desk_of(agent, language="en"), "start_investigation", graded, ungraded).content.decode()
    assert Complaint.objects.get(pk=graded.pk).state == State.INVESTIGATING
    assert Complaint.objects.get(pk=ungraded.pk).state == State.RECEIVED
    assert f"{ungraded.number} — “Start investigation” is not possible while the complaint is “Received”." in page


def test_handing_over_asks_for_a_person_and_a_reason_before_anything_moves():
    agent, colleague = a_user(), a_user()
    complaint = a_complaint(at=State.TRIAGED, agent=agent)
    desk = desk_of(agent)
    asked = bulk(desk, "hand_over", complaint)
    assert 'name="reason"' in asked.content.decode()
    without_reason = bulk(desk, "hand_over", complaint, confirmed="1", handler=colleague.pk, reason=" ")
    assert 'name="reason"' in without_reason.content.decode()
    assert Complaint.objects.get(pk=complaint.pk).handler == agent
    bulk(desk, "hand_over", complaint, confirmed="1", handler=colleague.pk, reason="明天起休假")
    assert Complaint.objects.get(pk=complaint.pk).handler == colleague
    assert events(complaint, EventKind.HANDED_OVER).get().facts["reason"] == "明天起休假"


def test_the_third_hand_over_of_one_is_refused_and_the_others_go_through():
    agent, colleague = a_user(), a_user()
    tired, fresh = a_complaint(at=State.TRIAGED, agent=agent), a_complaint(at=State.TRIAGED, agent=agent)
    Complaint.objects.filter(pk=tired.pk).update(handovers_count=2)
    page = bulk(
        desk_of(agent, language="en"), "hand_over", tired, fresh, confirmed="1", handler=colleague.pk, reason="排班"
    ).content.decode()
    assert f"{tired.number} — This complaint was handed over 2 times." in page
    assert Complaint.objects.get(pk=tired.pk).handler == agent
    assert Complaint.objects.get(pk=fresh.pk).handler == colleague


def test_a_supervisor_assigns_and_an_agent_may_not():
    agent, supervisor = a_user(), a_user(Role.SUPERVISOR)
    complaint = a_complaint(agent=agent)
    refused = bulk(desk_of(agent), "assign", complaint, confirmed="1", handler=agent.pk)
    assert refused.status_code == 403
    assert Complaint.objects.get(pk=complaint.pk).handler is None
    bulk(desk_of(supervisor), "assign", complaint, confirmed="1", handler=agent.pk)
    assert Complaint.objects.get(pk=complaint.pk).handler == agent


@pytest.mark.parametrize("role", [Role.HANDLER, Role.FINANCE, Role.CURATOR, Role.AUDITOR, Role.ADMINISTRATOR])
def test_a_hand_made_claim_of_who_may_not_claim_is_refused(role):
    complaint = a_complaint()
    answer = bulk(desk_of(a_user(role)), "claim", complaint)
    assert answer.status_code == 403
    assert Complaint.objects.get(pk=complaint.pk).handler is None


def test_a_foreign_complaint_slipped_into_the_form_is_not_touched_nor_named():
    mine, foreign = a_complaint(agent=a_user()), a_complaint(agent=a_user(team="general-desk"))
    page = bulk(desk_of(a_user()), "claim", mine, foreign).content.decode()
    assert Complaint.objects.get(pk=foreign.pk).handler is None
    assert foreign.number not in page


@pytest.mark.parametrize("chosen", [[], ["x"], ["-1"], ["²"], ["9" * 30], ["1; DROP TABLE"]])
def test_nothing_chosen_is_a_sentence_and_not_a_fault(chosen):
    desk = desk_of(a_user(), language="en")
    page = desk.post(reverse(QUEUE), {"step": "claim", "chosen": chosen}, follow=True)
    assert "Choose at least one complaint first." in page.content.decode()


@pytest.mark.parametrize("step", ["", "delete_selected", "approve", "withdraw"])
def test_there_is_no_other_step_and_none_that_deletes(step):
    complaint = a_complaint(agent=a_user())
    assert bulk(desk_of(a_user(Role.SUPERVISOR)), step, complaint).status_code == 403
    assert Complaint.objects.filter(pk=complaint.pk).exists()


def test_buttons_are_drawn_only_for_what_the_person_may_do():
    a_complaint(at=State.TRIAGED)
    agent, auditor = (
        desk_of(a_user()).get(reverse(QUEUE), {"tab": "all"}),
        desk_of(a_user(Role.AUDITOR)).get(reverse(QUEUE)),
    )
    assert 'value="claim"' in agent.content.decode()
    assert 'value="assign"' not in agent.content.decode()
    assert 'name="step"' not in auditor.content.decode()
    assert 'name="export"' in auditor.content.decode()


def test_a_supervisor_takes_the_filtered_list_and_the_chosen_lines_out_masked():
    agent, supervisor = a_user(), a_user(Role.SUPERVISOR)
    chosen = a_complaint(at=State.TRIAGED, agent=agent, name="欧阳菲菲")
    received = a_complaint(agent=agent)
    desk = desk_of(supervisor)
    whole = b"".join(desk.get(reverse(QUEUE), {"state": "triaged", "export": "csv"}).streaming_content).decode()
    assert (chosen.number in whole, received.number in whole) == (True, False)
    assert "欧阳" not in whole
    some = desk.post(reverse(QUEUE), {"export": "csv", "chosen": [received.pk]})
    text = b"".join(some.streaming_content).decode()
    assert (chosen.number in text, received.number in text) == (False, True)


@pytest.mark.parametrize("role", [Role.AGENT, Role.HANDLER, Role.FINANCE, Role.CURATOR])
def test_who_may_not_export_finds_no_button_and_no_way(role):
    complaint = a_complaint(at=State.TRIAGED)
    desk = desk_of(a_user(role))
    assert "export=" not in desk.get(reverse(QUEUE), {"tab": "all"}).content.decode()
    assert desk.get(reverse(QUEUE), {"export": "csv"}).status_code == 403
    assert desk.post(reverse(QUEUE), {"export": "csv", "chosen": [complaint.pk]}).status_code == 403


def test_an_unknown_kind_of_file_is_refused():
    assert desk_of(a_user(Role.SUPERVISOR)).get(reverse(QUEUE), {"export": "exe"}).status_code == 403
