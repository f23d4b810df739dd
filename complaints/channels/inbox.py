"""A mailbox read by IMAP, at an address that was checked (A14); bounded in time and in what a server may send us."""

import imaplib
import re
import socket
import ssl
from base64 import b64encode
from contextlib import contextmanager, suppress
from datetime import UTC
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import NamedTuple

from complaints.channels.addresses import is_encrypted, resolve, split
from complaints.channels.outcome import Reason, Undelivered

SCHEMES = ("imaps", "imap")
#: What is read of one mail; the rest of a larger one stays on the server.
MOST_BYTES = 20 * 1024 * 1024
#: Of a mail larger than that: enough for what it says.
PART_BYTES = 256 * 1024
IMAP_SECONDS = 15
_WHOLE_SECONDS = 120
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_UID = re.compile(rb"UID (\d+)")
_DATE = re.compile(rb'INTERNALDATE "([^"]+)"')
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Standing(NamedTuple):
    """A mail in the folder, before it is read."""

    uid: int
    size: int
    arrived_at: object


@contextmanager
def opened(mailbox):
    """The folder of `mailbox`, signed in. Raises Undelivered.

    What is raised by whoever reads the mails comes through as it is: it is no fault of the server.
    """
    connection = None
    try:
        with _in_words():
            connection = _connected(mailbox)
            _sign_in(connection, mailbox)
            folder = Folder(connection, mailbox.folder or "INBOX")
        yield folder
    finally:
        if connection is not None:
            # Signing out closes the connection, unless the server no longer answers.
            with suppress(imaplib.IMAP4.error, OSError):
                connection.logout()
            with suppress(OSError):
                connection.shutdown()


@contextmanager
def _in_words():
    """What a server or the way to it does, as a reason; a certificate nobody vouches for by name."""
    try:
        yield
    except imaplib.IMAP4.abort:
        raise Undelivered(Reason.UNREACHABLE) from None
    except imaplib.IMAP4.error as refusal:
        raise Undelivered(Reason.REJECTED, _code(refusal)) from None
    except ssl.SSLCertVerificationError:
        raise Undelivered(Reason.CERTIFICATE) from None
    except (OSError, UnicodeError, ValueError):
        raise Undelivered(Reason.UNREACHABLE) from None


class Folder:
    """Mails by their UID; nothing is moved or deleted. Every question raises Undelivered."""

    def __init__(self, connection, name):
        self._connection = connection
        escaped = folder_name(name).replace("\\", "\\\\").replace('"', '\\"')
        self._ask(connection.select(f'"{escaped}"'))
        validity = connection.response("UIDVALIDITY")[1]
        self.validity = int(validity[0]) if validity and validity[0] else 0

    @_in_words()
    def since(self, uid, day):
        """UIDs above `uid` of what arrived on `day` or later, in their order."""
        words = f"{day.day:02}-{_MONTHS[day.month - 1]}-{day.year}"
        (found,) = self._ask(self._connection.uid("SEARCH", "UID", f"{uid + 1}:*", "SINCE", words))[:1]
        return sorted(number for number in map(int, (found or b"").split()) if number > uid)

    @_in_words()
    def standing(self, uid):
        """Size and moment of arrival, or None for a mail that is gone."""
        answer = self._fetched(uid, "(UID RFC822.SIZE INTERNALDATE)")
        if not answer or not (size := _SIZE.search(answer)):
            return None
        written = _DATE.search(answer)
        arrived = parsedate_to_datetime(written[1].decode().strip().replace("-", " ", 2)) if written else None
        return Standing(uid, int(size[1]), arrived.astimezone(UTC) if arrived else None)

    @_in_words()
    def read(self, uid, size):
        """The bytes of a mail, or its beginning where it is larger than is read."""
        most = MOST_BYTES if size <= MOST_BYTES else PART_BYTES
        found = self._ask(self._connection.uid("FETCH", str(uid), f"(BODY.PEEK[]<0.{most}>)"))
        return next((one[1] for one in found if isinstance(one, tuple)), b"")

    def mark_seen(self, uid):
        """For whoever also looks into the mailbox; it decides nothing here."""
        with _in_words(), suppress(imaplib.IMAP4.error):
            self._connection.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Seen)")

    def _fetched(self, uid, what):
        found = self._ask(self._connection.uid("FETCH", str(uid), what))
        return b" ".join(b" ".join(one) if isinstance(one, tuple) else one or b"" for one in found)

    def _ask(self, answer):
        kind, found = answer
        if kind != "OK":
            raise imaplib.IMAP4.error(kind)
        return found


def check(address, *, allow_private=False):
    """Scheme, host and port of a mailbox's address. Raises NotAllowed."""
    return split(address, schemes=SCHEMES, allow_private=allow_private)


def folder_name(name):
    """A folder's name as IMAP writes it (RFC 3501, 5.1.3): ASCII, and the rest in a UTF-7 of its own."""
    pieces = re.findall(r"[ -~]+|[^ -~]+", name)
    return "".join(piece.replace("&", "&-") if piece.isascii() else _in_utf7(piece) for piece in pieces)


def _in_utf7(piece):
    encoded = b64encode(piece.encode("utf-16-be")).decode().rstrip("=")
    return f"&{encoded.replace('/', ',')}-"


def _connected(mailbox):
    scheme, host, port = check(mailbox.address, allow_private=mailbox.allow_private)
    address = resolve(host, port, allow_private=mailbox.allow_private)
    return (_EncryptedPinned if is_encrypted(scheme) else _Pinned)(host, port, address)


def _sign_in(connection, mailbox):
    if not isinstance(connection, _EncryptedPinned) and not mailbox.allow_plain:
        # Without it the password would be readable on the way.
        connection.starttls(ssl.create_default_context())
    if "AUTH=PLAIN" in connection.capabilities:
        secret = f"\0{mailbox.login}\0{mailbox.secret}".encode()
        connection.authenticate("PLAIN", lambda _challenge: secret)
    else:
        connection.login(mailbox.login, mailbox.secret)
    # Some providers, 网易 among them, let nobody in who has not said what program it is.
    if "ID" in connection.capabilities:
        connection.xatom("ID", '("name" "redress")')


class _Pinned(imaplib.IMAP4):
    """A connection to `address` that speaks to `host`, and ends when a server takes too long or sends too much."""

    def __init__(self, host, port, address):
        self._address, self._ends_at = address, monotonic() + _WHOLE_SECONDS
        super().__init__(host, port, timeout=IMAP_SECONDS)

    def _create_socket(self, timeout):
        return socket.create_connection((self._address, self.port), timeout)

    def read(self, size):
        self._check_bounds(size)
        return super().read(size)

    def readline(self):
        self._check_bounds(0)
        return super().readline()

    def _check_bounds(self, size):
        if size > 2 * MOST_BYTES or monotonic() > self._ends_at:
            raise self.abort("too much or too slow")


class _EncryptedPinned(_Pinned):
    def _create_socket(self, timeout):
        plain = super()._create_socket(timeout)
        return ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)


def _code(refusal):
    """The server's own code such as AUTHENTICATIONFAILED; its sentence may name the account."""
    found = re.search(r"\[([A-Z0-9-]{2,40})\]", str(refusal))
    return found[1] if found else ""
