"""The door for every text: what one of the two databases would choke on or cut is refused in words on both."""

from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.errors import RuleBroken

#: Longest text written at the desk where nothing names a shorter limit, and longest one brought in from elsewhere.
LONGEST = 10_000
_LONGEST_KEPT = 100_000


def check_text(text, label, longest=LONGEST):
    """Raises RuleBroken when `text` is longer than `longest` or cannot be stored exactly as it was written."""
    if len(text) > longest:
        raise RuleBroken(
            _("“%(field)s” has %(length)s characters; at most %(limit)s fit. Shorten it.")
            % {"field": capfirst(label), "length": len(text), "limit": longest}
        )
    if "\x00" in text or not _is_encodable(text):
        raise RuleBroken(
            _("“%(field)s” contains a character that is no text. Type that part again.") % {"field": capfirst(label)}
        )


def check_row(row):
    """Every text, choice and sum of an unsaved `row`, by the limits its model names. Raises RuleBroken."""
    for field in row._meta.concrete_fields:
        value = row.__dict__.get(field.attname)
        if isinstance(value, Decimal) and not _is_sum(value, field):
            raise RuleBroken(
                _("“%(field)s” is no sum of money. Enter yuan and fen, for example 128.50.")
                % {"field": capfirst(field.verbose_name)}
            )
        if value is None or value == "":
            continue
        if isinstance(value, str):
            check_text(value, field.verbose_name, field.max_length or _LONGEST_KEPT)
        if field.choices and value not in dict(field.flatchoices):
            raise RuleBroken(
                _("“%(field)s” cannot be “%(value)s”. Choose one of the list.")
                % {"field": capfirst(field.verbose_name), "value": value}
            )


def _is_sum(value, field):
    highest = 10 ** (field.max_digits - field.decimal_places)
    return value.is_finite() and 0 <= value < highest and value == round(value, field.decimal_places)


def _is_encodable(text):
    """Half a character, a lone surrogate, has no encoding."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
