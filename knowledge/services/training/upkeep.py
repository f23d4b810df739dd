"""What happens to tests and certificates when time passes (KNO-5)."""

from functools import partial

from django.db import transaction
from django.urls import reverse
from django.utils import translation

from accounts.models import Certificate
from complaints.deadlines.workdays import CHINA
from complaints.models import NoticeKind
from complaints.services.staff import supervisors_of, tell_staff
from complaints.services.sweeps import sweep
from knowledge.services.training.attempts import hand_in_overdue


def keep_training(*, by, now):
    """Hand in tests whose time is over, and remind of certificates; returns how many of both."""
    running_out = Certificate.objects.living().filter(next_step_at__lte=now).order_by("next_step_at", "pk")
    return hand_in_overdue(by=by, now=now) + sweep(running_out, partial(remind, now=now), now=now).done


@transaction.atomic
def remind(certificate_id, *, now):
    """Tell the holder that it runs out, and once it has the supervisors as well."""
    due = Certificate.objects.select_for_update().living().filter(pk=certificate_id, next_step_at__lte=now)
    locked = due.values_list("pk", flat=True).first()
    if locked is None:
        return False
    certificate = Certificate.objects.select_related("user__team", "qualification").get(pk=locked)
    holder = certificate.user
    if certificate.is_valid(now.astimezone(CHINA).date()):
        people, kind = [holder], NoticeKind.CERTIFICATE_NEAR
    else:
        people, kind = [holder, *(supervisors_of(holder.team) if holder.team else [])], NoticeKind.CERTIFICATE_LAPSED
    if holder.is_active:
        for person in people:
            _tell(person, kind, certificate, now=now)
    certificate.next_step_at = certificate.reminder_after(now)
    certificate.leased_until, certificate.attempts, certificate.failure = None, 0, ""
    certificate.save()
    return True


def _tell(person, kind, certificate, *, now):
    with translation.override(person.language):
        what = str(certificate.qualification)
    tell_staff(
        person,
        kind,
        None,
        now=now,
        words=what,
        person=certificate.user.name,
        day=certificate.valid_until,
        link=reverse("admin:knowledge_drill_changelist"),
    )
