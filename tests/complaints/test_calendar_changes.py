"""A changed calendar moves what runs and counts by it, says so on each record, and tells nothing twice (SLA-19)."""

from datetime import UTC, date, datetime, timedelta

import chinese_calendar
import pytest
import time_machine
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from complaints import tasks
from complaints.deadlines.workdays import CHINA, OwnDay
from complaints.models import CalendarChange, Complaint, DeadlineNotice, EventKind
from complaints.services import clock, policies
from complaints.services.calendars import save_calendar
from complaints.services.record import faults_of
from complaints.services.sweeps.calendars import recount_changed
from complaints.states import Preset, State
from complaints.telling.timeline import entries
from tests.builders import NOON, a_complaint, a_user, execute_all, presets
from tests.desk import desk_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LAST_DAY = datetime(2026, 12, 30, 2, 0, tzinfo=UTC)


def swept(now=NOON + HOUR):
    return recount_changed(by=User.objects.system(), now=now)


def executed(now=NOON):
    """A complaint whose revisit is due after three working days."""
    complaint = a_complaint(State.EXECUTING, agent=a_user(team="general-desk"), preset=Preset.GENERAL, now=now)
    execute_all(complaint.pk, now=now)
    return complaint


def revisit_of(complaint):
    return complaint.deadlines.get(kind="revisit")


def own_calendar(**revisit):
    """The general desk counts by a calendar of its own, the revisit by the facts in `revisit`."""
    presets()
    by, facts = a_user(Role.SUPERVISOR), {"name": "错峰", "zone": "Asia/Shanghai", "follows_holidays": True}
    weekly = ["09:00-18:00"] * 5 + ["", ""]
    calendar = save_calendar(None, **facts, weekly=weekly, own_days={}, by=by, now=NOON)
    draft = policies.draft(Preset.GENERAL, by=by, now=NOON)
    rules = [{name: getattr(rule, name) for name in policies.RULE_FIELDS} for rule in draft.rules.all()]
    for rule in rules:
        rule |= revisit if rule["kind"] == "revisit" else {}
    facts = {name: getattr(draft, name) for name in policies.EDITABLE} | {"calendar": calendar}
    draft = policies.save_draft(draft.pk, facts=facts, rules=rules, seen=0, by=by, now=NOON)
    policies.activate(draft.pk, reason="错峰上班", seen=draft.edits, by=by, now=NOON)
    return calendar


def with_days(calendar, days, *, now=NOON):
    """The desk says of `days` whether it works."""
    calendar.refresh_from_db()
    facts = {name: getattr(calendar, name) for name in ("name", "zone", "weekly", "follows_holidays")}
    own, by = {day: OwnDay(works, note="盘点") for day, works in days.items()}, a_user(Role.SUPERVISOR)
    return save_calendar(calendar.pk, **facts, own_days=own, seen=calendar.edits, by=by, now=now)


def with_day_off(calendar, *days, now=NOON):
    return with_days(calendar, dict.fromkeys(days, False), now=now)


def announced(monkeypatch, *days):
    """The State Council's notice of another year arrives with an update."""
    for day in days:
        monkeypatch.setitem(chinese_calendar.holidays, day, "New Year's Day")


def test_an_exception_of_the_desk_moves_what_runs_and_the_record_says_from_when_to_when():
    calendar = own_calendar()
    complaint = executed()
    before = revisit_of(complaint).due_at
    with_day_off(calendar, (NOON + DAY).date())
    assert revisit_of(complaint).due_at == before
    swept()
    moved = revisit_of(complaint)
    assert moved.due_at == before + DAY
    fresh = Complaint.objects.get(pk=complaint.pk)
    assert (fresh.next_due_at, fresh.next_due_kind) == (moved.due_at, "revisit")
    entry = entries(complaint)[0]
    assert "calendar of working days changed" in entry.sentence
    assert entry.words == ("错峰",)
    assert entry.changes == (("Revisit", "11-23 18:00", "11-24 18:00"),)
    assert faults_of(fresh) == []
    assert calendar.changes.first().moved == 1


def test_a_second_sweep_and_an_unmoved_complaint_leave_the_record_alone():
    calendar = own_calendar()
    complaint = executed()
    with_day_off(calendar, date(2026, 12, 24))
    swept()
    swept(NOON + 2 * HOUR)
    assert not complaint.events.filter(kind=EventKind.RECOUNTED).exists()
    with_day_off(calendar, (NOON + DAY).date(), now=NOON + 2 * HOUR)
    for hours in (3, 4):
        swept(NOON + hours * HOUR)
    assert complaint.events.filter(kind=EventKind.RECOUNTED).count() == 1
    assert not CalendarChange.objects.due(NOON + 9 * HOUR).exists()


def test_what_was_met_stays_met_and_what_counts_by_another_calendar_stays():
    calendar = own_calendar()
    complaint, other = executed(), a_complaint(State.TRIAGED)
    met = {row.pk: row.due_at for row in complaint.deadlines.exclude(met_at=None)}
    elsewhere = set(other.deadlines.values_list("pk", "due_at"))
    with_day_off(calendar, NOON.date(), (NOON + DAY).date())
    swept()
    assert {row.pk: row.due_at for row in complaint.deadlines.exclude(met_at=None)} == met
    assert set(other.deadlines.values_list("pk", "due_at")) == elsewhere


def test_a_reminder_told_of_the_old_time_is_not_told_of_the_new_one():
    calendar = own_calendar()
    complaint = executed()
    with time_machine.travel(NOON + 3 * DAY, tick=False):
        tasks.tell_due_steps()
    deadline = revisit_of(complaint)
    assert [notice.step for notice in deadline.notices.all()] == ["first_reminder"]
    with_day_off(calendar, (NOON + 5 * DAY).date(), now=NOON + 3 * DAY)
    swept(NOON + 3 * DAY + HOUR)
    assert revisit_of(complaint).next_step == "second_reminder"
    with time_machine.travel(NOON + 30 * DAY, tick=False):
        tasks.tell_due_steps()
    steps = DeadlineNotice.objects.filter(deadline=deadline).values_list("step", flat=True)
    assert list(steps) == ["first_reminder", "second_reminder", "alert", "second_alert"]


def test_while_it_stays_overdue_nobody_is_alerted_again_and_once_it_is_not_the_new_time_is_told():
    calendar = own_calendar()
    complaint = executed()
    late = NOON + 5 * DAY + 8 * HOUR  # an hour after closing on the last day
    with time_machine.travel(late, tick=False):
        tasks.tell_due_steps()
    with_days(calendar, {date(2026, 11, 22): True}, now=late)
    swept(late + HOUR)
    deadline = revisit_of(complaint)
    assert deadline.due_at < late
    assert deadline.next_step == "second_alert"
    with_day_off(calendar, *(date(2026, 11, day) for day in (20, 23)), now=late + 2 * HOUR)
    swept(late + 3 * HOUR)
    deadline = revisit_of(complaint)
    assert deadline.due_at > late
    assert deadline.next_step == "alert"


def test_a_deadline_into_a_year_nobody_announced_is_provisional_until_the_notice_arrives(monkeypatch):
    complaint = executed(LAST_DAY)
    swept(LAST_DAY)
    deadline = revisit_of(complaint)
    assert deadline.is_provisional
    page = reverse("admin:complaints_complaint_change", args=[complaint.pk])
    why = reverse("admin:complaints_complaint_deadline", args=[complaint.pk, deadline.pk])
    queue = f"{reverse('admin:complaints_complaint_changelist')}?tab=open"
    words = "Provisional: the holidays of 2027 are not announced yet"
    with time_machine.travel(LAST_DAY + HOUR, tick=False):
        supervisor = desk_of(a_user(Role.SUPERVISOR), language="en")
        silent = [place for place in (page, why, queue) if words not in supervisor.get(place).content.decode()]
        assert silent == []
        assert words in supervisor.get(f"{why}?format=json").json()["provisional"]
    announced(monkeypatch, date(2027, 1, 1))
    swept(LAST_DAY + 2 * HOUR)
    moved = revisit_of(complaint)
    assert moved.due_at == deadline.due_at + DAY
    assert not moved.is_provisional
    assert complaint.events.filter(kind=EventKind.RECOUNTED).count() == 1
    with time_machine.travel(LAST_DAY + 3 * HOUR, tick=False):
        told = [place for place in (page, why, queue) if "Provisional" in supervisor.get(place).content.decode()]
        assert told == []


def test_a_complaint_that_cannot_be_counted_holds_up_no_other(monkeypatch):
    calendar = own_calendar()
    bad, good = executed(), executed()
    before = revisit_of(good).due_at
    with_day_off(calendar, (NOON + DAY).date())
    honest = clock.recount_days

    def poisoned(complaint, *, now):
        if complaint.pk == bad.pk:
            raise ValueError
        return honest(complaint, now=now)

    monkeypatch.setattr(clock, "recount_days", poisoned)
    swept()
    assert revisit_of(good).due_at == before + DAY
    change = calendar.changes.first()
    assert (change.moved, change.passed_over, change.next_step_at) == (1, 1, None)


def test_a_change_is_carried_batch_by_batch_from_where_it_ended(monkeypatch):
    monkeypatch.setattr("complaints.services.sweeps.calendars._BATCH", 1)
    calendar = own_calendar()
    two = [executed(), executed()]
    with_day_off(calendar, (NOON + DAY).date())
    assert swept() >= 3
    assert calendar.changes.first().moved == len(two)
    assert all(revisit_of(one).due_at.astimezone(CHINA).day == 24 for one in two)


def test_the_page_of_a_calendar_tells_its_last_changes():
    calendar = own_calendar()
    executed()
    with_day_off(calendar, (NOON + DAY).date())
    desk = desk_of(a_user(Role.SUPERVISOR), language="en")
    page = reverse("admin:complaints_workcalendar_change", args=[calendar.pk])
    assert "are being counted anew" in desk.get(page).content.decode()
    swept()
    assert "deadlines of 1 complaint moved" in desk.get(page).content.decode()


def test_rules_in_minutes_of_working_time_follow_the_calendar_too():
    calendar = own_calendar(minutes=540, days=None)
    complaint = executed()
    before = revisit_of(complaint).due_at
    with_day_off(calendar, (NOON + DAY).date())
    swept()
    assert revisit_of(complaint).due_at == before + DAY
