"""Deadlines that stand still, against a second, slow implementation that counts every minute (SLA-16, I12, I13)."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.deadlines.arithmetic import Span, due_at, merged, remaining
from tests.property.test_deadline_arithmetic import MINUTE, OFFICE, SPLIT_DAY, calendars, is_open, minutes, moments

clocks = st.one_of(st.none(), calendars)
extras = st.integers(0, 2_000).map(lambda count: count * MINUTE)


@st.composite
def spans(draw, around):
    """A stretch near `around`, before, over or after it."""
    since = around + draw(st.integers(-2_000, 6_000)) * MINUTE
    return Span(since, since + draw(st.integers(0, 4_000)) * MINUTE)


@st.composite
def stories(draw):
    """A start and up to four pauses about it, overlapping as they like."""
    start = draw(moments)
    return start, draw(st.lists(spans(start), max_size=4))


def counted(start, left, calendar, pauses, extra=timedelta(0)):
    """The moment at which `left` open and then `extra` further minutes have passed, minute by minute."""
    moment = start
    for ticks, clock in ((left, calendar), (extra // MINUTE, None)):
        while ticks:
            stands_still = any(pause.since <= moment < pause.until for pause in pauses)
            ticks -= not stands_still and (clock is None or is_open(clock, moment))
            moment += MINUTE
    return moment


@settings(max_examples=60)
@given(stories(), st.integers(1, 900), st.sampled_from([None, OFFICE, SPLIT_DAY]), st.integers(0, 300))
def test_paused_time_is_excluded_exactly_once_to_the_minute(story, left, calendar, more):
    start, pauses = story
    extra = more * MINUTE
    assert due_at(start, left, calendar, pauses=pauses, extra=extra) == counted(start, left, calendar, pauses, extra)


@given(stories(), minutes, clocks, extras, st.data())
def test_one_pause_more_never_brings_a_deadline_forward(story, left, calendar, extra, data):
    start, pauses = story
    another = data.draw(spans(start))
    before = due_at(start, left, calendar, pauses=pauses, extra=extra)
    assert due_at(start, left, calendar, pauses=[*pauses, another], extra=extra) >= before


@given(stories(), minutes, clocks, st.data())
def test_pausing_and_resuming_conserves_the_working_time(story, left, calendar, data):
    start, _pauses = story
    pause = data.draw(spans(start))
    due = due_at(start, left, calendar, pauses=[pause])
    worked = remaining(start, due, calendar)
    idle = remaining(max(start, pause.since), min(due, pause.until), calendar)
    assert worked - max(idle, timedelta(0)) == left * MINUTE


@given(stories(), minutes, clocks, extras, st.randoms(use_true_random=False))
def test_the_order_in_which_pauses_are_told_changes_nothing(story, left, calendar, extra, chance):
    start, pauses = story
    shuffled = chance.sample(pauses, len(pauses))
    due = due_at(start, left, calendar, pauses=pauses, extra=extra)
    assert due_at(start, left, calendar, pauses=shuffled, extra=extra) == due
    assert due_at(start, left, calendar, pauses=merged(pauses), extra=extra) == due


@given(stories(), minutes, clocks, st.integers(1, 2_000))
def test_an_extension_gives_its_whole_time(story, left, calendar, more):
    start, pauses = story
    before = due_at(start, left, calendar, pauses=pauses)
    after = due_at(start, left, calendar, pauses=pauses, extra=more * MINUTE)
    idle = sum(
        (max(MINUTE * 0, min(after, span.until) - max(before, span.since)) for span in merged(pauses)), MINUTE * 0
    )
    assert after - before - idle == more * MINUTE


@given(moments, moments, clocks)
def test_what_remains_shrinks_and_turns_negative_when_passed(one, other, calendar):
    assert remaining(one, other, calendar) == -remaining(other, one, calendar)


def test_a_weekend_spent_waiting_costs_a_working_clock_nothing():
    friday = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)  # 17:00 in the office
    waiting = Span(friday + timedelta(minutes=30), friday + timedelta(days=3))  # till Monday 17:00
    assert due_at(friday, 90, OFFICE, pauses=[waiting]) == waiting.until + timedelta(minutes=60)
