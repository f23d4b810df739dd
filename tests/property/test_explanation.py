"""What the page says of a deadline is what the arithmetic did, and leaves nothing out (SLA-16)."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given

from complaints.deadlines.arithmetic import DayKind, Span, due_at
from complaints.deadlines.explain import LegKind, course, remarkable_days
from complaints.deadlines.workdays import CHINA
from tests.property.test_deadline_arithmetic import MINUTE, OFFICE, minutes
from tests.property.test_pauses import clocks, extras, stories


@given(stories(), minutes, clocks, extras)
def test_the_legs_lead_from_start_to_due_without_a_gap_and_add_up(story, left, calendar, extra):
    start, pauses = story
    legs = course(start, left, calendar, pauses=pauses, extra=extra)
    assert legs[0].since == start
    assert legs[-1].until == due_at(start, left, calendar, pauses=pauses, extra=extra)
    assert all(one.until == other.since for one, other in pairwise(legs))
    counted = {kind: sum((leg.counted for leg in legs if leg.kind == kind), MINUTE * 0) for kind in LegKind}
    assert counted == {
        LegKind.BEGUN: MINUTE * 0,
        LegKind.COUNTED: left * MINUTE,
        LegKind.EXTRA: extra,
        LegKind.CLOSED: MINUTE * 0,
        LegKind.WAITED: MINUTE * 0,
    }


@given(stories(), minutes, clocks)
def test_neighbouring_legs_differ(story, left, calendar):
    start, pauses = story
    legs = course(start, left, calendar, pauses=pauses)
    assert all((one.kind, one.reason) != (other.kind, other.reason) for one, other in pairwise(legs))


def moment(month, day, hour=9):
    return datetime(2025, month, day, hour, tzinfo=CHINA)


def test_the_national_day_is_named_and_the_swapped_days_are_told():
    start = moment(9, 26, 17)  # a Friday; the Sunday after it is worked for the holiday
    legs = course(start, 3 * 540, OFFICE)
    told = [(leg.kind, leg.reason and (leg.reason.kind, leg.reason.name), leg.counted) for leg in legs]
    assert told == [
        (LegKind.COUNTED, None, timedelta(hours=1)),
        (LegKind.CLOSED, (DayKind.WEEKLY, ""), timedelta(0)),
        (LegKind.COUNTED, None, timedelta(hours=26)),
    ]
    (swapped,) = remarkable_days(start, legs[-1].until, OFFICE)
    assert (swapped.first.day, swapped.reason.kind, swapped.works) == (28, DayKind.SWAPPED, True)
    over = course(moment(9, 30, 17), 2 * 60, OFFICE)
    closed = [leg for leg in over if leg.kind == LegKind.CLOSED]
    assert closed[0].reason.name == "National Day"
    assert (closed[0].since, closed[-1].until) == (moment(10, 1, 0), moment(10, 9, 0))


def test_a_year_without_a_notice_is_said_to_be_guessed():
    start = datetime(2099, 1, 1, 1, tzinfo=UTC)
    (days,) = {run.reason.kind for run in remarkable_days(start, start + timedelta(days=5), OFFICE)}
    assert days == DayKind.GUESSED
    assert remarkable_days(start, start + timedelta(days=5), None) == []


def test_waiting_over_a_weekend_is_waiting():
    start = moment(11, 21, 17)
    waited = Span(start + timedelta(minutes=30), start + timedelta(days=3))
    kinds = [leg.kind for leg in course(start, 60, OFFICE, pauses=[waited])]
    assert kinds == [LegKind.COUNTED, LegKind.WAITED, LegKind.COUNTED]
