"""What is particular to a library case: what it needs to be a lesson, and whose record says that it became one."""

from django.utils.translation import gettext as _

from complaints.models import EventKind
from complaints.services.gate import check_filled
from review.services.causes.record import spread

_NEEDED = ("situation", "cause", "handling", "result", "lesson")


def check_complete(version):
    """Raises RuleBroken where a part is missing that makes a case a lesson (KNO-1)."""
    for name in _NEEDED:
        label = version._meta.get_field(name).verbose_name
        check_filled(getattr(version, name), _("“%(part)s” is still empty.") % {"part": label})


def published(version, *, by, now):
    """The complaint's record says where its lesson stands."""
    entry = version.entry
    spread([entry.complaint_id], EventKind.CASE_PUBLISHED, by=by, now=now, case=entry.number)
