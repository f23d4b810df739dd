"""催办 on the tracking page: one question, one button, once an hour."""

from datetime import timedelta

import pytest

from complaints.models import Complaint
from complaints.states import State
from tests.builders import NOON, a_complaint
from tests.customer import Customer

pytestmark = pytest.mark.django_db
CHASE = "/track/chase/"


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON + timedelta(hours=2), tick=False)
    return time_machine


@pytest.fixture
def complaint():
    return a_complaint(at=State.INVESTIGATING)


@pytest.fixture
def customer(complaint):
    customer = Customer()
    customer.holds(complaint)
    return customer


def test_pressing_asks_first_and_then_tells(customer, complaint):
    assert "Press us for an answer" in customer.get("/track/progress/").content.decode()
    assert "once an hour" in customer.get(CHASE).content.decode()
    assert Complaint.objects.get(pk=complaint.pk).chased_count == 0
    customer.answers(CHASE, words="三天没有消息了")
    page = customer.get("/track/progress/").content.decode()
    assert "We have told the person who looks after your complaint." in page
    assert "You pressed us." in page
    assert "Press us for an answer" not in page


def test_a_second_click_is_the_same_click_and_a_second_try_within_the_hour_waits(customer, complaint, noon):
    sent = customer.draws(CHASE)
    customer.post(CHASE, **sent)
    assert customer.post(CHASE, **sent).status_code == 302
    noon.move_to(NOON + timedelta(hours=2, minutes=20), tick=False)
    refused = customer.post(CHASE, **sent)
    assert refused.status_code == 429
    assert "less than an hour ago" in refused.content.decode()
    assert Complaint.objects.get(pk=complaint.pk).chased_count == 1


def test_a_closed_complaint_offers_no_pressing():
    customer = Customer()
    customer.holds(a_complaint(at=State.CLOSED))
    assert customer.get(CHASE).status_code == 404
