"""Other public holidays move the terms of law, ours as deadlines and theirs as expectations (ESC-7, SLA-19)."""

from datetime import UTC, date, datetime, timedelta

import chinese_calendar
import pytest

from accounts.models import User
from complaints.models import CalendarChange, Complaint, DeadlineKind, EventKind
from complaints.services import calendar_changes
from complaints.services.record import faults_of
from complaints.services.sweeps import calendars
from complaints.services.sweeps.calendars import recount_changed
from complaints.services.sweeps.deadlines import tell_due_steps
from complaints.states import State
from complaints.telling.timeline import entries
from escalation.models import Milestone
from escalation.services import matter_terms
from escalation.services.bodies import load_bodies
from escalation.services.outside import close_matter, note
from tests.builders import NOON, a_complaint, a_user
from tests.escalation.test_outside import TODAY, a_matter, on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
#: Thursday and Friday of the week after.
THURSDAY, FRIDAY = date(2026, 11, 26), date(2026, 11, 27)


@pytest.fixture(autouse=True)
def bodies():
    load_bodies()
    swept(NOON)


def swept(now=NOON + HOUR):
    return recount_changed(by=User.objects.system(), now=now)


def announced(monkeypatch, *days):
    """The State Council gives these days off."""
    for day in days:
        monkeypatch.setitem(chinese_calendar.holidays, day, "Spring Festival")


def terms_of(matter):
    """(ours, theirs), read anew."""
    return matter.terms.exclude(deadline=None).get(), matter.terms.get(deadline=None)


def moved_of(complaint):
    event = complaint.events.filter(kind=EventKind.RECOUNTED).latest("seq")
    return sorted((row["kind"], row["was_due"][:10], row["due"][:10]) for row in event.facts["moved"])


def test_a_new_holiday_moves_what_binds_us_and_what_binds_them_and_the_record_says_so(monkeypatch):
    complaint = a_complaint(State.INVESTIGATING)
    matter = a_matter(complaint, "12315")
    assert [term.due_at for term in terms_of(matter)] == [on((12, 2)), on((11, 27))]
    announced(monkeypatch, THURSDAY, FRIDAY)
    swept()
    ours, theirs = terms_of(matter)
    assert (ours.due_at, ours.deadline.due_at, theirs.due_at) == (on((12, 4)), on((12, 4)), on((12, 1)))
    assert moved_of(complaint) == [("outside", "2026-11-27", "2026-12-01"), ("outside", "2026-12-02", "2026-12-04")]
    assert ("Outside body", "12-02 18:00", "12-04 18:00") in entries(complaint)[0].changes
    assert CalendarChange.objects.filter(calendar=None).latest("pk").moved == 1
    assert faults_of(Complaint.objects.get(pk=complaint.pk)) == []


def test_what_only_binds_them_moves_as_well(monkeypatch):
    complaint = a_complaint(State.INVESTIGATING)
    matter = a_matter(complaint, "12315")
    note(matter.pk, Milestone.ANSWERED, on=TODAY, words="已书面答复。", by=matter.representative, now=NOON)
    complaint.deadlines.running().update(cancelled_at=NOON)
    announced(monkeypatch, FRIDAY)
    swept()
    ours, theirs = terms_of(matter)
    assert (ours.due_at, theirs.due_at) == (on((12, 2)), on((11, 30)))
    assert moved_of(complaint) == [("outside", "2026-11-27", "2026-11-30")]


def test_a_last_day_that_becomes_a_day_off_moves_a_term_of_calendar_days(monkeypatch):
    complaint = a_complaint(State.INVESTIGATING)
    deadline = a_matter(complaint, "court").terms.exclude(deadline=None).get().deadline
    last = deadline.due_at
    announced(monkeypatch, last.date())
    swept()
    deadline.refresh_from_db()
    assert deadline.due_at == last + DAY
    announced(monkeypatch, date(2026, 11, 23))
    swept(NOON + 2 * HOUR)
    deadline.refresh_from_db()
    assert deadline.due_at == last + DAY, "a holiday on the way counts like any other day"


def test_what_is_over_and_what_the_body_named_stays(monkeypatch):
    complaint, other = a_complaint(State.INVESTIGATING), a_complaint(State.INVESTIGATING)
    over, named = a_matter(complaint, "12315"), a_matter(other, "12315", answer_due_at=on((12, 2)))
    legal = over.representative
    close_matter(over.pk, result="settled", words="双方和解。", by=legal, now=NOON + HOUR, duties=())
    announced(monkeypatch, THURSDAY)
    swept(NOON + 2 * HOUR)
    assert not complaint.events.filter(kind=EventKind.RECOUNTED).exists()
    answer = named.terms.exclude(deadline=None).get()
    assert (answer.due_at, answer.deadline.due_at) == (on((12, 2)), on((12, 2)))


def test_a_second_sweep_moves_nothing_and_what_was_told_is_not_told_again(monkeypatch):
    complaint = a_complaint(State.INVESTIGATING)
    a_matter(complaint, "12315")
    deadline = complaint.deadlines.get(kind=DeadlineKind.OUTSIDE)
    late = deadline.due_at + HOUR
    tell_due_steps(by=User.objects.system(), now=late)
    assert "alert" in deadline.notices.values_list("step", flat=True)
    # The notice takes a day off back: it was due earlier still.
    monkeypatch.setitem(chinese_calendar.workdays, date(2026, 11, 21), "National Day")
    swept(late)
    tell_due_steps(by=User.objects.system(), now=late)
    deadline.refresh_from_db()
    assert deadline.due_at == on((12, 1))
    steps = list(deadline.notices.values_list("step", flat=True))
    assert len(steps) == len(set(steps))
    swept(late + HOUR)
    assert complaint.events.filter(kind=EventKind.RECOUNTED).count() == 1


def test_a_term_across_a_year_nobody_has_announced_says_that_it_may_move(monkeypatch):
    complaint = a_complaint(State.INVESTIGATING)
    december = datetime(2026, 12, 24, 2, 0, tzinfo=UTC)
    legal = a_user("legal")
    a_matter(complaint, "12315", by=legal, now=december, received_on=date(2026, 12, 24))
    deadline = complaint.deadlines.get(kind=DeadlineKind.OUTSIDE)
    assert deadline.is_provisional
    announced(monkeypatch, date(2027, 1, 1))
    before = deadline.due_at
    swept(december + HOUR)
    deadline.refresh_from_db()
    assert (deadline.due_at, deadline.is_provisional) == (before + DAY, False)


def test_complaints_are_reached_in_their_order_however_small_the_batches(monkeypatch):
    matters = [a_matter(a_complaint(State.INVESTIGATING), "12315") for _each in range(5)]
    monkeypatch.setattr(calendars, "_BATCH", 2)
    announced(monkeypatch, THURSDAY)
    swept()
    assert {term.due_at for matter in matters for term in terms_of(matter)} == {on((12, 3)), on((11, 30))}


def test_who_counts_is_registered_once():
    with pytest.raises(ValueError, match="already"):
        calendar_changes.register(calendar_changes.Counter(matter_terms.complaints_after, matter_terms.recount))
