"""The fact of a certificate, written for whoever judged the test; see the contract in pyproject.toml (KNO-5)."""

import secrets

from django.utils.translation import gettext as _

from accounts.models import Certificate

#: Letters and digits nobody mistakes for one another.
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


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
    certificate.next_step_at = certificate.reminder_after(now)
    certificate.save(force_insert=True)
    return certificate


def end(certificate, *, because, by, now):
    """Take a living one out of force."""
    certificate.ended_at, certificate.ended_by, certificate.ended_because = now, by, because
    certificate.next_step_at = None
    certificate.save()
