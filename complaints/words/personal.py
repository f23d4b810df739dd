"""Personal data in a text that must hold none: telephones, identity numbers, cards and addresses of mail."""

import re
from dataclasses import dataclass
from enum import StrEnum

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_NUMBER = re.compile(r"(?<![\w-])\+?\d(?:[ -]?\d){6,22}[Xx]?(?![\w-])", re.ASCII)
_MOBILE = re.compile(r"(?:\+?86)?1[3-9]\d{9}")
_LANDLINE = re.compile(r"0\d{2,3}[ -]\d{7,8}")


class PersonalKind(StrEnum):
    PHONE = "phone"
    IDENTITY = "identity"
    CARD = "card"
    PLATE = "plate"
    ADDRESS = "address"
    NAME = "name"
    ORDER = "order"
    MAIL = "mail"
    WECHAT = "wechat"


@dataclass(frozen=True)
class Found:
    """A place in a text that names a person or leads to one."""

    kind: PersonalKind
    start: int
    end: int
    text: str


def personal_in(text):
    """What of `text` names a person or leads to one, as it was written, in order."""
    found = [match.group() for match in _MAIL.finditer(text)]
    return found + [match.group() for match in _NUMBER.finditer(text) if _is_personal(match.group())]


def find_personal(text, *, known=()):
    """The places of personal data in `text`, in order; `known` holds (kind, words) that are found wherever they are."""
    places = [(match.start(), match.end(), PersonalKind.MAIL) for match in _MAIL.finditer(text)]
    places += [
        (match.start(), match.end(), PersonalKind.PHONE) for match in _NUMBER.finditer(text) if _is_personal(match[0])
    ]
    places += [
        (match.start(), match.end(), kind) for kind, words in known for match in re.finditer(re.escape(words), text)
    ]
    found = []
    for start, end, kind in sorted(places):
        if not found or start >= found[-1].end:
            found.append(Found(kind, start, end, text[start:end]))
    return found


def _is_personal(written):
    digits = re.sub(r"[ -]", "", written).upper()
    if _MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(written):
        return True
    return _is_identity(digits) or _is_card(digits)


def _is_identity(digits):
    """GB 11643: the last of eighteen places checks the others."""
    if not re.fullmatch(r"\d{17}[\dX]", digits):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits[:17], _ID_WEIGHTS, strict=True))
    return _ID_CHECKS[total % 11] == digits[17]


def _is_card(digits):
    """A bank card by its Luhn digit; order numbers fail it nine times of ten."""
    if not re.fullmatch(r"\d{16,19}", digits) or digits[0] not in "3456":
        return False
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
