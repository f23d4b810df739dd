"""Calendars of working time against a second, slow implementation, and as lists people write (SLA-16, F12)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.deadlines.arithmetic import DayKind, due_at, guessed_days
from complaints.deadlines.hours import WrongHours, open_minutes, read_hours, write_hours
from complaints.deadlines.own_days import WrongLine, read_days, write_days
from complaints.deadlines.workdays import CHINA, OFFICE, OwnDay, working_time

MINUTE = timedelta(minutes=1)
DAY = 24 * 60
START, END = date(2026, 9, 1), date(2027, 1, 31)


@st.composite
def hours(draw, most=3):
    """Up to three intervals of a day, in order, on the quarter hour; the last may end at midnight."""
    edges = sorted(draw(st.sets(st.integers(0, 96), min_size=0, max_size=2 * most)))
    edges = edges[: len(edges) // 2 * 2]
    moments = [time(edge // 4 % 24, edge % 4 * 15) for edge in edges]
    return tuple(zip(moments[::2], moments[1::2], strict=True))


dates = st.dates(START, END)
own_days = st.dictionaries(dates, st.builds(OwnDay, st.booleans(), hours(), st.sampled_from(["", "盘点"])), max_size=12)
weeks = st.tuples(*[hours()] * 7).filter(lambda week: sum(map(open_minutes, week)) >= 60)
zones = st.sampled_from([CHINA, ZoneInfo("Asia/Urumqi"), ZoneInfo("UTC")])
moments = st.datetimes(datetime(2026, 9, 1), datetime(2026, 12, 25), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda moment: moment.replace(second=0, microsecond=0)
)


def slowly(start, left, *, zone, weekly, follows, own):
    """Every minute is asked whether it works; the rules of a day are told over again in other words."""
    moment = start
    while left:
        local = moment.astimezone(zone)
        left -= _is_open(local, weekly, follows, own)
        moment += MINUTE
    return moment


def _is_open(local, weekly, follows, own):
    day, minute = local.date(), local.hour * 60 + local.minute
    first = next((line for line in weekly[:5] if line), weekly[day.weekday()])
    line = weekly[day.weekday()]
    if day in own:
        line = (own[day].intervals or first) if own[day].works else ()
    elif follows and NOTICE.get(day) == "off":
        line = ()
    elif follows and NOTICE.get(day) == "on":
        line = first
    return any(
        since.hour * 60 + since.minute <= minute < (until.hour * 60 + until.minute or DAY) for since, until in line
    )


#: The State Council's notice for autumn 2026, written down by hand.
NOTICE = {date(2026, 9, 25) + timedelta(days=index): "off" for index in range(3)}
NOTICE |= {date(2026, 10, 1) + timedelta(days=index): "off" for index in range(7)}
NOTICE |= {date(2026, 9, 20): "on", date(2026, 10, 10): "on"}


@settings(max_examples=60)
@given(moments, st.integers(1, 1_500), weeks, st.booleans(), own_days, zones)
def test_any_calendar_counts_to_the_minute(start, left, weekly, follows, own, zone):
    calendar = working_time(zone, weekly, follows_holidays=follows, own_days=own)
    assert due_at(start, left, calendar) == slowly(start, left, zone=zone, weekly=weekly, follows=follows, own=own)


@given(moments, st.integers(1, 5_000), weeks, st.booleans(), own_days, dates)
def test_another_day_off_never_brings_a_deadline_forward(start, left, weekly, follows, own, day):
    before = working_time(CHINA, weekly, follows_holidays=follows, own_days=own)
    after = working_time(CHINA, weekly, follows_holidays=follows, own_days=own | {day: OwnDay(False)})
    assert due_at(start, left, after) >= due_at(start, left, before)


@given(moments, st.integers(1, 5_000), weeks, own_days)
def test_without_an_exception_of_its_own_a_day_follows_the_notice(start, left, weekly, own):
    calendar = working_time(CHINA, weekly, follows_holidays=True, own_days=own)
    for day, word in NOTICE.items():
        if day not in own:
            assert calendar.reason_of(day).kind == (DayKind.HOLIDAY if word == "off" else DayKind.SWAPPED)
            assert bool(calendar.intervals_of(day)) <= (word == "on")


@given(hours())
def test_hours_are_read_back_as_they_were_written(intervals):
    assert read_hours(write_hours(intervals)) == intervals


@given(st.text(alphabet="0123456789:- ~，abc", max_size=24))
def test_hours_are_read_or_refused_and_never_half_read(text):
    try:
        intervals = read_hours(text)
    except WrongHours:
        return
    assert read_hours(write_hours(intervals)) == intervals
    assert 0 <= open_minutes(intervals) <= DAY


@pytest.mark.parametrize(
    "text",
    ["9-18", "18:00-09:00", "09:00-12:00 11:00-13:00", "09:00-25:00", "09:60-10:00", "09:00", "上午", "24:00-24:30"],
)
def test_what_is_no_hours_of_a_day_is_refused(text):
    with pytest.raises(WrongHours):
        read_hours(text)


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("09:00-12:00 13:00-18:00", "09:00-12:00 13:00-18:00"),
        ("9:00～12:00，13:00到18:00", "09:00-12:00 13:00-18:00"),
        ("18:00–24:00", "18:00-24:00"),
        ("00:00-24:00", "00:00-24:00"),
        (" ", ""),
    ],
)
def test_hours_are_read_as_people_write_them(text, stored):
    assert write_hours(read_hours(text)) == stored


@given(own_days)
def test_exceptions_are_read_back_as_they_were_written(own):
    own = {on: day if day.works else day._replace(intervals=()) for on, day in own.items()}
    assert read_days(write_days(own)) == own


def test_exceptions_are_pasted_as_a_notice_is_written():
    pasted = "2027-01-01 休 元旦\n2027年2月6日~2027年2月8日 放假 春节\n\n2027/2/14 班 09:00-12:00 调休补班"
    assert read_days(pasted) == {
        date(2027, 1, 1): OwnDay(False, note="元旦"),
        date(2027, 2, 6): OwnDay(False, note="春节"),
        date(2027, 2, 7): OwnDay(False, note="春节"),
        date(2027, 2, 8): OwnDay(False, note="春节"),
        date(2027, 2, 14): OwnDay(True, ((time(9), time(12)),), "调休补班"),
    }


@pytest.mark.parametrize(
    "line",
    ["元旦", "2027-02-30 休", "2027-01-01", "2027-01-01 半天", "2027-03-02~2027-03-01 休", "2020-01-01~2027-01-01 休"],
)
def test_a_line_that_is_no_exception_is_named(line):
    with pytest.raises(WrongLine) as refused:
        read_days(f"2027-01-01 休\n{line}")
    assert refused.value.args == (line,)


def test_a_deadline_that_crosses_into_a_year_without_a_notice_says_so_until_the_desk_has_spoken():
    eve = datetime(2026, 12, 31, 16, 0, tzinfo=CHINA)
    due = due_at(eve, 540, OFFICE)
    assert guessed_days(eve, due, OFFICE) == [date(2027, 1, 1)]
    assert guessed_days(eve, eve + MINUTE, OFFICE) == []
    told = working_time(
        CHINA,
        (((time(9), time(18)),),) * 5 + ((), ()),
        follows_holidays=True,
        own_days={date(2027, 1, 1): OwnDay(False)},
    )
    assert date(2027, 1, 1) not in guessed_days(eve, due_at(eve, 540, told), told)
