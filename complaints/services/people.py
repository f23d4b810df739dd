"""Who complains: found again by any of their contacts, shown masked, unmasked with a reason (AUD-2)."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.text import check_row, check_text
from complaints.crypto.contact import ContactKind, normal_form
from complaints.crypto.keys import lookup_hash, lookup_hashes
from complaints.errors import RuleBroken
from complaints.models import Complainant, ComplaintEvent, ContactPoint, EventKind
from complaints.permissions import check_right
from complaints.services import customers
from complaints.services.gate import check_filled, lock

LONGEST_NAME = 120
_LONGEST_CONTACT = 200
_SENTENCES = {
    ContactKind.PHONE: gettext_lazy(
        "“%(value)s” is not a phone number. Enter a mobile number, or a landline with area code."
    ),
    ContactKind.EMAIL: gettext_lazy("“%(value)s” is not an e-mail address."),
}


def contact_hashes(kind, value):
    """Keyed hashes to look `value` up by, one per key in use; empty when it is no contact of that kind."""
    normal = normal_form(kind, value)
    return lookup_hashes(kind, normal) if normal else []


def find_by_contact(value):
    """People who own `value` as phone, e-mail, WeChat id or account."""
    hashes = [one for kind in ContactKind for one in contact_hashes(kind, value)]
    return Complainant.objects.filter(contact_points__lookup__in=hashes).distinct()


def checked(contacts):
    """The filled `contacts`, in one order for everybody: two who bring the same two cannot block each other.

    Raises RuleBroken for a value that is no contact of its kind.
    """
    wanted = {kind: value.strip() for kind, value in sorted(contacts.items()) if value.strip()}
    for kind, value in wanted.items():
        check_text(value, ContactKind(kind).label, _LONGEST_CONTACT)
        if not normal_form(kind, value):
            raise RuleBroken(_SENTENCES[kind] % {"value": value})
    return wanted


def find_or_create(*, name, contacts, now, tier=None, preferred_channel=None, language=None, proven=True):
    """The complainant who owns one of `contacts` (kind → value), else a new one; unknown contacts are added.

    A name or preference given now replaces the earlier one, unless nobody has `proven` who gave it: then a known
    person stays as known, or a stranger's form could lead the messages elsewhere.
    Raises RuleBroken for a value that is no contact.
    """
    check_text(name, _("name"), LONGEST_NAME)
    wanted = checked(contacts)
    hashes = {one: kind for kind, value in wanted.items() for one in contact_hashes(kind, value)}
    known = list(ContactPoint.objects.filter(lookup__in=hashes).select_related("complainant")) if hashes else []
    if known and not proven:
        return known[0].complainant
    complainant = known[0].complainant if known else Complainant(created_at=now)
    if len({point.complainant_id for point in known}) > 1:
        customers.join(*(point.complainant_id for point in known))
    _update(complainant, name=name, tier=tier, preferred_channel=preferred_channel, language=language)
    found = {point.kind for point in known}
    ContactPoint.objects.bulk_create(
        ContactPoint(
            complainant=complainant,
            kind=kind,
            value=value,
            lookup=lookup_hash(kind, normal_form(kind, value)),
            created_at=now,
        )
        for kind, value in wanted.items()
        if kind not in found
    )
    return complainant


@transaction.atomic
def unmask(complaint_id, *, reason, by, now):
    """Name and contacts in full, for one look; who looked and why is recorded. Raises NotPermitted, RuleBroken."""
    complaint = lock(complaint_id, by=by)
    check_right(by, "complaints.unmask_contact")
    check_filled(reason, _("Say why you need the contact data; the reason is recorded."))
    ComplaintEvent.record(complaint, EventKind.CONTACT_UNMASKED, by=by, at=now, reason=reason)
    return complaint.complainant


def _update(complainant, **given):
    changed = complainant.pk is None
    for field, value in given.items():
        if value and getattr(complainant, field) != value:
            setattr(complainant, field, value)
            changed = True
    if changed:
        check_row(complainant)
        complainant.save()
