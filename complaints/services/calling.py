"""How often a door may be called."""

from django.db.models import F
from django.utils.translation import gettext as _

from complaints.errors import TooOften


def count_call(door, *, now):
    """Raises TooOften when `door` was called as often this minute as it may be, counted in one statement (A38)."""
    minute = now.replace(second=0, microsecond=0)
    row = type(door).objects.filter(pk=door.pk)
    if row.filter(minute=minute, used__lt=door.most_a_minute).update(used=F("used") + 1, heard_at=now):
        return
    if row.exclude(minute=minute).update(minute=minute, used=1, heard_at=now):
        return
    # The first two of a minute, at once: whoever came second is counted now.
    if not row.filter(minute=minute, used__lt=door.most_a_minute).update(used=F("used") + 1, heard_at=now):
        raise TooOften(
            _("More than %(most)s requests in a minute. Wait a minute and go on.") % {"most": door.most_a_minute}
        )
