"""What an agent types in while talking to the customer (INT-4)."""

from dataclasses import replace

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from complaints.models import Direction
from complaints.services.contacts import record_contact
from complaints.services.intake import receive
from complaints.states import Channel

#: Here the customer has a person on the line or at the counter while the complaint is typed in (SLA-2).
_SPOKEN = frozenset({Channel.PHONE, Channel.CHAT, Channel.COUNTER})


def enter(receipt, *, by, now, call_back_at=None):
    """Take the complaint in, with what the agent promised. The same form, told by its `code_seed`, is taken once.

    Raises NotPermitted, RuleBroken.
    """
    try:
        return _enter(receipt, call_back_at, by=by, now=now)
    except IntegrityError:
        # The second of two clicks at once: the first has stored the form between our look and our write.
        return _enter(receipt, call_back_at, by=by, now=now)


@transaction.atomic
def _enter(receipt, call_back_at, *, by, now):
    is_spoken = receipt.channel in _SPOKEN
    received = receive(replace(receipt, is_spoken=is_spoken, call_back_at=call_back_at), by=by, now=now)
    if received.is_new and (is_spoken or call_back_at is not None):
        record_contact(
            received.complaint.pk,
            direction=Direction.IN,
            channel=receipt.channel,
            summary=_("Complaint taken in."),
            next_contact_at=call_back_at,
            by=by,
            now=now,
        )
    return received
