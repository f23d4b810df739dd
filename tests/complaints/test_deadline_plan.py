"""What is told of a deadline, in plain values (SLA-17)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.deadlines.steps import REMINDERS, DeadlineStep, Step, first_to_tell, next_after, steps_of

START = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
S = DeadlineStep


def steps(*, due=START + 10 * HOUR, reminders=(50, 80), repeat_minutes=240, escalate_minutes=1440, **more):
    return steps_of(
        START, due, reminders=reminders, repeat_minutes=repeat_minutes, escalate_minutes=escalate_minutes, **more
    )


def named(found):
    return [(step.step, (step.at - START) / HOUR) for step in found]


def test_the_steps_of_ten_hours():
    assert named(steps()) == [
        (S.FIRST_REMINDER, 5),
        (S.SECOND_REMINDER, 8),
        (S.ALERT, 10),
        (S.SECOND_ALERT, 14),
        (S.ESCALATION, 34),
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"reminders": ()}, [S.ALERT, S.SECOND_ALERT, S.ESCALATION]),
        ({"reminders": (75,)}, [S.FIRST_REMINDER, S.ALERT, S.SECOND_ALERT, S.ESCALATION]),
        ({"escalate_minutes": None}, [S.FIRST_REMINDER, S.SECOND_REMINDER, S.ALERT, S.SECOND_ALERT]),
        ({"repeat_minutes": None, "escalate_minutes": None}, [S.FIRST_REMINDER, S.SECOND_REMINDER, S.ALERT]),
        (
            {"escalate_minutes": 60},
            [S.FIRST_REMINDER, S.SECOND_REMINDER, S.ALERT, S.ESCALATION, S.SECOND_ALERT],
        ),
        ({"reached": lambda percent: START + 11 * HOUR}, [S.ALERT, S.SECOND_ALERT, S.ESCALATION]),
        ({"due": START}, [S.ALERT, S.SECOND_ALERT, S.ESCALATION]),
    ],
)
def test_what_a_policy_may_leave_out_or_turn_round(changes, expected):
    assert [step.step for step in steps(**changes)] == expected


@pytest.mark.parametrize(
    ("hours", "told", "expected"),
    [
        (0, (), S.FIRST_REMINDER),
        (6, (), S.SECOND_REMINDER),
        (9, (), S.ALERT),
        (10, (), S.ALERT),
        (13, (), S.ALERT),
        (14, (), S.SECOND_ALERT),
        (99, (), S.ESCALATION),
        (11, (S.ALERT,), S.SECOND_ALERT),
        (15, (S.ALERT,), S.SECOND_ALERT),
        (15, (S.ALERT, S.SECOND_ALERT), S.ESCALATION),
        (99, (S.ESCALATION,), None),
        (99, tuple(S), None),
        (2, (S.FIRST_REMINDER,), S.SECOND_REMINDER),
    ],
)
def test_where_a_deadline_made_or_moved_begins(hours, told, expected):
    found = first_to_tell(steps(), now=START + hours * HOUR, told=told)
    assert (found and found.step) == expected


def test_the_step_after_the_last_is_none():
    every = steps()
    assert next_after(every, every[-1]) is None
    assert next_after(every, Step(START, S.ALERT)) == every[0]


percents = st.lists(st.integers(1, 99), max_size=2, unique=True).map(sorted)
minutes = st.none() | st.integers(0, 10_000)


@given(percents, minutes, minutes, st.integers(1, 100_000), st.integers(-1000, 200_000))
def test_walking_from_any_step_on_tells_each_later_one_once_and_in_order(reminders, repeat, escalate, length, later):
    every = steps(
        due=START + timedelta(minutes=length),
        reminders=reminders,
        repeat_minutes=repeat,
        escalate_minutes=escalate,
    )
    assert len({step.step for step in every}) == len(every)
    assert [step.at for step in every] == sorted(step.at for step in every)
    now = START + timedelta(minutes=later)
    walked, step = [], first_to_tell(every, now=now)
    while step is not None:
        walked.append(step)
        step = next_after(every, step)
    assert walked == every[len(every) - len(walked) :]
    assert sum(step.at <= now for step in walked) <= 1, "never a burst"
    assert not any(step.at <= now and step.step in REMINDERS for step in walked)
    assert all(step in walked for step in every if step.at > now)
