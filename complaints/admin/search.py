"""What the search box finds: one complaint by its number or code, a customer's or an order's, or words.

What a person may not see is never found, and an exact hit on it answers like no hit at all.
"""

import re
from dataclasses import dataclass, field

from complaints.crypto.contact import ContactKind
from complaints.models import Complaint
from complaints.services.numbers import find_by_tracking_code, is_tracking_code
from complaints.services.people import contact_hashes, find_by_contact

_NUMBER = re.compile(r"(\d{6})[-－–—]?(\d{3,8})")
_LONGEST = 100


@dataclass(frozen=True)
class Found:
    """Either one complaint to open, or `parameters` of the list to show; `is_personal` text stays out of addresses."""

    complaint_id: int | None = None
    parameters: dict[str, str] = field(default_factory=dict)
    is_personal: bool = False


def find(text, *, user):
    """Where the search box leads `user` who typed `text`."""
    text = clean(text)
    visible = Complaint.objects.visible_to(user)
    one = _by_number(text, visible) or _by_tracking_code(text, visible)
    if one:
        return Found(complaint_id=one)
    customers = [
        str(uuid) for uuid in find_by_contact(text).filter(complaints__in=visible).values_list("uuid", flat=True)[:5]
    ]
    if customers:
        return Found(parameters={"customer": ",".join(customers)}, is_personal=True)
    if is_tracking_code(text) or any(contact_hashes(kind, text) for kind in (ContactKind.PHONE, ContactKind.EMAIL)):
        return Found(is_personal=True)
    if visible.of_order(text).exists():
        return Found(parameters={"order": text})
    return Found(parameters={"q": text} if text else {})


def clean(text):
    """`text` without blanks around and the NUL that one of our databases refuses, cut to a sensible length."""
    return (text or "").replace("\x00", "").strip()[:_LONGEST]


def _by_number(text, visible):
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    return visible.filter(number=f"{match[1]}-{match[2]}").values_list("pk", flat=True).first()


def _by_tracking_code(text, visible):
    complaint = find_by_tracking_code(text)
    return visible.filter(pk=complaint.pk).values_list("pk", flat=True).first() if complaint else None
