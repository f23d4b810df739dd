"""The link of one round: opens its survey and nothing else, for a while, and answers once (REV-1)."""

from datetime import timedelta

import pytest

from complaints.models import Complaint
from complaints.states import Resolution, State
from review.models import Revisit, RevisitRound
from review.services.survey_links import link_of, token_of
from tests.builders import NOON
from tests.customer import Customer
from tests.review.rounds import DAY, HOUR, a_round, fresh, rates

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def later(time_machine):
    time_machine.move_to(NOON + 6 * HOUR, tick=False)


@pytest.fixture
def asked():
    """A stranger's browser, the link, its complaint and its round."""
    complaint, round_ = a_round()
    return Customer(), f"/survey/{token_of(round_)}/", complaint, round_


def test_the_link_opens_the_survey_without_a_code_and_shows_what_was_arranged(asked):
    customer, link, complaint, round_ = asked
    page = customer.get(link).content.decode()
    assert complaint.number in page
    assert "原路退款" in page
    assert "顾秀英" not in page
    assert link_of(round_).endswith(link)


def test_looking_changes_nothing_however_often_a_mail_scanner_looks(asked):
    customer, link, complaint, _round = asked
    before = list(Complaint.objects.values()), list(RevisitRound.objects.values())
    for _look in range(3):
        assert customer.get(link).status_code == 200
        assert customer.browser.head(link).status_code == 200
    assert (list(Complaint.objects.values()), list(RevisitRound.objects.values())) == before
    assert customer.get("/track/progress/").status_code == 302
    assert not Revisit.objects.exists()
    assert fresh(complaint).state == State.REVISIT


def test_the_answer_is_given_once_and_a_second_click_reads_the_same(asked):
    customer, link, complaint, _round = asked
    answer = {"rating": 4, "process_rating": 2, "process_reason": "等了两天才回电"}
    for _click in range(2):
        response = customer.post(link, **answer)
        assert response.status_code in {200, 302}
    assert "Satisfied" in customer.get(link).content.decode()
    revisit = Revisit.objects.get()
    assert (revisit.rating, revisit.process_reason, revisit.by.role) == (4, "等了两天才回电", "customer")
    assert fresh(complaint).resolution == Resolution.RESOLVED
    assert customer.post(link, rating=1, process_rating=1, reason="改主意了").status_code == 409
    assert Revisit.objects.get().rating == 4


def test_a_low_score_needs_its_reason_and_a_low_one_of_the_handling_does_not(asked):
    customer, link, complaint, _round = asked
    refused = customer.post(link, rating=2, process_rating=5)
    assert refused.status_code == 422
    assert "what our solution missed" in refused.content.decode()
    assert customer.post(link, rating=3, process_rating=1).status_code == 302
    assert fresh(complaint).state == State.CLOSED


def test_an_old_link_says_so_kindly_and_leads_to_the_tracking_page(asked, time_machine):
    customer, link, complaint, round_ = asked
    time_machine.move_to(round_.survey_until + timedelta(seconds=1), tick=False)
    for response in (customer.get(link), customer.post(link, rating=5, process_rating=5)):
        assert response.status_code == 410
        assert "/track/" in response.content.decode()
    assert fresh(complaint).state == State.REVISIT


@pytest.mark.parametrize("token", ["1", "1:forged", "1:" + "x" * 43, ":", "a:b:c", "1" * 300, "1:\u0661"])
def test_a_link_nobody_signed_opens_nothing(asked, token):
    assert asked[0].get(f"/survey/{token}/").status_code == 404


def test_a_link_of_another_round_is_no_key_to_this_one(asked):
    customer, link, complaint, _round = asked
    rates(complaint, 1, now=NOON + 2 * HOUR)
    assert customer.post(link, rating=5, process_rating=5).status_code == 409
    other = RevisitRound.objects.get(complaint=a_round()[0])
    number, _colon, signature = token_of(other).partition(":")
    assert customer.get(f"/survey/{int(number) - 1}:{signature}/").status_code == 404


def test_after_the_caller_heard_it_the_link_says_what_was_said(asked):
    customer, link, complaint, _round = asked
    rates(complaint, 5, now=NOON + DAY)
    page = customer.get(link)
    assert page.status_code == 200
    assert "Very satisfied" in page.content.decode()
