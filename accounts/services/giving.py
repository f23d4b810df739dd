"""The fact of a certificate, written for whoever judged the test; see the contract in pyproject.toml (KNO-5)."""

import secrets
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from accounts.models import Certificate

_CHINA = ZoneInfo("Asia/Shanghai")
#: Letters and digits nobody mistakes for one another.
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
#: Days before the last one on which the holder is reminded; the day after it the supervisors are told.
REMINDED = (30, 7)
_LAPSED = -1


def give(*, user, qualification, proof, number, valid_until, by, now):
    """A certificate for the passed attempt `proof`, in the place of the living one, in the caller's transaction."""
    for before in Certificate.objects.select_for_update().living().filter(user=user, qualification=qualification):
        end(before, because=_("Replaced by %(number)s") % {"number": number}, by=by, now=now)
    certificate = Certificate(
        number=number,
        code="".join(secrets.choice(_ALPHABET) for _place in range(12)),
        user=user,
        qualification=qualification,
        proof=proof,
        given_at=now,
        valid_until=valid_until,
    )
    certificate.next_step_at = next_step(certificate, now)
    certificate.save(force_insert=True)
    return certificate


def end(certificate, *, because, by, now):
    """Take a living one out of force."""
    certificate.ended_at, certificate.ended_by, certificate.ended_because = now, by, because
    certificate.next_step_at = None
    certificate.save()


def next_step(certificate, now):
    """When somebody is reminded of it after `now`: at nine in the morning; None when nothing is left."""
    for days in (*REMINDED, _LAPSED):
        at = datetime.combine(certificate.valid_until - timedelta(days=days), time(9), _CHINA)
        if at > now:
            return at
    return None
