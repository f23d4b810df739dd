"""Two clicks at once and many guesses at once, on real connections."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connections

from complaints.models import Complaint, ComplaintSerial, TrackingTries
from complaints.portal import token
from tests.builders import a_complaint
from tests.customer import Customer, code_of

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def together(count, act):
    """The answers of `count` people who act in the same moment."""
    start = Barrier(count)

    def one(position):
        try:
            start.wait(timeout=10)
            return act(position)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as people:
        return list(people.map(one, range(count)))


@pytest.fixture
def form_token(monkeypatch):
    """A token old enough for a person to have filled in the form."""
    monkeypatch.setattr(token, "_QUICKEST", timedelta(seconds=-1))
    return token.new()


def test_clicks_at_the_same_moment_make_one_complaint_and_one_receipt(form_token):
    customers = [Customer() for _click in range(6)]

    def click(position):
        customer = customers[position]
        response = customer.sends(form_token)
        return response.status_code, customer.get("/complain/received/").content.decode()

    answers = together(6, click)
    complaint = Complaint.objects.get()
    assert {status for status, _page in answers} == {302}
    assert all(code_of(form_token) in page and complaint.number in page for _status, page in answers)
    assert ComplaintSerial.objects.get().last == 1


def test_first_forms_of_one_person_at_the_same_moment_are_all_taken(form_token):
    customers = [Customer() for _form in range(4)]
    tokens = [token.new() for _form in range(4)]
    answers = together(4, lambda position: customers[position].sends(tokens[position]).status_code)
    assert answers == [302] * 4
    assert len(set(Complaint.objects.values_list("complainant", flat=True))) == 1
    assert Complaint.objects.count() == 4


def test_guesses_at_the_same_moment_are_all_counted():
    complaint = a_complaint()
    guessers = [Customer() for _guess in range(16)]
    answers = together(16, lambda position: guessers[position].enters(complaint.number, "x").status_code)
    assert answers.count(403) == 10
    assert answers.count(429) == 6
    assert TrackingTries.objects.get().tries == 10
