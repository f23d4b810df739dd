"""The analysis a grave complaint owes: asked for by rule, reminded of, met or waived in words (REV-3).

Grading is what asks for it, and grading is read up as news (ADR 29): closing towards the customer waits for no
analysis, but until there is one, or a reason in writing, somebody is told once a week.
"""

from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from complaints.deadlines.arithmetic import due_at
from complaints.deadlines.workdays import CHINA
from complaints.errors import RuleBroken
from complaints.models import ComplaintEvent, EventKind, NoticeKind
from complaints.permissions import check_right
from complaints.services.calendars import calendar_of
from complaints.services.gate import lock as lock_complaint
from complaints.services.impartial import check_impartial
from complaints.services.staff import supervisors_of, tell_staff
from complaints.services.sweeps import sweep
from complaints.states import Resolution
from review.models import CauseDuty, CauseMember, CauseRule, DutyState, RootCauseState
from review.services.causes.record import check_words

#: What may change whether an analysis is owed.
KINDS = frozenset(
    {
        EventKind.TRIAGED,
        EventKind.REGRADED,
        EventKind.MERGED,
        EventKind.SEPARATED,
        EventKind.NOT_ACCEPTED,
        EventKind.REOPENED,
    }
)
#: Ends after which nobody looks for a cause here: there was none, or it is looked for at the other complaint.
_NOTHING_TO_FIND = (Resolution.DUPLICATE, Resolution.REFUSED)
_NEAR, _AGAIN = timedelta(days=2), timedelta(days=7)


def read(complaint, events, *, by, now):
    """Ask for an analysis as the rules valid today say, or ask no longer."""
    duty = CauseDuty.objects.select_for_update().filter(complaint=complaint).first()
    rule = _rule_for(complaint, now)
    if rule is None:
        if duty is not None and duty.state == DutyState.OWED:
            duty.state, duty.next_step_at = DutyState.LAPSED, None
            duty.save()
        return
    if duty is not None and duty.state != DutyState.LAPSED:
        return
    duty = duty or CauseDuty(complaint=complaint)
    duty.severity, duty.state, duty.since, duty.told_count = complaint.severity, DutyState.OWED, now, 0
    duty.due_at = due_at(now, 0, calendar_of(complaint.policy), days=rule.days)
    duty.next_step_at = max(duty.due_at - _NEAR, now)
    found = CauseMember.objects.present().filter(complaint=complaint, analysis__state=RootCauseState.CONCLUDED)
    if found.exists():
        duty.state, duty.next_step_at = DutyState.MET, None
    duty.save()
    ComplaintEvent.record(
        complaint, EventKind.CAUSE_OWED, by=by, at=now, severity=complaint.severity, due=duty.due_at.isoformat()
    )


@transaction.atomic
def waive(complaint_id, *, reason, by, now, seen=None):
    """No analysis, for the reason given in writing. Raises NotPermitted, RuleBroken, Outdated."""
    complaint = lock_complaint(complaint_id, by=by, seen=seen)
    check_right(by, "review.waive_cause")
    check_impartial(complaint, by)
    check_words(reason, _("Say in writing why no analysis is needed."), limit=500)
    duty = CauseDuty.objects.select_for_update().filter(complaint=complaint, state=DutyState.OWED).first()
    if duty is None:
        raise RuleBroken(_("This complaint owes no analysis."))
    duty.state, duty.waived_by, duty.waived_at, duty.waived_because = DutyState.WAIVED, by, now, reason.strip()
    duty.next_step_at = None
    duty.save()
    ComplaintEvent.record(complaint, EventKind.CAUSE_WAIVED, by=by, at=now, reason=reason)
    return duty


def remind_of_causes(*, by, now):
    """Remind of what is owed: shortly before it is due, when it is, and every week after; returns how often."""
    owing = CauseDuty.objects.filter(state=DutyState.OWED, next_step_at__lte=now).order_by("next_step_at", "pk")
    return sweep(owing, partial(remind, by=by, now=now), now=now).done


@transaction.atomic
def remind(duty_id, *, by, now):
    """Remind of one: who looks for the cause, and once it is overdue the supervisors and quality as well."""
    complaint_id = CauseDuty.objects.values_list("complaint", flat=True).get(pk=duty_id)
    complaint = lock_complaint(complaint_id, by=by)
    duty = CauseDuty.objects.select_for_update().filter(pk=duty_id, state=DutyState.OWED, next_step_at__lte=now).first()
    if duty is None:
        return False
    is_overdue = now >= duty.due_at
    tell_staff(
        _reminded(complaint, is_overdue=is_overdue),
        NoticeKind.CAUSE_OWED,
        complaint,
        now=now,
        due=duty.due_at.isoformat(),
    )
    if is_overdue:
        duty.told_count += 1
        ComplaintEvent.record(
            complaint, EventKind.CAUSE_OVERDUE, by=by, at=now, due=duty.due_at.isoformat(), count=duty.told_count
        )
    duty.next_step_at = now + _AGAIN if is_overdue else duty.due_at
    duty.leased_until, duty.attempts, duty.failure = None, 0, ""
    duty.save()
    return True


def _reminded(complaint, *, is_overdue):
    member = CauseMember.objects.present().select_related("analysis__lead").filter(complaint=complaint).first()
    people = {}
    for person in (member.analysis.lead if member else complaint.handler,):
        if person is not None and person.is_active:
            people[person.pk] = person
    if is_overdue or not people:
        supervisors = supervisors_of(complaint.team) if complaint.team else []
        curators = User.objects.filter(role=Role.CURATOR, is_active=True)
        people |= {person.pk: person for person in (*supervisors, *curators)}
    return list(people.values())


def _rule_for(complaint, now):
    if not complaint.severity or complaint.resolution in _NOTHING_TO_FIND:
        return None
    return CauseRule.objects.on(now.astimezone(CHINA).date()).filter(severity=complaint.severity).first()
