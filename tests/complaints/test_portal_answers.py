"""The customer decides on a page that asks one question; a stale page, a second click or a stranger decide nothing."""

from datetime import timedelta

import pytest

from complaints.models import Complaint, ProposalStatus
from complaints.services.proposal import take_back
from complaints.states import Resolution, State
from tests.builders import NOON, a_complaint, a_photo
from tests.customer import Customer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(time_machine, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    time_machine.move_to(NOON + timedelta(days=2), tick=False)
    return time_machine


@pytest.fixture
def customer():
    return Customer()


def present(complaint):
    return Complaint.objects.get(pk=complaint.pk)


def test_the_customer_chooses_an_option_and_the_desk_carries_it_out(customer):
    complaint = a_complaint(at=State.PROPOSED)
    customer.holds(complaint)
    page = customer.get("/track/accept/2/").content.decode()
    assert "补发一箱" in page
    assert "Do you choose this solution?" in page
    response = customer.answers("/track/accept/2/")
    complaint = present(complaint)
    assert response.url == "/track/progress/"
    assert complaint.state == State.EXECUTING
    assert complaint.accepted_proposal.chosen.position == 2
    assert complaint.accepted_proposal.answered_via == "tracking"
    assert "We are carrying it out now." in customer.get(response.url).content.decode()


def test_two_clicks_choose_once_and_both_are_thanked(customer):
    complaint = a_complaint(at=State.PROPOSED)
    customer.holds(complaint)
    drawn = customer.draws("/track/accept/1/")
    for _click in range(2):
        assert customer.post("/track/accept/1/", **drawn).url == "/track/progress/"
    assert present(complaint).tasks.count() == 1


def test_the_other_option_cannot_be_chosen_afterwards(customer):
    complaint = a_complaint(at=State.PROPOSED)
    customer.holds(complaint)
    drawn = customer.draws("/track/accept/2/")
    customer.answers("/track/accept/1/")
    response = customer.post("/track/accept/2/", **drawn)
    assert response.status_code == 409
    assert present(complaint).accepted_proposal.chosen.position == 1


def test_a_page_drawn_before_the_offer_changed_decides_nothing(customer):
    complaint = a_complaint(at=State.PROPOSED)
    customer.holds(complaint)
    drawn = customer.draws("/track/accept/1/")
    take_back(complaint.pk, reason="金额要再核对", by=complaint.handler, now=NOON)
    response = customer.post("/track/accept/1/", **drawn)
    assert response.status_code == 409
    assert "was changed while you had it open" in response.content.decode()
    assert present(complaint).state == State.PROPOSED


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 30, "\0"])
def test_a_form_that_does_not_say_what_it_saw_is_refused(customer, seen):
    complaint = a_complaint(at=State.PROPOSED)
    customer.holds(complaint)
    assert customer.post("/track/accept/1/", seen=seen).status_code == 422
    assert present(complaint).state == State.PROPOSED


def test_refusing_needs_a_reason_and_begins_a_new_round(customer):
    complaint = a_complaint(at=State.PROPOSED)
    customer.holds(complaint)
    assert customer.answers("/track/refuse/", reason="  ").status_code == 422
    assert customer.answers("/track/refuse/", reason="我要的是退全款").status_code == 302
    complaint = present(complaint)
    assert (complaint.state, complaint.round) == (State.INVESTIGATING, 2)
    assert complaint.proposals.get().status == ProposalStatus.REFUSED
    assert complaint.proposals.get().reason == "我要的是退全款"


@pytest.mark.parametrize("state", [state for state in State if state != State.CLOSED])
def test_an_open_complaint_can_be_withdrawn_once(customer, state):
    complaint = a_complaint(at=state)
    customer.holds(complaint)
    drawn = customer.draws("/track/withdraw/")
    for _click in range(2):
        assert customer.post("/track/withdraw/", reason="已经解决了", **drawn).status_code == 302
    complaint = present(complaint)
    assert (complaint.state, complaint.resolution) == (State.CLOSED, Resolution.WITHDRAWN)


def test_what_was_typed_stays_when_the_complaint_had_changed(customer):
    complaint = a_complaint(at=State.INVESTIGATING)
    customer.holds(complaint)
    drawn = customer.draws("/track/withdraw/")
    customer.post("/track/evidence/", files=[a_photo()])
    response = customer.post("/track/withdraw/", reason="写了很久的理由", **drawn)
    page = response.content.decode()
    assert response.status_code == 409
    assert "写了很久的理由" in page
    again = {"seen": str(present(complaint).events_count)}
    assert f'name="seen" value="{again["seen"]}"' in page
    assert customer.post("/track/withdraw/", reason="写了很久的理由", **again).status_code == 302


def test_a_closed_complaint_is_reopened_with_a_reason(customer):
    complaint = a_complaint(at=State.CLOSED)
    customer.holds(complaint)
    assert "/track/reopen/" in customer.get("/track/progress/").content.decode()
    assert customer.answers("/track/reopen/", reason="").status_code == 422
    assert customer.answers("/track/reopen/", reason="补发的又碎了").status_code == 302
    assert present(complaint).state == State.INVESTIGATING


def test_after_the_window_the_way_back_is_closed(customer, noon):
    complaint = a_complaint(at=State.CLOSED)
    noon.shift(timedelta(days=30))
    customer.holds(complaint)
    assert "/track/reopen/" not in customer.get("/track/progress/").content.decode()
    assert customer.get("/track/reopen/").status_code == 404
    response = customer.post("/track/reopen/", reason="太晚了", seen=present(complaint).events_count)
    assert response.status_code == 403
    assert "30 days" in response.content.decode()
    assert present(complaint).state == State.CLOSED


@pytest.mark.parametrize(
    ("path", "facts"),
    [
        ("/track/accept/1/", {}),
        ("/track/refuse/", {"reason": "不行"}),
        ("/track/withdraw/", {"reason": "不要了"}),
        ("/track/reopen/", {"reason": "没好"}),
        ("/track/evidence/", {}),
        ("/track/survey/", {"rating": "5", "process_rating": "5"}),
    ],
)
def test_without_the_code_nothing_can_be_decided(customer, path, facts):
    complaint = a_complaint(at=State.PROPOSED)
    response = customer.post(path, seen=complaint.events_count, **facts)
    assert response.status_code == 403
    assert present(complaint).events_count == complaint.events_count


@pytest.mark.parametrize("path", ["/track/accept/1/", "/track/refuse/", "/track/reopen/", "/track/survey/"])
def test_a_question_that_is_not_open_has_no_page_and_its_answer_is_refused(customer, path):
    complaint = a_complaint(at=State.INVESTIGATING)
    customer.holds(complaint)
    seen = present(complaint).events_count
    assert customer.get(path).status_code == 404
    response = customer.post(path, seen=seen, reason="x", rating="5", process_rating="5")
    assert response.status_code == 409
    assert present(complaint).events_count == seen


def test_a_forged_form_of_another_site_is_refused(customer):
    stranger = Customer(enforce_csrf_checks=True)
    complaint = a_complaint(at=State.PROPOSED)
    customer.holds(complaint)
    stranger.browser.cookies["sessionid"] = customer.browser.cookies["sessionid"].value
    response = stranger.post("/track/accept/1/", seen=present(complaint).events_count)
    assert response.status_code == 403
    assert present(complaint).state == State.PROPOSED
