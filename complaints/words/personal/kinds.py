"""What kinds of personal data the finder knows, and what it reports (KNO-1)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

#: Full-width signs and the dashes and blanks people type, each as one plain sign, so that places stay the same.
_PLAIN = {0xFF01 + place: 0x21 + place for place in range(94)} | dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
_PLAIN |= dict.fromkeys(map(ord, "\u3000\u00a0\u2002\u2003\u2009\t"), " ")


class PersonalKind(StrEnum):
    PHONE = "phone"
    IDENTITY = "identity"
    CARD = "card"
    PLATE = "plate"
    ADDRESS = "address"
    NAME = "name"
    ORDER = "order"
    MAIL = "mail"
    #: Accounts of messengers, QQ with them.
    WECHAT = "wechat"


@dataclass(frozen=True)
class Found:
    """`text` as it was written, from `start` to `end`."""

    kind: PersonalKind
    start: int
    end: int
    text: str


class Span(NamedTuple):
    """What one reading would call personal; readings may overlap."""

    kind: PersonalKind
    start: int
    end: int


def plain_form(text):
    """`text` in half-width signs, of the same length."""
    return text.translate(_PLAIN)
