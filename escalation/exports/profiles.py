"""What of a person a package shows to whom: one mask for every text of it, so that nothing shows at a second place."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from complaints.crypto.contact import mask_address, mask_contact, mask_name, mask_text
from complaints.models import EventKind
from complaints.portal.progress import TOLD
from escalation.models import Recipient

#: How the house decides within itself; a mediator needs none of it.
_OF_THE_HOUSE = frozenset(
    {
        EventKind.APPROVAL_REQUESTED,
        EventKind.PROPOSAL_APPROVED,
        EventKind.PROPOSAL_SENT_BACK,
        EventKind.CONTACT_UNMASKED,
        EventKind.EVIDENCE_OPENED,
        EventKind.RECORD_EXPORTED,
        EventKind.PACKAGE_MADE,
        EventKind.PACKAGE_OPENED,
        EventKind.PROFILE_KEPT,
        EventKind.CARE_PLANNED,
        EventKind.INSPECTED,
        EventKind.INSPECTION_APPEALED,
        EventKind.INSPECTION_APPEAL_DECIDED,
        EventKind.NOMINATED,
        EventKind.NOMINATION_DECIDED,
        EventKind.CASE_PUBLISHED,
        EventKind.PLAYBOOK_FOLLOWED,
        EventKind.WORDS_INSERTED,
    }
)
_DIGEST = re.compile(r"[0-9a-f-]{32,}|k\w{0,7}:[0-9a-f]{64}")


@dataclass(frozen=True)
class Profile:
    """True is shown in full, False masked. `withheld` are events of which only the place in the chain is given."""

    name: bool
    contacts: bool
    addresses: bool
    staff: bool
    decisions: bool
    withheld: frozenset

    @property
    def is_full(self):
        return self.name and self.contacts and self.addresses and not self.withheld

    def lines(self):
        """What is shown and what is not, in words, for whoever orders the package and whoever reads it."""
        return [
            (_("Name of the customer"), self.name),
            (_("Telephone, e-mail and accounts of the customer"), self.contacts),
            (_("Addresses"), self.addresses),
            (_("Names of our staff"), self.staff),
            (_("Approvals and their limits"), self.decisions),
            (_("Telephone numbers and e-mail addresses of others in texts"), self.is_full),
        ]


PROFILES = {
    Recipient.CUSTOMER: Profile(True, True, True, False, False, frozenset(EventKind) - TOLD),
    Recipient.MEDIATOR: Profile(True, False, False, True, False, _OF_THE_HOUSE),
    Recipient.REGULATOR: Profile(True, True, False, True, True, frozenset()),
    Recipient.COURT: Profile(True, True, True, True, True, frozenset()),
    Recipient.INTERNAL: Profile(False, False, False, True, True, frozenset()),
}


class Mask:
    """Called with a text it gives the text as the profile shows it."""

    def __init__(self, profile, complaint, staff):
        self._profile = profile
        points = list(complaint.complainant.contact_points.all())
        self._hidden = dict(self._personal(complaint, points))
        if not profile.staff:
            self._hidden |= {person.name: self.person(person) for person in staff if len(person.name) > 1}
        shown = [point.value for point in points] if profile.contacts else []
        self._shown = shown and re.compile("(" + "|".join(map(re.escape, shown)) + ")")
        longest_first = sorted(filter(None, self._hidden), key=len, reverse=True)
        self._pattern = longest_first and re.compile("|".join(map(re.escape, longest_first)))

    def __call__(self, text):
        if not text or _DIGEST.fullmatch(text):
            return text
        if self._pattern:
            text = self._pattern.sub(lambda found: self._hidden[found[0]], text)
        if self._profile.is_full:
            return text
        parts = self._shown.split(text) if self._shown else [text]
        return "".join(part if place % 2 else mask_text(part) for place, part in enumerate(parts))

    def person(self, person):
        """Somebody of the house as the recipient may know them."""
        if self._profile.staff:
            return str(person)
        return f"{person.get_role_display()} {person.employee_number}".strip()

    def facts(self, value):
        """The same for every text within the facts of an event."""
        if isinstance(value, str):
            return self(value)
        if isinstance(value, dict):
            return {name: self.facts(one) for name, one in value.items()}
        return [self.facts(one) for one in value] if isinstance(value, list) else value

    def _personal(self, complaint, points):
        complainant, order = complaint.complainant, complaint.order
        if not self._profile.name and len(complainant.name) > 1:
            yield complainant.name, mask_name(complainant.name)
        if not self._profile.contacts:
            yield from ((point.value, mask_contact(point.kind, point.value)) for point in points)
        if not self._profile.addresses:
            addresses = (complaint.place, order.delivery_address if order else "")
            yield from ((address, mask_address(address)) for address in addresses if len(address) > 6)
