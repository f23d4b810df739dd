"""The survey: asked once a round, and its answer decides where the complaint goes (REV-1, REV-2)."""

from datetime import timedelta

import pytest

from complaints.models import Complaint
from complaints.states import Channel, Resolution, Satisfaction, State
from review.models import Revisit
from tests.builders import NOON, a_complaint
from tests.customer import Customer

pytestmark = pytest.mark.django_db
PATH = "/track/survey/"


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON + timedelta(days=1), tick=False)


@pytest.fixture
def asked():
    """A customer whose complaint waits for the survey, and the complaint."""
    customer = Customer()
    complaint = a_complaint(at=State.REVISIT)
    customer.holds(complaint)
    return customer, complaint


def present(complaint):
    return Complaint.objects.get(pk=complaint.pk)


def test_the_progress_page_asks_first_of_all(asked):
    customer, _complaint = asked
    assert PATH in customer.get("/track/progress/").content.decode()


@pytest.mark.parametrize("rating", [5, 4, 3])
def test_neutral_or_better_closes_the_complaint(asked, rating):
    customer, complaint = asked
    response = customer.answers(
        PATH, rating=rating, process_rating=2, advice="包装再厚一点", would_complain_again="yes"
    )
    assert response.url == "/track/progress/"
    complaint = present(complaint)
    revisit = Revisit.objects.get()
    assert (complaint.state, complaint.resolution) == (State.CLOSED, Resolution.RESOLVED)
    assert (revisit.rating, revisit.process_rating, revisit.would_complain_again) == (rating, 2, True)
    assert (revisit.advice, revisit.channel, revisit.by.role) == ("包装再厚一点", Channel.WEB_FORM, "customer")


@pytest.mark.parametrize("rating", [1, 2])
def test_dissatisfaction_goes_back_to_investigation_with_its_reason(asked, rating):
    customer, complaint = asked
    refused = customer.answers(PATH, rating=rating, process_rating=5)
    assert refused.status_code == 422
    assert "what our solution missed" in refused.content.decode()
    assert Revisit.objects.count() == 0
    assert customer.answers(PATH, rating=rating, process_rating=5, reason="还是碎的").status_code == 302
    complaint = present(complaint)
    assert (complaint.state, complaint.round, complaint.dissatisfied_count) == (State.INVESTIGATING, 2, 1)
    assert Revisit.objects.get().reason == "还是碎的"


@pytest.mark.parametrize("facts", [{}, {"rating": "6"}, {"rating": "0"}, {"rating": "x"}, {"rating": "5\0"}])
def test_without_a_known_answer_nothing_is_stored(asked, facts):
    customer, complaint = asked
    assert customer.answers(PATH, process_rating="5", **facts).status_code == 422
    assert customer.answers(PATH, rating="5").status_code == 422
    assert present(complaint).state == State.REVISIT


def test_two_clicks_answer_once(asked):
    customer, complaint = asked
    drawn = customer.draws(PATH)
    for _click in range(2):
        assert customer.post(PATH, rating=Satisfaction.SATISFIED, process_rating=4, **drawn).status_code == 302
    assert Revisit.objects.filter(complaint=complaint).count() == 1


def test_a_given_answer_cannot_be_changed(asked):
    customer, complaint = asked
    drawn = customer.draws(PATH)
    customer.post(PATH, rating=5, process_rating=5, **drawn)
    response = customer.post(PATH, rating=1, process_rating=1, reason="改主意了", **drawn)
    assert response.status_code == 409
    assert present(complaint).state == State.CLOSED
    assert Revisit.objects.get().rating == 5


@pytest.mark.parametrize("state", [state for state in State if state != State.REVISIT])
def test_nobody_is_asked_before_or_after(state):
    customer = Customer()
    customer.holds(a_complaint(at=state))
    assert customer.get(PATH).status_code == 404
    assert PATH not in customer.get("/track/progress/").content.decode()
