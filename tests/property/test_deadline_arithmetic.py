"""Deadline arithmetic against a second, slow implementation that counts every minute (F12)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from complaints.deadlines.arithmetic import NoWorkingTime, due_at
from complaints.deadlines.workdays import CHINA, OFFICE, is_covered, working_time

MINUTE = timedelta(minutes=1)
TWICE_A_DAY = ((time(8, 30), time(11, 30)), (time(13), time(17)))
ALL_DAY = ((time(0), time(0)),)
SPLIT_DAY = working_time(CHINA, (TWICE_A_DAY,) * 6 + ((),), follows_holidays=False)
HALF_SATURDAY = working_time(CHINA, (TWICE_A_DAY,) * 5 + (((time(9), time(12)),), ()), follows_holidays=True)
ABROAD = working_time(ZoneInfo("Europe/Berlin"), (((time(9), time(17)),),) * 5 + ((), ()), follows_holidays=False)
WHOLE_DAYS_ABROAD = working_time(ZoneInfo("Europe/Berlin"), (ALL_DAY,) * 7, follows_holidays=False)
NEVER_OPEN = working_time(CHINA, ((),) * 7, follows_holidays=True)

moments = st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda moment: moment.replace(second=0, microsecond=0)
)
calendars = st.sampled_from([OFFICE, SPLIT_DAY, HALF_SATURDAY, ABROAD, WHOLE_DAYS_ABROAD])
minutes = st.integers(1, 3_000)


def counted(start, left, calendar):
    """The moment at which `left` open minutes have passed, minute by minute."""
    moment = start
    while left:
        left -= is_open(calendar, moment)
        moment += MINUTE
    return moment


def is_open(calendar, moment):
    local = moment.astimezone(calendar.zone)
    hours = calendar.intervals_of(local.date())
    return any(since <= local.time() and (local.time() < until or until == time(0)) for since, until in hours)


@settings(max_examples=40)
@given(moments, st.integers(1, 900), calendars)
def test_working_time_is_conserved_to_the_minute(start, left, calendar):
    assert due_at(start, left, calendar) == counted(start, left, calendar)


@given(moments, minutes, st.one_of(st.none(), calendars))
def test_nothing_is_due_before_it_began(start, left, calendar):
    assert due_at(start, left, calendar) >= start + left * MINUTE


@given(moments, moments, minutes, st.one_of(st.none(), calendars))
def test_what_begins_later_is_not_due_sooner(one, other, left, calendar):
    earlier, later = sorted((one, other))
    assert due_at(earlier, left, calendar) <= due_at(later, left, calendar)


@given(moments, minutes, minutes, st.one_of(st.none(), calendars))
def test_more_time_is_never_less(start, less, more, calendar):
    assume(less < more)
    assert due_at(start, less, calendar) < due_at(start, more, calendar)


@given(moments, minutes, minutes, calendars)
def test_two_stretches_one_after_the_other_are_as_long_as_both(start, first, second, calendar):
    assert due_at(due_at(start, first, calendar), second, calendar) == due_at(start, first + second, calendar)


@given(moments, minutes, st.sampled_from(["UTC", "Asia/Shanghai", "America/New_York", "Pacific/Auckland"]))
def test_the_clock_of_whoever_asks_changes_nothing(start, left, zone):
    asked = start.astimezone(ZoneInfo(zone))
    assert due_at(asked, left, OFFICE) == due_at(start, left, OFFICE)
    assert due_at(asked, left, OFFICE).tzinfo == asked.tzinfo


@pytest.mark.parametrize(
    ("day", "is_working"),
    [
        (date(2026, 10, 1), False),
        (date(2026, 11, 18), True),
        (date(2026, 11, 21), False),
        (date(2025, 1, 26), True),  # Sunday, worked for the Spring Festival (调休)
        (date(2025, 1, 28), False),
        (date(2025, 10, 11), True),  # Saturday, worked for the National Day
        (date(2024, 2, 29), True),
        (date(2024, 12, 31), True),
        (date(2025, 1, 1), False),
        (date(2099, 1, 1), True),  # no notice yet: Monday to Friday
        (date(2099, 1, 3), False),
    ],
)
def test_the_calendar_knows_holidays_and_swapped_days(day, is_working):
    assert bool(OFFICE.intervals_of(day)) is is_working


def test_a_promise_of_the_evening_before_the_holiday_begins_when_the_office_opens_again():
    eve = datetime(2025, 9, 30, 17, 30, tzinfo=CHINA)
    assert due_at(eve, 60, OFFICE) == datetime(2025, 10, 9, 9, 30, tzinfo=CHINA)
    assert due_at(eve, 30, OFFICE) == datetime(2025, 9, 30, 18, 0, tzinfo=CHINA)


def test_the_hours_of_three_days_over_a_swapped_sunday():
    thursday = datetime(2025, 1, 23, 18, 0, tzinfo=CHINA)
    assert due_at(thursday, 3 * 540, OFFICE) == datetime(2025, 1, 27, 18, 0, tzinfo=CHINA)


def test_the_years_in_use_are_covered_by_a_notice():
    assert is_covered(date(2025, 6, 1))
    assert not is_covered(date(2099, 6, 1))


def test_the_hour_that_a_clock_change_takes_away_is_no_working_hour():
    saturday = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)
    assert due_at(saturday, 60, ABROAD) == datetime(2026, 3, 30, 8, 0, tzinfo=UTC)


def test_a_calendar_in_which_nothing_opens_is_refused_and_not_searched_for_ever():
    with pytest.raises(NoWorkingTime):
        due_at(datetime(2026, 3, 1, tzinfo=UTC), 1, NEVER_OPEN)
