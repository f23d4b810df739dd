"""The one door through which the product speaks HTTP to others (A14).

The name is resolved once, every address behind it is checked, and the connection goes to that address. Redirects are
answers like any other, proxies of the environment are ignored, and neither a slow nor an endless answer holds us.
"""

import http.client
import json
import socket
import ssl
import threading
from contextlib import contextmanager, suppress
from typing import NamedTuple
from urllib.parse import urlsplit

from complaints.channels.addresses import resolve, split
from complaints.channels.outcome import Reason, Undelivered

CONNECT_SECONDS = 3
READ_SECONDS = 10
_WHOLE_SECONDS = 15
#: A video over a slow line; the next file waits as long.
_FETCH_SECONDS = 120
MOST_BYTES = 64 * 1024


class TooLong(Undelivered):
    """There is more at the address than anybody asked for."""

    def __init__(self):
        super().__init__(Reason.REJECTED, "too long")


class Answer(NamedTuple):
    status: int
    body: bytes

    def facts(self):
        """The JSON object the provider answered with; empty when it is something else."""
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}


def post(account, *, body, headers, url="", method="POST", most_bytes=MOST_BYTES, seconds=None):
    """Send `body` to `url`, or to the account's address. Raises Undelivered; a status is judged by `check_status`."""
    connection, target = _connected(account, url or account.address)
    with _exchange(connection, seconds or _WHOLE_SECONDS):
        connection.request(method, target, body=body, headers={"User-Agent": "redress", **headers})
        with connection.getresponse() as response:
            content = response.read(most_bytes + 1)
    if len(content) > most_bytes:
        raise Undelivered(Reason.UNAVAILABLE, "too long")
    return Answer(response.status, content)


def fetch(account, *, url, into, most_bytes):
    """Write what lies at `url` into the open file `into`, piece by piece. Raises Undelivered, TooLong."""
    connection, target = _connected(account, url)
    with _exchange(connection, _FETCH_SECONDS):
        connection.request("GET", target, headers={"User-Agent": "redress", "Accept-Encoding": "identity"})
        with connection.getresponse() as response:
            check_status(Answer(response.status, b""))
            while piece := response.read(MOST_BYTES):
                into.write(piece)
                if into.tell() > most_bytes:
                    raise TooLong


def _connected(account, url):
    """A connection, not yet opened, to the one checked address of `url`, and what to ask for there."""
    scheme, host, port = split(
        url, schemes=("https", "http"), allow_plain=account.allow_plain, allow_private=account.allow_private
    )
    address = resolve(host, port, allow_private=account.allow_private)
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return _Pinned(host, port, address, is_encrypted=scheme == "https"), target


@contextmanager
def _exchange(connection, seconds):
    """Around one question and its answer: whatever breaks on the way, or takes longer, is no answer."""
    try:
        with _Bound(connection, seconds) as bound:
            yield
    except (OSError, http.client.HTTPException, UnicodeError, ValueError):
        raise Undelivered(Reason.UNREACHABLE) from None
    finally:
        connection.close()
    if bound.was_cut:
        raise Undelivered(Reason.UNREACHABLE, "too slow")


def check_status(answer):
    """Raises Undelivered unless the status is of the 200s; a redirect is followed nowhere."""
    if answer.status == 429:
        raise Undelivered(Reason.TOO_MANY, answer.status)
    if answer.status >= 500:
        raise Undelivered(Reason.UNAVAILABLE, answer.status)
    if not 200 <= answer.status < 300:
        raise Undelivered(Reason.REJECTED, answer.status)


class _Pinned(http.client.HTTPConnection):
    """A connection to `address` that speaks to, and asks the certificate of, `host`."""

    def __init__(self, host, port, address, *, is_encrypted):
        super().__init__(host, port, timeout=READ_SECONDS)
        self.address, self.is_encrypted = address, is_encrypted
        #: Outlives `sock`, which is let go of as soon as an answer says that it is the last one.
        self.line = None

    def connect(self):
        self.sock = socket.create_connection((self.address, self.port), CONNECT_SECONDS)
        if self.is_encrypted:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
            self.line = self.sock
            self.sock.do_handshake()
        self.line = self.sock
        self.sock.settimeout(READ_SECONDS)


class _Bound:
    """Within this block the whole exchange ends in time, however slowly single bytes drip in."""

    def __init__(self, connection, seconds):
        self.connection, self.was_cut = connection, False
        self.timer = threading.Timer(seconds, self.cut)
        self.timer.daemon = True

    def __enter__(self):
        self.timer.start()
        return self

    def __exit__(self, *_error):
        self.timer.cancel()

    def cut(self):
        self.was_cut = True
        with suppress(OSError):
            if self.connection.line is not None:
                self.connection.line.shutdown(socket.SHUT_RDWR)
