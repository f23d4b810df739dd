"""The services of deadlines, messages and notices called once each: the rest of what test_events.py walks."""

from datetime import timedelta

from accounts.roles import Role
from complaints.models import CalendarChange, Clock
from complaints.models import EventKind as K
from complaints.services.sweeps import calendars, deadlines, news
from complaints.services.sweeps import pauses as sweeping_pauses
from tests.architecture.service_calls import LATER, NOON, P, R, Row


def counts_another_way(it):
    """A deadline that was counted by a calendar as it no longer is."""
    it.deadlines.filter(kind="solution").update(clock=Clock.WORKING)


def a_change():
    return CalendarChange.objects.create(mark="another notice", at=NOON, next_step_at=NOON)


TIMED = {
    "complaints.sweeps.deadlines.tell_due_steps": Row(
        R,
        lambda it, by: deadlines.tell_due_steps(by=by, now=NOON + timedelta(hours=2)),
        (K.DEADLINE_NEAR, K.DEADLINE_NEAR),  # acknowledgement and first contact are half over
        Role.SYSTEM,
    ),
    "complaints.sweeps.deadlines.tell_steps": Row(
        R,
        lambda it, by: deadlines.tell_steps(
            it.deadlines.get(kind="solution").pk, by=by, now=LATER + timedelta(days=30)
        ),
        (K.DEADLINE_NEAR, K.DEADLINE_NEAR, K.DEADLINE_MISSED, K.DEADLINE_STILL_MISSED, K.ESCALATED_BY_TIME),
        Role.SYSTEM,
    ),
    "complaints.sweeps.news.read_news": Row(R, lambda it, by: news.read_news(by=by, now=NOON), (), Role.SYSTEM),
    "complaints.sweeps.news.read_news_of": Row(
        R, lambda it, by: news.read_news_of(it.pk, by=by, now=NOON), (), Role.SYSTEM
    ),
    "complaints.sweeps.deadlines.tell_together": Row(
        R,
        lambda it, by: deadlines.tell_together(
            it.deadlines.filter(kind__in=["solution", "investigation"]).values_list("pk", flat=True),
            by=by,
            now=NOON + timedelta(hours=23),
        ),
        (K.DEADLINE_NEAR, K.DEADLINE_NEAR),
        Role.SYSTEM,
    ),
    "complaints.sweeps.calendars.recount_changed": Row(
        R, lambda it, by: calendars.recount_changed(by=by, now=NOON), (K.RECOUNTED,), Role.SYSTEM, counts_another_way
    ),
    "complaints.sweeps.calendars.recount_batch": Row(
        R,
        lambda it, by: calendars.recount_batch(a_change().pk, by=by, now=NOON),
        (K.RECOUNTED,),
        Role.SYSTEM,
        counts_another_way,
    ),
    "complaints.sweeps.calendars.recount": Row(
        R,
        lambda it, by: calendars.recount(it.pk, a_change(), by=by, now=NOON),
        (K.RECOUNTED,),
        Role.SYSTEM,
        counts_another_way,
    ),
    "complaints.sweeps.pauses.end_waits": Row(
        P,
        lambda it, by: sweeping_pauses.end_waits(by=by, now=it.pauses.get().bound_at),
        (K.CUSTOMER_REMINDED,),
        Role.SYSTEM,
    ),
}
