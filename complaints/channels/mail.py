"""E-mail by SMTP, through Django's backend, to an address that was checked (A14, A36)."""

import smtplib
from contextlib import suppress
from email.utils import parseaddr
from functools import partial

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend

from complaints.channels.addresses import is_encrypted, resolve, split
from complaints.channels.outcome import Reason, Undelivered

SMTP_SECONDS = 10


def send(account, letter, *, now):
    """Without an account the installation's own mail settings serve. Raises Undelivered."""
    sender = (account and account.sender) or settings.DEFAULT_FROM_EMAIL
    backend = _backend(account)
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    # The same for every try, so that a reader who gets it twice sees it once.
    headers = {"Message-ID": f"<{letter.mail_id or letter.uid}@{domain}>", "Auto-Submitted": "auto-generated"}
    if letter.references:
        headers["References"] = " ".join(f"<{one}>" for one in letter.references)
        headers["In-Reply-To"] = f"<{letter.references[-1]}>"
    message = EmailMessage(
        letter.subject,
        letter.body,
        sender,
        [letter.address],
        headers=headers,
        reply_to=[letter.reply_to] if letter.reply_to else None,
        connection=backend,
    )
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as refusal:
        code = next(iter(refusal.recipients.values()), (0, b""))[0]
        raise _of_code(code, Reason.ADDRESS_REFUSED) from None
    except smtplib.SMTPResponseException as refusal:
        raise _of_code(refusal.smtp_code, Reason.REJECTED) from None
    except (smtplib.SMTPServerDisconnected, OSError):
        raise Undelivered(Reason.UNREACHABLE) from None
    except (ValueError, smtplib.SMTPException):
        # Among the ValueErrors is Django's refusal of a line break in a header.
        raise Undelivered(Reason.UNREADABLE) from None
    finally:
        # Left open when the server has no encryption to offer.
        with suppress(smtplib.SMTPException):
            backend.close()
    return message.extra_headers["Message-ID"]


def is_set_up():
    """Whether the installation's own settings lead to a mail server, or to wherever a try-out lays mail down."""
    return bool(settings.EMAIL_HOST) or not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend")


def _of_code(code, permanent):
    """400s pass, 500s do not."""
    return Undelivered(Reason.UNAVAILABLE if 400 <= code < 500 else permanent, code)


def _backend(account):
    if account is None:
        if not is_set_up():
            raise Undelivered(Reason.NO_ACCOUNT)
        return get_connection(timeout=SMTP_SECONDS) if "smtp" in settings.EMAIL_BACKEND else get_connection()
    scheme, host, port = split(account.address, schemes=("smtps", "smtp"), allow_private=account.allow_private)
    return _Pinned(
        allow_private=account.allow_private,
        host=host,
        port=port,
        username=account.login,
        password=account.secret,
        use_ssl=is_encrypted(scheme),
        use_tls=not is_encrypted(scheme) and not account.allow_plain,
        timeout=SMTP_SECONDS,
    )


class _Pinned(EmailBackend):
    def __init__(self, *, allow_private, **options):
        super().__init__(**options)
        self.allow_private = allow_private

    @property
    def connection_class(self):
        return partial(_PinnedTLS if self.use_ssl else _PinnedPlain, allow_private=self.allow_private)


class _ToCheckedAddress:
    """The name is resolved once and the connection goes to what it was then; TLS still asks for the name."""

    def __init__(self, *arguments, allow_private, **options):
        self.allow_private = allow_private
        super().__init__(*arguments, **options)

    def _get_socket(self, host, port, timeout):
        return super()._get_socket(resolve(host, port, allow_private=self.allow_private), port, timeout)


class _PinnedPlain(_ToCheckedAddress, smtplib.SMTP):
    pass


class _PinnedTLS(_ToCheckedAddress, smtplib.SMTP_SSL):
    pass
