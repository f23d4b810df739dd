"""Mail as it arrives: whose answer it is, whether that is proven, and what sends it nowhere (A34, A35)."""

from email.utils import parseaddr

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from complaints.channels import mail_signs, mime
from complaints.channels.kinds import AccountKind
from complaints.crypto.contact import ContactKind, normal_form
from complaints.deadlines.workdays import CHINA
from complaints.models import ChannelAccount, ContactPoint, InboundReason, Mailbox
from complaints.services.delivery import note_bounce
from complaints.services.inbound import Arrival, take_in
from complaints.services.people import contact_hashes
from complaints.states import Channel

#: What a database row keeps of a text; the rest is cut, and the mail lies in its mailbox.
_LONGEST_TEXT = 100_000
#: A mail server that looked into the sender's domain and did not find it forged.
_UNOBJECTED = frozenset({"pass", "none", "unchecked"})


def receive_mail(mailbox, raw, *, by, now, is_whole=True):
    """Take in one mail as it lay in `mailbox`; the same mail again changes nothing. Raises mime.Unreadable.

    A report that a mail of ours did not arrive sends that message another way.
    """
    mail = mime.read(raw)
    failed = mail_signs.bounce(mail)
    if failed is not None:
        note_bounce(failed.delivery, complaint=failed.complaint, code=failed.code, by=by, now=now)
    return take_in(arrival_of(mail, mailbox, now=now, is_whole=is_whole), by=by, now=now)


def arrival_of(mail, mailbox, *, now, is_whole=True):
    """`mail` as an arrival, with what was found out about its sender."""
    claim, proof = _claim(mail, now=now)
    dmarc = mail_signs.dmarc_of(mail, mailbox.checked_by)
    has_address = bool(normal_form(ContactKind.EMAIL, mail.sender))
    is_answer = claim is not None
    return Arrival(
        source=mailbox.source,
        channel=Channel.EMAIL,
        external_id=mail.digest,
        subject=mail.subject,
        text=(mail_signs.without_quote(mail.text) if is_answer else mail.text)[:_LONGEST_TEXT],
        raw_text=mail.text[:_LONGEST_TEXT],
        name=mail.sender_name,
        contacts={ContactKind.EMAIL: mail.sender} if has_address else {},
        complaint=claim.complaint if is_answer else None,
        is_verified=dmarc in _UNOBJECTED and proof == "ours" if is_answer else dmarc == "pass",
        proofs={
            "message_id": mail.message_id,
            "address": proof,
            "dmarc": {"pass": "pass", "fail": "fail"}.get(dmarc, "unknown"),
            "server": mailbox.checked_by,
        },
        aside=_aside(mail, has_address=has_address, is_whole=is_whole),
        preset=mailbox.preset,
        files=tuple(SimpleUploadedFile(part.name, part.content) for part in mail.parts),
    )


def unreadable(mailbox, uid, *, by, now):
    """What cannot be read is named for somebody to look into the mailbox."""
    arrival = Arrival(
        source=mailbox.source,
        channel=Channel.EMAIL,
        external_id=f"{mailbox.uid_validity}.{uid}",
        text="",
        subject=f"{mailbox.mail_address} · {uid}",
        aside=InboundReason.UNREADABLE,
        preset=mailbox.preset,
    )
    return take_in(arrival, by=by, now=now)


def _claim(mail, *, now):
    """(the claim to a complaint, what it is worth): only a token we gave to this very sender proves anything."""
    found = mail_signs.claims(mail)
    if not found:
        return None, "none"
    claim, today = found[0], timezone.localtime(now, CHINA).date()
    given_to = ContactPoint.objects.filter(pk=claim.contact_point).values_list("lookup", flat=True).first()
    if given_to not in contact_hashes(ContactKind.EMAIL, mail.sender) or not mail.is_from_one:
        return claim, "other"
    return claim, "expired" if claim.is_expired(today) else "ours"


def _aside(mail, *, has_address, is_whole):
    """Why it goes no way by itself; machines first, so that none is ever answered."""
    signs = (
        (mail_signs.is_ours(mail) or mail.sender.lower() in own_addresses(), InboundReason.OWN),
        (mail_signs.is_report(mail), InboundReason.BOUNCE),
        (mail_signs.is_automatic(mail), InboundReason.AUTOMATIC),
        (mail_signs.is_bulk(mail), InboundReason.BULK),
        (mail_signs.is_spam(mail), InboundReason.SPAM),
        (not is_whole, InboundReason.TOO_LARGE),
        (not has_address, InboundReason.NO_CONTACT),
    )
    return next((reason for is_so, reason in signs if is_so), None)


def own_addresses():
    """Every address this house writes from or reads."""
    senders = ChannelAccount.objects.filter(kind=AccountKind.SMTP).values_list("sender", flat=True)
    written = {parseaddr(sender)[1].lower() for sender in (*senders, settings.DEFAULT_FROM_EMAIL)}
    return written | {address.lower() for address in Mailbox.objects.values_list("mail_address", flat=True)}
