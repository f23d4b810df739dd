"""Nobody decides about a complaint against themselves: whom it is about, who is kept away from it (ESC-1, AUD-3)."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import ComplaintEvent, EventKind, NoticeKind
from complaints.permissions import check_right
from complaints.services.gate import check_filled, check_open, lock
from complaints.services.staff import supervisors_of, tell_staff

#: Whoever may give complaints to somebody else may also take a name back.
OVERSEE = "complaints.assign_complaint"
_MOST_NAMED = 3


@transaction.atomic
def name_staff(complaint_id, *, person, reason, by, now, seen=None):
    """Note whose conduct the complaint is about; None takes the name back, which only overseers may.

    Where that person handles the complaint the supervisors are told to give it to somebody else. Raises
    NotPermitted, RuleBroken, Outdated.
    """
    complaint = lock(complaint_id, by=by, seen=seen)
    check_right(by, "complaints.change_complaint" if complaint.about_staff_id is None else OVERSEE)
    check_open(complaint)
    check_filled(reason, _("Say what the customer told about this person."))
    check_impartial(complaint, by)
    if person is not None and not person.is_staff:
        raise RuleBroken(_("Choose somebody who works here."))
    complaint.about_staff = person
    complaint.save()
    ComplaintEvent.record(
        complaint, EventKind.STAFF_NAMED, by=by, at=now, staff=person.name if person else "", reason=reason
    )
    if person is not None and complaint.handler_id == person.pk:
        tell_staff(_overseers(complaint), NoticeKind.STAFF_NAMED, complaint, now=now, person=person.name)
    return complaint


def check_impartial(complaint, by):
    """Raises NotPermitted when the complaint is about `by`, or about somebody in whose place `by` stands today."""
    if complaint.about_staff_id is None or complaint.about_staff_id not in by.circle():
        return
    raise NotPermitted(
        _("The complaint is about %(person)s, and nobody decides about a complaint against themselves. Ask %(others)s.")
        % {"person": complaint.about_staff, "others": named(_overseers(complaint))}
    )


def named(people):
    """A few of `people` by name, for a sentence that says whom to ask."""
    names = [str(person) for person in people[:_MOST_NAMED]]
    return _(" or ").join(names) if names else _("somebody above")


def _overseers(complaint):
    near = supervisors_of(complaint.team) if complaint.team else []
    people = [*near, *User.objects.with_right(OVERSEE)]
    return [person for person in dict.fromkeys(people) if person.pk != complaint.about_staff_id]
