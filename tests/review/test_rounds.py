"""The plan of a round: spaced, in waking hours, moved on with every attempt, closed by rule (REV-1, SLA-13)."""

import itertools
from datetime import time, timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from complaints.deadlines.workdays import CHINA
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import DeliveryState, EventKind, StaffNotice
from complaints.services import closing
from complaints.services.delivery import send_waiting
from complaints.states import Resolution, State
from review.models import Revisit, RevisitRound, RevisitRules, RoundEnding
from review.services.asking import ask_customers
from review.services.callers import take_call
from tests.builders import NOON, a_caller, a_complaint, a_user
from tests.review.rounds import DAY, EXECUTED, HOUR, a_round, fresh, nobody_answers, passes, planned, rates

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def test_exe_4_a_proven_execution_plans_the_round_of_its_preset():
    _complaint, round_ = a_round()
    kinds = [kind for kind, _due in planned(round_)]
    assert kinds == ["survey", "call", "call", "closing"]
    dues = [due for _kind, due in planned(round_)]
    assert dues[0] == EXECUTED + 4 * HOUR
    assert all(later - earlier >= 20 * HOUR for earlier, later in itertools.pairwise(dues))
    assert round_.survey_until == dues[-1]


@pytest.mark.parametrize("hour", range(0, 24, 3))
def test_rev_1_nobody_is_asked_in_the_quiet_hours_and_calls_wait_for_the_desk(hour):
    _complaint, round_ = a_round(now=NOON + timedelta(hours=hour))
    for kind, due in planned(round_):
        clock = timezone.localtime(due, CHINA)
        assert time(8) <= clock.time() < time(21), (kind, clock)
        if kind == "call":
            assert time(9) <= clock.time() < time(18), clock
            assert clock.weekday() < 5


def test_a_plan_under_way_keeps_to_the_rules_it_began_with():
    complaint, round_ = a_round()
    RevisitRules.objects.update(first="call", second="", third="")
    assert [kind for kind, _due in planned(round_)] == ["survey", "call", "call", "closing"]
    other = RevisitRound.objects.get(complaint=a_round()[0])
    assert [kind for kind, _due in planned(other)] == ["call", "closing"]
    assert fresh(complaint).state == State.REVISIT


def test_the_link_is_sent_at_its_time_and_that_meets_the_deadline():
    complaint, round_ = a_round()
    assert passes(EXECUTED + 3 * HOUR) == []
    assert passes(EXECUTED + 4 * HOUR) == ["survey"]
    message = complaint.deliveries.get(step="survey")
    assert f"/survey/{round_.pk}:" in message.body
    deadline = complaint.deadlines.get(kind="revisit")
    assert deadline.met_at == EXECUTED + 4 * HOUR
    assert deadline.was_kept()
    assert fresh(complaint).events.get(kind=EventKind.SURVEY_SENT).by == User.objects.system()


def test_after_the_link_a_colleague_of_the_handler_is_given_the_call_and_told():
    handler = a_user()
    complaint, _round = a_round(agent=handler)
    mate, _elsewhere = a_user(), a_user(team="general-desk")
    assert passes(NOON + 2 * DAY)[:2] == ["survey", "call"]
    call = RevisitRound.objects.get(complaint=complaint).steps.calls().get()
    assert call.caller == mate
    assert StaffNotice.objects.get(kind="revisit_call").to == mate
    unanswered = Revisit.objects.get()
    assert (unanswered.attempt, unanswered.outcome, unanswered.by) == (1, "no_answer", User.objects.system())


def test_a_link_that_could_not_be_delivered_is_no_silence_of_the_customer():
    complaint, _round = a_round()
    passes(EXECUTED + 4 * HOUR)
    complaint.deliveries.filter(step="survey").update(state=DeliveryState.PARKED)
    passes(NOON + 2 * DAY)
    assert Revisit.objects.get().outcome == "undelivered"


def test_a_call_nobody_makes_is_told_above_once_and_counts_as_nothing():
    complaint, _round = a_round()
    supervisor = a_user(Role.SUPERVISOR)
    passes(NOON + 9 * DAY)
    assert StaffNotice.objects.filter(kind="revisit_late", to=supervisor).count() == 1
    assert fresh(complaint).state == State.REVISIT
    assert Revisit.objects.count() == 1


def test_rev_1_never_reached_closes_by_rule_as_the_system_and_counted_apart():
    complaint, round_ = a_round()
    passes(NOON + DAY)
    second = NOON + 2 * DAY
    passes(second)
    nobody_answers(complaint, now=second + HOUR)
    due = planned(round_)[0][1]
    assert due >= second + HOUR + 20 * HOUR
    passes(due)
    nobody_answers(complaint, now=due + HOUR, outcome="busy")
    assert [kind for kind, _due in planned(round_)] == ["closing"]
    assert fresh(complaint).state == State.REVISIT
    closes_at = planned(round_)[0][1]
    assert closes_at >= due + HOUR + 24 * HOUR
    assert passes(closes_at) == ["closing"]
    closed = fresh(complaint)
    assert (closed.state, closed.resolution) == (State.CLOSED, Resolution.UNREACHED)
    assert closed.events.get(kind=EventKind.CLOSED).by == User.objects.system()
    round_.refresh_from_db()
    assert (round_.ending, round_.attempts_made) == (RoundEnding.UNREACHED, 3)
    assert list(Revisit.objects.values_list("attempt", "reached")) == [(1, False), (2, False), (3, False)]


def test_after_a_vain_call_the_customer_gets_the_link_of_the_round():
    complaint, round_ = a_round()
    nobody_answers(complaint, now=EXECUTED + HOUR)
    assert f"/survey/{round_.pk}:" in complaint.deliveries.get(step="revisit_missed").body


def test_whoever_declines_is_not_asked_again():
    complaint, _round = a_round()
    nobody_answers(complaint, now=NOON + DAY, outcome="declined")
    assert fresh(complaint).resolution == Resolution.UNREACHED
    assert passes(NOON + 30 * DAY) == []


def test_a_customer_who_wants_to_be_called_later_is_called_then_even_after_the_last_attempt():
    complaint, round_ = a_round()
    with pytest.raises(RuleBroken, match="within the next 14 days"):
        nobody_answers(complaint, now=NOON + DAY, outcome="later")
    for day in (1, 2):
        nobody_answers(complaint, now=NOON + day * DAY)
    wish = NOON + 5 * DAY
    nobody_answers(complaint, now=NOON + 3 * DAY, outcome="later", again_at=wish)
    assert planned(round_)[0] == ("call", wish)
    assert [kind for kind, _due in planned(round_)] == ["call", "closing"]
    passes(wish)
    rates(complaint, 4, now=wish + HOUR)
    assert fresh(complaint).resolution == Resolution.RESOLVED


def test_what_ends_otherwise_is_not_asked_about():
    complaint, round_ = a_round()
    closing.withdraw(complaint.pk, reason="不追究了", by=User.objects.customer(), now=NOON + 2 * HOUR)
    assert ask_customers(by=User.objects.system(), now=NOON + DAY) == 1
    round_.refresh_from_db()
    assert round_.ending == RoundEnding.LAPSED
    assert not complaint.deliveries.filter(step="survey").exists()


def test_rev_1_the_handler_asks_nobody_and_neither_does_their_substitute():
    complaint, _round = a_round()
    for by in (complaint.handler,):
        with pytest.raises(NotPermitted, match="nobody is asked how well they did it"):
            rates(complaint, 5, now=NOON + DAY, by=by)
    assert not Revisit.objects.exists()


def test_a_call_is_taken_over_by_whoever_may_ask_and_by_nobody_once_it_is_made():
    complaint, round_ = a_round()
    passes(NOON + 2 * DAY)
    call = round_.steps.calls().get()
    with pytest.raises(NotPermitted):
        take_call(call.pk, by=complaint.handler, now=NOON + 2 * DAY)
    qa = a_caller()
    assert take_call(call.pk, by=qa, now=NOON + 2 * DAY).caller == qa
    rates(complaint, 5, now=NOON + 3 * DAY)
    with pytest.raises(RuleBroken, match="not due any more"):
        take_call(call.pk, by=a_caller(), now=NOON + 3 * DAY)


def test_somebody_nobody_can_write_to_is_asked_nothing_and_still_ends_by_rule():
    complaint, _round = a_round(contacts={})
    passes(NOON + DAY)
    assert not complaint.deliveries.exists()
    assert fresh(complaint).state == State.REVISIT


def test_whoever_asks_too_late_reads_what_the_customer_said():
    complaint, _round = a_round()
    rates(complaint, 4, now=NOON + DAY)
    with pytest.raises(RuleBroken, match=r"answered already .*Satisfied"):
        nobody_answers(complaint, now=NOON + DAY)


def test_the_sweep_and_the_outbox_go_together():
    complaint, _round = a_round()
    system = User.objects.system()
    assert ask_customers(by=system, now=EXECUTED + 4 * HOUR) == 1
    assert ask_customers(by=system, now=EXECUTED + 4 * HOUR) == 0
    send_waiting(by=system, now=EXECUTED + 4 * HOUR)
    assert complaint.deliveries.filter(step="survey").count() == 1


def test_an_unplanned_round_is_planned_by_the_first_attempt():
    complaint = a_complaint(at=State.REVISIT)
    nobody_answers(complaint, now=NOON + DAY)
    assert RevisitRound.objects.get(complaint=complaint).attempts_made == 1
