"""Mail somebody posts to us: whether they may, and the secret they show it by."""

import hmac
import re
import secrets
from base64 import b64decode

from django.db import transaction
from django.utils.translation import gettext as _

from complaints.channels import mime, signed
from complaints.errors import RuleBroken
from complaints.models import Mailbox
from complaints.permissions import check_right
from complaints.services.connectors import OVERLAP
from complaints.services.mail_in import receive_mail

_LONGEST_HEADER = 500
_LINE_END = re.compile(rb"\r?\n")


@transaction.atomic
def renew_posting_secret(mailbox_id, *, by, now):
    """The secret mail may be posted with, shown once; a former one opens for two days more. Raises NotPermitted."""
    check_right(by, "complaints.change_mailbox")
    mailbox = Mailbox.objects.select_for_update().get(pk=mailbox_id)
    if mailbox.posting_secret:
        mailbox.former_posting_secret, mailbox.former_until = mailbox.posting_secret, now + OVERLAP
    mailbox.posting_secret = secrets.token_urlsafe(32)
    mailbox.save(update_fields=["posting_secret", "former_posting_secret", "former_until"])
    return mailbox.posting_secret


@transaction.atomic
def end_posting(mailbox_id, *, by):
    """No secret opens any more, from now on. Raises NotPermitted."""
    check_right(by, "complaints.change_mailbox")
    mailbox = Mailbox.objects.select_for_update().get(pk=mailbox_id)
    mailbox.posting_secret, mailbox.former_posting_secret, mailbox.former_until = "", "", None
    mailbox.save(update_fields=["posting_secret", "former_posting_secret", "former_until"])


def open_to(uuid, *, authorization, now):
    """The mailbox in use whose secret is the password of the header `authorization`, or None."""
    password = _password_in(authorization)
    mailbox = Mailbox.objects.in_use().filter(uuid=uuid).first()
    if mailbox is None or not password:
        return None
    known = [hmac.compare_digest(one.encode(), password) for one in mailbox.posting_secrets_at(now)]
    return mailbox if any(known) else None


def signed_for(uuid, *, timestamp, given, body, now):
    """The mailbox in use under whose secret `body` was signed within the last five minutes, or None."""
    mailbox = Mailbox.objects.in_use().filter(uuid=uuid).first()
    if mailbox is None:
        return None
    known = [signed.is_signed(one, timestamp, given, body, now=now) for one in mailbox.posting_secrets_at(now)]
    return mailbox if any(known) else None


def take_in_posted(mailbox, raw, *, by, now):
    """Take in a mail that was posted; the letter it is. The same mail again changes nothing. Raises RuleBroken."""
    raw = raw.lstrip(b"\r\n")
    if b":" not in raw.partition(b"\n")[0] and not raw.startswith(b"From "):
        raise RuleBroken(_("This is no mail: it must begin with its headers, such as From and Subject."))
    try:
        # As IMAP would bring it, so that a mail is known again by whichever way it comes.
        return receive_mail(mailbox, _LINE_END.sub(b"\r\n", raw), by=by, now=now)
    except mime.Unreadable:
        raise RuleBroken(_("What was sent cannot be read as a mail.")) from None


def _password_in(authorization):
    """The password of HTTP Basic; nothing where the header is none."""
    scheme, _blank, encoded = authorization[:_LONGEST_HEADER].partition(" ")
    if scheme.lower() != "basic":
        return b""
    try:
        return b64decode(encoded, validate=True).partition(b":")[2]
    except ValueError:
        return b""
