"""Frequent complainants: a profile of service, one named agent, care between complaints (COM-4)."""

from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.text import check_row
from complaints.deadlines.workdays import CHINA
from complaints.errors import RuleBroken
from complaints.models import CareReminder, Complaint, ComplaintEvent, EventKind, NoticeKind, ServiceProfile
from complaints.permissions import check_right
from complaints.services.assignment import HANDLING_ROLES
from complaints.services.customers import rows_of
from complaints.services.gate import check_filled, lock
from complaints.services.staff import supervisors_of, tell_staff
from complaints.services.sweeps.sweeping import sweep


@transaction.atomic
def keep_profile(complaint_id, *, named_agent, best_time, notes, by, now, seen=None):
    """Write down how this customer is served best, from one of the own complaints. Raises NotPermitted, RuleBroken."""
    complaint = lock(complaint_id, by=by, seen=seen)
    check_right(by, "complaints.keep_profile")
    if named_agent is not None and (not named_agent.is_active or named_agent.role not in HANDLING_ROLES):
        raise RuleBroken(
            _("%(person)s does not handle complaints. Choose an agent or a supervisor.") % {"person": named_agent}
        )
    profile = ServiceProfile.objects.filter(complainant=complaint.complainant).first()
    profile = profile or ServiceProfile(complainant=complaint.complainant)
    profile.named_agent, profile.best_time, profile.notes = named_agent, best_time, notes
    profile.updated_by, profile.updated_at = by, now
    check_row(profile)
    profile.save()
    ComplaintEvent.record(
        complaint, EventKind.PROFILE_KEPT, by=by, at=now, named_agent=named_agent.name if named_agent else ""
    )
    return profile


@transaction.atomic
def remind_to_care(complaint_id, *, due_on, note, by, now, seen=None):
    """On the day `due_on` the named agent, or else `by`, is reminded to do `note` for the customer."""
    complaint = lock(complaint_id, by=by, seen=seen)
    check_right(by, "complaints.keep_profile")
    check_filled(note, _("Write what is to be done for the customer."))
    if due_on <= _day(now):
        raise RuleBroken(_("Choose a day to come."))
    profile = ServiceProfile.objects.filter(complainant=complaint.complainant).select_related("named_agent").first()
    to = (profile and profile.named_agent) or by
    reminder = CareReminder(complaint=complaint, to=to, due_on=due_on, note=note, by=by, at=now)
    check_row(reminder)
    reminder.save()
    ComplaintEvent.record(complaint, EventKind.CARE_PLANNED, by=by, at=now, on=due_on, note=note)
    return reminder


def tell_due_care(*, by, now):
    """Tell every reminder whose day has come; returns how many."""
    return sweep(CareReminder.objects.due(_day(now)), partial(tell_care, by=by, now=now), now=now).done


@transaction.atomic
def tell_care(reminder_id, *, by, now):
    """Tell one reminder once; the supervisors of the desk hear it when its agent has left."""
    complaint = lock(CareReminder.objects.values_list("complaint", flat=True).get(pk=reminder_id), by=by)
    reminder = CareReminder.objects.due(_day(now)).filter(pk=reminder_id).select_related("to").first()
    if reminder is None:
        return False
    reminder.told_at = now
    reminder.save(update_fields=["told_at"])
    to = reminder.to if reminder.to.is_active or not complaint.team else supervisors_of(complaint.team)
    tell_staff(to, NoticeKind.CARE, complaint, now=now, words=reminder.note)
    return True


def complaints_lately(complaint, *, now):
    """How many complaints the customer sent within the policy's days."""
    since = now - timedelta(days=complaint.policy.frequent_days)
    rows = rows_of(complaint.complainant_id)
    return Complaint.objects.filter(complainant__in=rows, received_at__gte=since).count()


def is_frequent(complaint, count):
    return count >= complaint.policy.frequent_complaints


def _day(now):
    return timezone.localtime(now, CHINA).date()
