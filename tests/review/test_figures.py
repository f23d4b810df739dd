"""Figures by day equal a recount from the raw rows, whatever happened to the complaints (MON-1)."""

from collections import Counter
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Department, User
from accounts.roles import Role
from complaints.models import Complaint, Deadline
from complaints.services.closing import reopen
from complaints.services.sweeps.news import read_news
from complaints.states import Channel, State
from review.models import DayFigures, Tally
from review.services.figures import reading
from review.services.figures.measures import day_of, two_digits
from review.services.figures.rebuilding import rebuild, verify
from review.services.figures.rounds import count_changed
from tests.builders import NOON, a_complaint, a_user

pytestmark = pytest.mark.django_db
TODAY = day_of(NOON)
DAY = timedelta(days=1)


def counted(now=NOON):
    system = User.objects.system()
    read_news(by=system, now=now)
    count_changed(by=system, now=now)
    assert list(verify(now=now)) == []


def test_a_complaint_counts_on_the_day_of_its_receipt_and_its_closing_when_it_was_closed():
    a_complaint(at=State.CLOSED, channel=Channel.EMAIL)
    a_complaint(at=State.INVESTIGATING, now=NOON + DAY)
    counted(NOON + DAY)
    found = reading.by_day(TODAY, TODAY + DAY)
    assert found[TODAY]["received"] == found[TODAY + DAY]["received"] == 1
    next_day = found[TODAY + DAY]
    assert (
        next_day["closed:resolved"] == next_day["solve:1400"] == next_day["rated:5"] == found[TODAY]["contact:0"] == 1
    )
    assert reading.backlog() == {(State.INVESTIGATING, TODAY + DAY): 1}
    assert reading.received_by_value("channel", TODAY, TODAY + DAY) == [("email", 1), ("phone", 1)]
    assert reading.received_by_day("channel", TODAY, TODAY) == {"email": {TODAY: 1}}
    assert reading.totals(TODAY, TODAY + DAY, filters={"channel": ("email",)})["received"] == 1


def test_what_changed_moves_to_where_it_belongs_now():
    complaint = a_complaint(at=State.CLOSED)
    counted()
    reopen(complaint.pk, reason="款没到账", by=a_user(Role.SUPERVISOR), now=NOON + DAY)
    counted(NOON + DAY)
    found = reading.totals(TODAY, TODAY + DAY)
    assert (found["closed:resolved"], found["reopened"], found["open:investigating"]) == (0, 1, 1)


def test_a_deadline_that_passes_is_counted_without_any_entry():
    complaint = a_complaint()
    counted()
    due_at = Deadline.objects.filter(complaint=complaint).earliest("due_at").due_at
    assert Tally.objects.get().count_at == due_at + timedelta(seconds=1)
    later = due_at + timedelta(seconds=1)
    assert count_changed(by=User.objects.system(), now=later) == 1
    found = reading.totals(TODAY, day_of(later))
    assert sum(number for name, number in found.items() if name.startswith("broken:")) == 2
    assert list(verify(now=later)) == []


def test_a_desk_older_than_its_figures_is_counted_by_the_first_round():
    a_complaint(at=State.CLOSED)
    read_news(by=User.objects.system(), now=NOON)
    Tally.objects.all().delete()
    count_changed(by=User.objects.system(), now=NOON)
    assert reading.totals(TODAY, TODAY)["received"] == 1
    assert list(verify(now=NOON)) == []


def test_what_is_wrong_is_named_and_counted_again():
    a_complaint(at=State.CLOSED)
    counted()
    DayFigures.objects.filter(cut="").update(received=7)
    Complaint.objects.update(department=Department.objects.get(code="finance"))
    named = list(verify(now=NOON))
    assert {bool(one.complaint_id) for one in named} == {True, False}
    with pytest.raises(CommandError):
        call_command("figures", verify=True)
    assert list(rebuild(now=NOON)) == [1]
    assert list(verify(now=NOON)) == []


def test_several_filters_at_once_are_added_up_from_the_complaints():
    a_complaint(at=State.CLOSED, channel=Channel.EMAIL, product="鸡蛋 礼盒")
    a_complaint(at=State.TRIAGED, product="鸡蛋　礼盒")
    counted()
    filters = {"channel": ("email", "phone"), "product": ("鸡蛋 礼盒",), "severity": ("S3",)}
    assert reading.totals(TODAY, TODAY, filters=filters)["received"] == 2
    assert reading.received_by_value("product", TODAY, TODAY, filters={"severity": ("S3",), "channel": ("email",)}) == [
        ("鸡蛋 礼盒", 1)
    ]
    assert reading.backlog(filters=filters) == {(State.TRIAGED, TODAY): 1}


@pytest.mark.parametrize(
    ("minutes", "shown"), [(0, 0), (99, 99), (104, 100), (105, 110), (995, 1000), (1_049, 1_000), (65_432, 65_000)]
)
def test_durations_keep_two_significant_digits(minutes, shown):
    assert two_digits(minutes) == shown


def test_several_dimensions_in_one_pass_say_what_each_says_alone():
    for channel, severity in (("phone", "S3"), ("email", "S3"), ("phone", "S2")):
        a_complaint(channel=channel, product="礼盒")
        Complaint.objects.filter(channel=channel).update(severity=severity)
    list(rebuild(now=NOON))
    dimensions = ("category", "product", "team", "severity")
    for filters in ({}, {"channel": ("phone",)}, {"channel": ("phone",), "product": ("礼盒",)}):
        told = reading.by_values(dimensions, TODAY, TODAY + DAY, filters=filters)
        assert told == {one: reading.by_value(one, TODAY, TODAY + DAY, filters=filters) for one in dimensions}
        assert sum(told["severity"].values(), Counter())["received"] == (2 if filters else 3)
