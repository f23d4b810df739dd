"""What a call centre tells when a call reaches an agent: who calls, what they pressed, which call it is."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from complaints.crypto.contact import ContactKind, mask_contact, normal_form
from complaints.errors import RuleBroken
from complaints.models import IvrKey

#: As long as an origin may be.
_LONGEST_CALL = 120


@dataclass(frozen=True)
class Call:
    """`phone` is blank for a caller who hides it, or whose number is none; `id` names the call at the call centre."""

    phone: str
    id: str
    key: IvrKey | None = None

    @property
    def masked_phone(self):
        return mask_contact(ContactKind.PHONE, self.phone)


def call_of(*, phone, key, call):
    """The call as far as it can be understood, or None where none is told; what cannot be read is left out."""
    known = Call(
        phone=normal_form(ContactKind.PHONE, phone[:40]),
        id=call.strip() if call.isprintable() and len(call) <= _LONGEST_CALL else "",
        key=_key(key),
    )
    return known if known.phone or known.id or known.key else None


def _key(pressed):
    keys = IvrKey.objects.select_related("category")
    return keys.filter(key=pressed, is_active=True).first() if pressed.isprintable() else None


def check_key(key):
    """Raises RuleBroken for a key whose category belongs to another line of business."""
    if key.category_id and key.category.preset != key.preset:
        raise RuleBroken(_("This category belongs to another line of business."))
