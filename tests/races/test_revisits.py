"""The survey and the phone in the same moment, two sweeps at once: one answer, one message, one closing (REV-1)."""

from functools import partial

import pytest

from accounts.models import User
from complaints.models import Complaint, ComplaintEvent, EventKind
from complaints.services.record import faults_of
from complaints.states import State
from review.models import Revisit, RevisitStep
from review.services.asking import ask_customers, take_step
from review.services.callers import take_call
from review.services.revisit import record
from tests.builders import NOON, a_caller, a_user
from tests.races.crowd import one_of, together
from tests.review.rounds import DAY, HOUR, a_round, fresh, nobody_answers, passes, planned

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
TURNS = range(4)


@pytest.fixture(autouse=True)
def every_record_holds_afterwards():
    yield
    assert [fault for complaint in Complaint.objects.all() for fault in faults_of(complaint)] == []


def test_survey_and_phone_at_once_give_one_answer_and_the_late_one_reads_it():
    agent, caller, customer = a_user(), a_caller(), User.objects.customer()
    for _turn in TURNS:
        complaint, round_ = a_round(agent=agent)
        asked = partial(record, complaint.pk, reached=True, now=NOON + 2 * HOUR)
        rated = one_of(
            together(
                partial(asked, channel="phone", rating=5, by=caller),
                partial(asked, channel="web_form", rating=2, reason="没解决", by=customer),
            )
        )
        round_.refresh_from_db()
        assert (round_.rating, round_.attempts_made) == (rated.rating, 1)
        assert not round_.steps.open().exists()


def test_two_callers_who_reach_nobody_at_once_made_two_attempts():
    one, other = a_caller(), a_caller()
    complaint, round_ = a_round()
    missed = partial(record, complaint.pk, channel="phone", reached=False, now=NOON + 2 * HOUR)
    together(partial(missed, by=one), partial(missed, by=other))
    assert sorted(Revisit.objects.values_list("attempt", flat=True)) == [1, 2]
    assert [kind for kind, _due in planned(round_)] == ["call", "closing"]


def test_two_sweeps_ask_each_customer_once():
    system = User.objects.system()
    complaints = [a_round()[0] for _turn in TURNS]
    together(*[partial(ask_customers, by=system, now=NOON + 5 * HOUR)] * 3)
    for complaint in complaints:
        assert complaint.deliveries.filter(step="survey").count() == 1
        assert ComplaintEvent.objects.filter(complaint=complaint, kind=EventKind.SURVEY_SENT).count() == 1


def test_the_answer_in_the_moment_of_closing_wins_or_comes_too_late_but_never_both():
    system, customer = User.objects.system(), User.objects.customer()
    for _turn in TURNS:
        complaint, round_ = a_round()
        for day in (1, 2, 3):
            nobody_answers(complaint, now=NOON + day * DAY)
        closing = RevisitStep.objects.get(round=round_, ended_at=None)
        answer = partial(record, complaint.pk, channel="web_form", reached=True, rating=5, by=customer)
        outcomes = together(
            partial(take_step, closing.pk, by=system, now=closing.next_step_at),
            partial(answer, now=closing.next_step_at),
        )
        assert fresh(complaint).state == State.CLOSED
        assert ComplaintEvent.objects.filter(complaint=complaint, kind=EventKind.CLOSED).count() == 1
        has_answered = not isinstance(outcomes[1], Exception)
        assert fresh(complaint).resolution == ("resolved" if has_answered else "unreached")


def test_two_who_take_a_call_at_once_leave_it_with_one_name():
    complaint, round_ = a_round()
    passes(NOON + 2 * DAY)
    call = round_.steps.calls().get()
    together(*(partial(take_call, call.pk, by=by, now=NOON + 2 * DAY) for by in (a_caller(), a_caller())))
    call.refresh_from_db()
    last = ComplaintEvent.objects.filter(complaint=complaint, kind=EventKind.REVISIT_GIVEN).order_by("-seq").first()
    assert last.by == call.caller
