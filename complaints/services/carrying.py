"""By which channel a message can go, and the handing over itself; nothing here writes a row."""

import json
import re
from pathlib import Path

from django.conf import settings

from complaints.channels import kinds, mail
from complaints.channels.outcome import Letter, Reason, Undelivered
from complaints.crypto.contact import ContactKind
from complaints.crypto.replies import mail_id, token_for
from complaints.deadlines.workdays import CHINA
from complaints.models import ChannelAccount, Mailbox
from complaints.services.threads import reply, thread_of
from complaints.states import Channel, PreferredChannel

#: Where a channel finds the customer, the better kind first.
_KINDS = {
    PreferredChannel.SMS: (ContactKind.PHONE,),
    PreferredChannel.EMAIL: (ContactKind.EMAIL,),
    PreferredChannel.WECHAT: (ContactKind.WECHAT,),
    PreferredChannel.APP: (ContactKind.ACCOUNT, ContactKind.PHONE),
    PreferredChannel.PHONE: (ContactKind.PHONE,),
    PreferredChannel.THREAD: (ContactKind.ELSEWHERE,),
}
#: What is tried when a channel fails for good. Nobody is called because a message failed: the handler is told.
_NEXT = (PreferredChannel.SMS, PreferredChannel.EMAIL, PreferredChannel.WECHAT, PreferredChannel.APP)
_MOST_REFERENCES = 5
_MOBILE = re.compile(r"1[3-9][0-9]{9}")


class Ways:
    """The channels of this installation as they are now: read once, asked for every message of a sweep."""

    def __init__(self):
        self._accounts = {account.serves: account for account in ChannelAccount.objects.in_use()}
        self._mailboxes = {mailbox.source: mailbox for mailbox in Mailbox.objects.in_use()}

    def send(self, delivery, *, template, now):
        """Hand the message over; returns the provider's id of it. Raises Undelivered."""
        if delivery.channel == PreferredChannel.THREAD:
            return reply(thread_of(delivery.complaint_id), self._letter(delivery, template), now=now)
        account = self._accounts.get(delivery.channel)
        if account is None and delivery.channel != PreferredChannel.EMAIL:
            return self._put_aside(delivery)
        letter = self._letter(delivery, template)
        if account is None:
            return mail.send(None, letter, now=now)
        return kinds.send(account, letter, now=now)

    def provider(self, delivery):
        """Who takes the message, told from others: one that is out of order is no reason to keep back the rest."""
        if delivery.channel != PreferredChannel.THREAD:
            return delivery.channel
        thread = thread_of(delivery.complaint_id)
        return thread and thread.connector.source

    def confirms(self, channel):
        """Whether the provider of `channel` reports arrivals."""
        return channel in self._accounts and self._accounts[channel].confirms

    def next_for(self, delivery):
        """The first channel not tried yet on which this customer can be reached, or None."""
        tried = {*delivery.tried, delivery.channel}
        points = list(delivery.recipient.contact_points.all())
        return next((way for way in _NEXT if way not in tried and self.is_open(way) and address_on(points, way)), None)

    def is_open(self, channel):
        """Whether a message can leave by `channel` at all: an account, the own mail server, or a try-out's folder."""
        if channel in self._accounts or settings.OUTBOX_FOLDER:
            return True
        return channel == PreferredChannel.EMAIL and mail.is_set_up()

    def _put_aside(self, delivery):
        """A try-out without an account lays the message down as a file; a real desk has no way."""
        if not settings.OUTBOX_FOLDER:
            raise Undelivered(Reason.NO_ACCOUNT)
        folder = Path(settings.OUTBOX_FOLDER)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{delivery.uuid}.txt").write_text(f"{delivery.subject}\n\n{delivery.body}\n", encoding="utf-8")
        return ""

    def _letter(self, delivery, template):
        point = _point_on(delivery.recipient.contact_points.all(), delivery.channel)
        if point is None:
            raise Undelivered(Reason.NO_ADDRESS)
        facts = json.loads(delivery.facts or "{}")
        letter = Letter(
            uid=str(delivery.uuid),
            address=point.value,
            subject=delivery.subject,
            body=delivery.body,
            template=template,
            facts={name: facts[name] for name in sorted(facts)},
        )
        if delivery.channel != PreferredChannel.EMAIL or not self._mailboxes:
            return letter
        return letter._replace(**self._ways_back(delivery, point))

    def _ways_back(self, delivery, point):
        """What brings an answer back to this complaint, and shows the customer's mail program what belongs together."""
        mails = [one for one in delivery.complaint.inbound.all() if one.channel == Channel.EMAIL]
        known = (self._mailboxes.get(one.source) for one in mails)
        mailbox = next(filter(None, known), None) or next(iter(self._mailboxes.values()))
        token = token_for(delivery.complaint_id, point.pk, on=delivery.created_at.astimezone(CHINA).date())
        first = f"{delivery.complaint.number}.{point.pk}@{mailbox.mail_address.partition('@')[2]}"
        theirs = [one.proofs["message_id"] for one in mails if one.is_joined and one.proofs.get("message_id")]
        return {
            "mail_id": mail_id(token, delivery.pk),
            "reply_to": mailbox.reply_address(token),
            "references": (first, *theirs[-_MOST_REFERENCES:]),
        }


def address_on(points, channel):
    """Where `channel` finds the person of these contact points; an SMS goes to a mobile phone only."""
    point = _point_on(points, channel)
    return point.value if point else ""


def _point_on(points, channel):
    found = [point for kind in _KINDS[PreferredChannel(channel)] for point in points if point.kind == kind]
    if channel == PreferredChannel.SMS:
        found = [point for point in found if _MOBILE.fullmatch(point.value)]
    return found[0] if found else None
