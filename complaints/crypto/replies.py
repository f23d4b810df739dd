"""Proof that an answer belongs to a complaint: a token in the address and the id of every mail we send (A35).

It names the complaint and the contact it was given to, and is signed under the look-up keys: the present one signs,
the others still read. Letters are small ones, because a mail server may change those of an address.
"""

import hmac
import re
from base64 import b32encode
from datetime import date, timedelta
from typing import NamedTuple

from complaints.crypto.keys import lookup_hash, lookup_hashes

_LIFE = timedelta(days=365)
_BEGINNING = date(2020, 1, 1)
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
#: Eighty bits: short enough for a line of a mail, and each guess is a mail.
_SIGNATURE_BYTES = 10
_TOKEN = re.compile(r"([0-9a-z]{1,12})-([0-9a-z]{1,12})-([0-9a-z]{1,4})-([a-z2-7]{16})")
_LABEL = "reply"


class Claim(NamedTuple):
    """What a genuine token says."""

    complaint: int
    contact_point: int
    given_on: date

    def is_expired(self, today):
        return today > self.given_on + _LIFE


def token_for(complaint_id, contact_point_id, *, on):
    head = "-".join(map(_written, (complaint_id, contact_point_id, (on - _BEGINNING).days)))
    return f"{head}-{_cut(lookup_hash(_LABEL, head))}"


def mail_id(token, number):
    """The name of one mail about what `token` names; with the sender's domain behind it, its Message-ID."""
    return f"{token}.{_written(number)}"


def read_mail_id(text):
    """(claim, number) of an id made by `mail_id`, or None."""
    token, _dot, number = text.lower().partition(".")
    claim = read_token(token)
    return (claim, int(number, 36)) if claim and re.fullmatch("[0-9a-z]{1,12}", number) else None


def read_token(text):
    """The claim of a token we signed, or None for anything else."""
    found = _TOKEN.fullmatch(text.lower())
    if found is None:
        return None
    head = "-".join(found.groups()[:3])
    if not any(hmac.compare_digest(_cut(one), found[4]) for one in lookup_hashes(_LABEL, head)):
        return None
    complaint, point, days = (int(one, 36) for one in found.groups()[:3])
    return Claim(complaint, point, _BEGINNING + timedelta(days=days))


def _cut(keyed_hash):
    digest = bytes.fromhex(keyed_hash.rpartition(":")[2])
    return b32encode(digest[:_SIGNATURE_BYTES]).decode().lower()


def _written(number):
    digits = ""
    while number or not digits:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return digits
