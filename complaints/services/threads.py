"""The conversation a complaint came by, and replies into it by the same connector (COM-1)."""

from typing import NamedTuple

from complaints.channels import replies
from complaints.channels.outcome import Reason, Undelivered
from complaints.models import Connector, Inbound, InboundState, WecomAccount
from complaints.services import wecom

_CONNECTOR = "connector:"


class Thread(NamedTuple):
    connector: Connector
    place: replies.Place


def thread_of(complaint_id):
    """Where the customer wrote last by a connector that is in use and takes replies, or None."""
    theirs = Inbound.objects.filter(complaint=complaint_id, state__in=[InboundState.OPENED, InboundState.JOINED])
    last = theirs.filter(source__startswith=_CONNECTOR).order_by("-pk").first()
    if last is None:
        return None
    connector = Connector.objects.filter(uuid=last.source.removeprefix(_CONNECTOR), is_active=True).first()
    if connector is None or not connector.address:
        return None
    author = last.author_contact.rpartition("@")[0]
    return Thread(connector, replies.Place(last.thread, last.external_id, author))


def reply(thread, letter, *, now):
    """Returns the connector's id of the reply. Raises Undelivered."""
    if thread is None:
        raise Undelivered(Reason.NO_ACCOUNT)
    connector = thread.connector
    account = WecomAccount.objects.filter(connector=connector).select_related("connector").first()
    if account is not None:
        return wecom.reply(account, letter, thread.place, now=now)
    is_inside = connector.is_inside
    way = replies.Way(connector.address, tuple(connector.secrets_at(now)), is_inside, is_inside)
    return replies.send(way, letter, thread.place, now=now)
