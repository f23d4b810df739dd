"""What we and the customer wrote to each other, as one conversation in the order it was said."""

from operator import attrgetter
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from complaints.models import DeliveryState
from complaints.services.customer_words import written_by_customer

#: These messages carry the tracking code, which is for the recipient's own device.
_WITH_CODE = ("received", "received_unpromised", "code_renewed")
_YOU = _("You wrote")


class Message(NamedTuple):
    subject: str
    body: str
    at: object
    is_own: bool


def conversation(complaint):
    """The oldest first; a code is not shown a second time."""
    written = complaint.deliveries.filter(state__in=[DeliveryState.WAITING, DeliveryState.SENT])
    ours = [
        Message(one.subject, "" if one.step in _WITH_CODE else one.body, one.sent_at or one.created_at, is_own=False)
        for one in written
    ]
    theirs = [Message(_YOU, one.summary, one.at, is_own=True) for one in written_by_customer(complaint)]
    return sorted(ours + theirs, key=attrgetter("at"))
