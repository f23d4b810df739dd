"""Complaint numbers and tracking codes (INT-2)."""

import secrets
import unicodedata

from django.db import connection
from django.utils import timezone

from complaints.crypto.keys import lookup_hash, lookup_hashes
from complaints.deadlines.workdays import CHINA
from complaints.models import Complaint, ImportBatch, ImportState

#: Crockford's alphabet: no I, L, O, U, which are read as digits or make words.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_RANDOM_SYMBOLS = 12
_FIELD = 0b100101
_LABEL = "tracking code"
_RAISE = """
INSERT INTO complaints_complaintserial AS serial (month, last) VALUES (%s, %s)
ON CONFLICT (month) DO UPDATE SET last = serial.last + excluded.last RETURNING last
"""


def next_numbers(now, count=1):
    """`count` numbers `YYYYMM-NNN…` of the month of `now` in China, ascending.

    Takes the month's row lock until the transaction ends: gap-free with rollbacks, so call it late.
    """
    month = timezone.localtime(now, CHINA).strftime("%Y%m")
    with connection.cursor() as cursor:
        # One statement, because every receipt waits for this row: the ORM would raise it and read it apart.
        cursor.execute(_RAISE, [month, count])
        (last,) = cursor.fetchone()
    return [number_of(month, serial) for serial in range(last - count + 1, last + 1)]


def kept_numbers(month):
    """Numbers of the month taken for rows of files that are still coming in."""
    for batch in ImportBatch.objects.filter(state=ImportState.ARRIVING, first_number__startswith=f"{month}-"):
        yield from numbers_from(batch.first_number, batch.stored_count, batch.imported_count - batch.stored_count)


def numbers_from(first, start, count):
    """`count` numbers of a row of them that begins at the number `first`, from the one at `start`."""
    month, _dash, serial = first.partition("-")
    return [number_of(month, int(serial) + place) for place in range(start, start + count)]


def number_of(month, serial):
    """202405 and 1 give 202405-001; more than 999 a month grow longer."""
    return f"{month}-{serial:03d}"


def new_tracking_code():
    """A fresh code of 60 random bits and a check symbol, in groups a person can read out: ABCD-EFGH-JKMN-P."""
    symbols = "".join(secrets.choice(_ALPHABET) for _position in range(_RANDOM_SYMBOLS))
    return _grouped(symbols + _check_symbol(symbols))


def tracking_code_of(seed):
    """The code of a form with the secret `seed`: the form sent again shows the same code, which is stored nowhere."""
    _key, _colon, digest = lookup_hash("tracking code of a form", seed).partition(":")
    bits = int(digest[:15], 16)
    symbols = "".join(_ALPHABET[bits >> 5 * position & 31] for position in range(_RANDOM_SYMBOLS))
    return _grouped(symbols + _check_symbol(symbols))


def tracking_hash(code):
    """The keyed hash under which `code` is stored."""
    return lookup_hash(_LABEL, _normal_form(code))


def find_by_tracking_code(code):
    """The complaint a customer's code opens, or None; a mistyped code is known without a look-up."""
    if not is_tracking_code(code):
        return None
    return Complaint.objects.filter(tracking_hash__in=lookup_hashes(_LABEL, _normal_form(code))).first()


def is_tracking_code(text):
    """Whether `text` has the length and the check symbol of a code, known or not."""
    symbols = _normal_form(text)
    return len(symbols) == _RANDOM_SYMBOLS + 1 and _check_symbol(symbols[:-1]) == symbols[-1]


def _normal_form(code):
    text = unicodedata.normalize("NFKC", code).upper()
    text = text.replace("O", "0").replace("I", "1").replace("L", "1")
    return "".join(symbol for symbol in text if symbol in _ALPHABET)


def _check_symbol(symbols):
    """Sum weighted by powers of 2 in the field of 32 elements: one wrong or two swapped symbols always show."""
    total = 0
    for symbol in symbols:
        total = (total ^ _ALPHABET.index(symbol)) << 1
        total = total ^ _FIELD if total > 31 else total
    return _ALPHABET[total]


def _grouped(symbols):
    return "-".join(symbols[start : start + 4] for start in range(0, len(symbols), 4))
