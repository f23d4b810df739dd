"""The customer's way to the own complaint: number and code together, and few tries (INT-2, A04–A07)."""

import hmac
import unicodedata
from datetime import timedelta

from django.db.models import F, Sum
from django.utils.translation import gettext as _

from complaints.errors import TooOften
from complaints.models import TrackingTries
from complaints.services.numbers import find_by_tracking_code

_WINDOW = timedelta(minutes=15)
_MOST_TRIES = 10
#: Of all clients together, against somebody who changes the address with every try.
_MOST_TRIES_TOGETHER = 600


def look_up(number, code, *, client, now):
    """The complaint that `number` and `code` open together, or None without a word on which of them was wrong.

    `client` tells clients apart and names nobody. Raises TooOften, also for the right code, after ten wrong ones.
    """
    if not _take_a_try(client, now):
        raise TooOften(_("Too many tries. Wait 15 minutes and check the number and the code in our message."))
    complaint = find_by_tracking_code(code)
    expected = complaint.number if complaint else ""
    if not hmac.compare_digest(expected.encode(), _normal(number).encode()) or not expected:
        return None
    TrackingTries.objects.filter(client=client, tries__gt=0).update(tries=F("tries") - 1)
    return complaint


def _take_a_try(client, now):
    """Whether `client` has a try left. It is taken before the code is looked at, so parallel guesses are counted."""
    TrackingTries.objects.filter(since__lte=now - _WINDOW).delete()
    if (TrackingTries.objects.aggregate(together=Sum("tries"))["together"] or 0) >= _MOST_TRIES_TOGETHER:
        return False
    TrackingTries.objects.bulk_create([TrackingTries(client=client, since=now)], ignore_conflicts=True)
    left = TrackingTries.objects.filter(client=client, tries__lt=_MOST_TRIES)
    return bool(left.update(tries=F("tries") + 1))


def _normal(number):
    return "".join(unicodedata.normalize("NFKC", number).replace("–", "-").replace("—", "-").split())
