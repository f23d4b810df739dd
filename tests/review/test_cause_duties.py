"""Who owes an analysis: asked for by severity, reminded of, met, waived in words, never forgotten (REV-3)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import EventKind, NoticeKind, StaffNotice
from complaints.services.triage import regrade
from complaints.states import Severity, State
from review.models import CauseDuty, CauseRule, DutyState
from review.services.causes import duties, members
from tests.builders import BEGINNING, NOON, a_complaint, a_user
from tests.desk import desk_of
from tests.review.causes import concluded, read, rules

pytestmark = pytest.mark.django_db


def remind(now):
    return duties.remind_of_causes(by=User.objects.system(), now=now)


def owing(at=State.INVESTIGATING):
    """A regular complaint at a desk whose rules ask for the cause of these too."""
    rules()
    CauseRule.objects.create(severity=Severity.S3, days=10, valid_from=BEGINNING.date())
    complaint = a_complaint(at=at)
    read(now=NOON)
    return complaint


@pytest.mark.parametrize(("severity", "is_owed"), [(Severity.S1, True), (Severity.S2, True), (Severity.S3, False)])
def test_grave_complaints_owe_an_analysis_from_their_grading(severity, is_owed):
    rules()
    complaint = a_complaint(at=State.TRIAGED)
    if severity != complaint.severity:
        facts = {"severity": severity, "severity_reason": "有人受伤", "impact": complaint.impact}
        regrade(complaint.pk, category=complaint.category, **facts, by=complaint.handler, now=NOON)
    read(now=NOON)
    assert CauseDuty.objects.filter(complaint=complaint, state=DutyState.OWED).exists() is is_owed
    assert complaint.events.filter(kind=EventKind.CAUSE_OWED).exists() is is_owed


def test_ten_working_days_are_given_for_an_urgent_one():
    owing()
    # Wednesday 18 November and ten working days.
    assert CauseDuty.objects.get().due_at.astimezone(NOON.tzinfo).date().isoformat() == "2026-12-02"


def test_closing_waits_for_no_analysis_and_the_closed_complaint_still_owes_it():
    complaint = owing(at=State.CLOSED)
    duty = CauseDuty.objects.get(complaint=complaint)
    assert duty.state == DutyState.OWED
    late = duty.due_at + timedelta(hours=1)
    assert remind(late) == 1
    assert complaint.events.filter(kind=EventKind.CAUSE_OVERDUE).count() == 1


def test_it_is_reminded_of_before_when_due_and_every_week_until_it_is_there():
    a_user(Role.CURATOR)
    complaint = owing()
    duty = CauseDuty.objects.get()
    assert remind(duty.due_at - timedelta(days=3)) == 0
    assert remind(duty.due_at - timedelta(days=1)) == 1
    told = StaffNotice.objects.filter(kind=NoticeKind.CAUSE_OWED)
    assert [notice.to for notice in told] == [complaint.handler]
    for week in range(3):
        assert remind(duty.due_at + timedelta(days=7 * week, hours=1)) == 1
        assert remind(duty.due_at + timedelta(days=7 * week, hours=2)) == 0
    assert CauseDuty.objects.get().told_count == 3
    assert told.filter(to__role=Role.CURATOR).count() == 3


def test_joining_a_concluded_analysis_meets_it_and_leaving_owes_it_again():
    complaint = owing()
    found = concluded()
    boss = a_user(Role.SUPERVISOR)
    members.join(complaint.pk, analysis=found, by=boss, now=NOON)
    assert CauseDuty.objects.get(complaint=complaint).state == DutyState.MET
    members.leave(complaint.pk, reason="批号不同", by=boss, now=NOON)
    assert CauseDuty.objects.get(complaint=complaint).state == DutyState.OWED


def test_concluding_meets_what_its_members_owe():
    complaint = owing()
    concluded(complaint)
    assert CauseDuty.objects.get().state == DutyState.MET
    assert remind(NOON + timedelta(days=60)) == 0


def test_it_is_waived_in_words_by_a_supervisor_only():
    complaint = owing()
    with pytest.raises(NotPermitted):
        duties.waive(complaint.pk, reason="已知原因", by=complaint.handler, now=NOON)
    boss = a_user(Role.SUPERVISOR)
    with pytest.raises(RuleBroken):
        duties.waive(complaint.pk, reason=" ", by=boss, now=NOON)
    duties.waive(complaint.pk, reason="第三方停电，已查清", by=boss, now=NOON)
    assert complaint.events.get(kind=EventKind.CAUSE_WAIVED).facts["reason"] == "第三方停电，已查清"
    assert remind(NOON + timedelta(days=60)) == 0


def test_the_list_shows_what_is_owed_and_how_late():
    complaint = owing()
    boss = a_user(Role.SUPERVISOR)
    page = desk_of(boss).get(reverse("admin:review_causeduty_changelist")).content.decode()
    assert complaint.number in page
    CauseDuty.objects.update(due_at=NOON - timedelta(days=400))
    page = desk_of(boss).get(reverse("admin:review_causeduty_changelist")).content.decode()
    assert "1 件已逾期" in page
