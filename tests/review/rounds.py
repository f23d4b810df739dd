"""Rounds of asking, taken along as the sweeps take them."""

from datetime import timedelta

from accounts.models import User
from complaints.models import Complaint
from complaints.services.sweeps.news import read_news_of
from complaints.states import State
from review.models import RevisitRound, RevisitStep
from review.services.asking import take_step
from review.services.revisit import record
from tests.builders import NOON, a_caller, a_complaint

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
#: When the builders have everything executed.
EXECUTED = NOON + HOUR


def a_round(*, now=NOON, **facts):
    """A complaint whose customer is to be asked an hour after `now`, and its planned round."""
    complaint = a_complaint(at=State.REVISIT, now=now, **facts)
    read_news_of(complaint.pk, by=User.objects.system(), now=now + HOUR)
    return complaint, RevisitRound.objects.get(complaint=complaint, round=complaint.round)


def fresh(complaint):
    return Complaint.objects.get(pk=complaint.pk)


def planned(round_):
    """Kind and moment of what is still planned."""
    return [(step.kind, step.due_at) for step in round_.steps.open()]


def passes(until):
    """Time goes by: every step due is taken at its own moment. Returns the kinds taken."""
    taken = []
    while (step := RevisitStep.objects.due(until).first()) is not None:
        taken.append(step.kind)
        take_step(step.pk, by=User.objects.system(), now=step.next_step_at)
    return taken


def nobody_answers(complaint, *, now, **facts):
    return record(complaint.pk, channel="phone", reached=False, by=a_caller(), now=now, **facts)


def rates(complaint, rating, *, now, by=None, **facts):
    reason = {"reason": "补发的也碎了"} if rating < 3 else {}
    return record(
        complaint.pk, channel="phone", reached=True, rating=rating, by=by or a_caller(), now=now, **reason | facts
    )
