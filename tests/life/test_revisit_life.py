"""Whole lives that hang on the customer's word: twice dissatisfied, never satisfied, never reached (REV-1, REV-2)."""

import pytest

from accounts.models import User
from accounts.roles import Role
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import EventKind, StaffNotice
from complaints.services import proposal
from complaints.services.record import faults_of
from complaints.services.revisit import close_by_decision
from complaints.services.sweeps.news import read_news_of
from complaints.states import Resolution, State
from escalation.services.decision import approve
from escalation.services.submission import submit_proposal
from review.models import Revisit, RevisitRound
from review.services.overseers import overseer_of
from review.services.survey_links import token_of
from tests.builders import NOON, a_user, choices, execute_all, report_on
from tests.customer import Customer
from tests.review.rounds import DAY, HOUR, a_round, fresh, nobody_answers, passes, planned, rates

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def goes_round_again(complaint, *, now, refund_cny="20.00"):
    """Report, proposal, acceptance and execution once more; the new round is planned."""
    handler = fresh(complaint).handler
    report_on(complaint.pk, by=handler, now=now, missed_reason="第一次没有换包装")
    submitted = submit_proposal(complaint.pk, message="再次抱歉。", choices=choices(refund_cny), by=handler, now=now)
    if submitted.status == "submitted":
        approve(submitted.pk, by=a_user(Role.DIRECTOR), now=now, comment="同意")
        proposal.offer(complaint.pk, by=handler, now=now)
    proposal.accept(complaint.pk, position=1, via="phone", by=handler, now=now)
    execute_all(complaint.pk, now=now + HOUR)
    read_news_of(complaint.pk, by=User.objects.system(), now=now + HOUR)
    return RevisitRound.objects.get(complaint=complaint, round=fresh(complaint).round)


def test_twice_dissatisfied_then_satisfied_each_round_asked_anew(time_machine):
    handler, supervisor = a_user(), a_user(Role.SUPERVISOR)
    complaint, first = a_round(agent=handler)
    customer = Customer()

    # Round one: the link is sent, and the answer behind it sends the complaint back to the same handler, watched over.
    passes(NOON + 5 * HOUR)
    time_machine.move_to(NOON + 6 * HOUR, tick=False)
    link = f"/survey/{token_of(first)}/"
    answer = {"rating": 2, "process_rating": 4, "reason": "补发的也碎了一半"}
    assert customer.get(link).status_code == 200
    assert customer.post(link, **answer).status_code == 302
    back = fresh(complaint)
    assert (back.state, back.round, back.dissatisfied_count, back.handler) == (State.INVESTIGATING, 2, 1, handler)
    assert overseer_of(back) == supervisor
    assert StaffNotice.objects.get(kind="oversees").to == supervisor
    assert customer.post(link, **answer).status_code == 200

    # Round two is asked by a link of its own; the old one says what was answered, and changes nothing.
    second = goes_round_again(complaint, now=NOON + DAY)
    time_machine.move_to(NOON + DAY + 2 * HOUR, tick=False)
    assert token_of(second) != token_of(first)
    assert customer.post(link, rating=5, process_rating=5).status_code == 409
    assert fresh(complaint).state == State.REVISIT
    with pytest.raises(NotPermitted):
        rates(complaint, 5, now=NOON + DAY, by=handler)
    rates(complaint, 1, now=NOON + 2 * DAY)
    assert overseer_of(fresh(complaint)) == supervisor
    with pytest.raises(RuleBroken, match="possible from 3 on"):
        close_by_decision(complaint.pk, reason="已尽力", by=supervisor, now=NOON + 2 * DAY)

    # Round three: satisfied, by phone, through a colleague.
    third = goes_round_again(complaint, now=NOON + 3 * DAY)
    rates(complaint, 5, now=NOON + 4 * DAY, process_rating=4, advice="早点换包装")
    closed = fresh(complaint)
    assert (closed.state, closed.resolution, closed.round) == (State.CLOSED, Resolution.RESOLVED, 3)
    assert list(Revisit.objects.order_by("pk").values_list("round", "rating")) == [(1, 2), (2, 1), (3, 5)]
    third.refresh_from_db()
    assert (third.rating, third.process_rating) == (5, 4)
    kinds = list(closed.events.values_list("kind", flat=True))
    assert kinds.count(EventKind.RETURNED_DISSATISFIED) == kinds.count(EventKind.OVERSEER_NAMED) == 2
    assert faults_of(closed) == []


def test_rev_2_at_the_limit_silence_closes_nothing_and_a_supervisor_decides_in_writing():
    supervisor = a_user(Role.SUPERVISOR)
    complaint, _first = a_round()
    for day in (1, 4, 7):
        rates(complaint, 1, now=NOON + day * DAY)
        goes_round_again(complaint, now=NOON + (day + 1) * DAY)
    assert fresh(complaint).dissatisfied_count == 3
    assert StaffNotice.objects.filter(kind="revisit_limit", to=supervisor).count() == 1

    nobody_answers(complaint, now=NOON + 10 * DAY, outcome="declined")
    assert fresh(complaint).state == State.REVISIT
    assert StaffNotice.objects.filter(kind="revisit_limit", to=supervisor).count() == 2
    with pytest.raises(RuleBroken):
        close_by_decision(complaint.pk, reason=" ", by=supervisor, now=NOON + 11 * DAY)
    with pytest.raises(NotPermitted):
        close_by_decision(complaint.pk, reason="已尽力", by=fresh(complaint).handler, now=NOON + 11 * DAY)
    close_by_decision(complaint.pk, reason="三轮方案均已办结，客户拒绝再谈。", by=supervisor, now=NOON + 11 * DAY)
    closed = fresh(complaint)
    assert (closed.resolution, closed.resolution_reason) == (Resolution.DECIDED, "三轮方案均已办结，客户拒绝再谈。")
    assert faults_of(closed) == []


def test_rev_1_a_customer_nobody_reaches_three_times_is_closed_by_rule():
    complaint, round_ = a_round()
    day = NOON
    while fresh(complaint).is_open:
        day += DAY
        assert day < NOON + 20 * DAY
        passes(day)
        if round_.steps.calls().exists():
            nobody_answers(complaint, now=day)
    closed = fresh(complaint)
    assert closed.resolution == Resolution.UNREACHED
    assert Revisit.objects.filter(complaint=complaint).count() == 3
    assert planned(round_) == []
    assert faults_of(closed) == []
