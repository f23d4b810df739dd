"""The finder of personal data: what of a text names a person or leads to one (KNO-1).

It proposes; a person confirms. How much it finds is measured by `manage.py evaluate_finder`.
"""

import re

from complaints.words.personal.accounts import mails_in, messengers_in
from complaints.words.personal.kinds import Found, PersonalKind, plain_form
from complaints.words.personal.known import known_in
from complaints.words.personal.names import names_in
from complaints.words.personal.numbers import numbers_in
from complaints.words.personal.places import places_in
from complaints.words.personal.registers import orders_in, vehicles_in

__all__ = ["Found", "PersonalKind", "find_personal", "personal_in"]

#: Of two equally long readings of the same letters the earlier one is believed.
_READINGS = (mails_in, messengers_in, orders_in, vehicles_in, numbers_in, places_in, names_in)
_IN_NUMBER_OR_MAIL = re.compile(r"[0-9@]")


def find_personal(text, *, known=()):
    """Everything personal in `text`, in order, none overlapping: what is known first, then the longest.

    `known` are pairs of a kind and a value which the complaint itself holds: its customer's name, numbers, accounts.
    """
    plain = plain_form(text)
    told = sorted(known_in(plain, known), key=_by_length)
    read = sorted((span for reading in _READINGS for span in reading(plain)), key=_by_length)
    return _apart(text, [*told, *read])


def personal_in(text):
    """The telephones, identity numbers, cards and addresses of mail in `text`, as they were written, in order."""
    plain = plain_form(text)
    if not _IN_NUMBER_OR_MAIL.search(plain):
        return []
    spans = sorted([*mails_in(plain), *numbers_in(plain)], key=_by_length)
    return [one.text for one in _apart(text, spans)]


def _by_length(span):
    return span.start - span.end


def _apart(text, spans):
    taken, kept = bytearray(len(text)), []
    for kind, start, end in spans:
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            kept.append(Found(kind, start, end, text[start:end]))
    return sorted(kept, key=lambda found: found.start)
