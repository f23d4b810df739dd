"""Names looked up in bounded time: the system's own look-up may hang for half a minute, and cannot be called off."""

import socket
from queue import Empty, SimpleQueue
from threading import BoundedSemaphore, Thread

from complaints.channels.outcome import Reason, Undelivered

SECONDS = 3
#: As many look-ups may hang at once; while they do, further ones fail at once and are tried again later.
_MOST_AT_ONCE = 8
_free = BoundedSemaphore(_MOST_AT_ONCE)


def addresses_of(host, port):
    """Every address `host` stands for. Raises Undelivered when nobody knows it, or nobody says so in time."""
    free, answers = _free, SimpleQueue()
    if not free.acquire(blocking=False):
        raise Undelivered(Reason.UNREACHABLE, "DNS busy")
    Thread(target=_ask, args=(host, port, free, answers), name="name look-up", daemon=True).start()
    try:
        found = answers.get(timeout=SECONDS)
    except Empty:
        raise Undelivered(Reason.UNREACHABLE, "DNS too slow") from None
    if not found:
        raise Undelivered(Reason.UNREACHABLE, "DNS")
    return found


def _ask(host, port, free, answers):
    found = []
    try:
        found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError):
        pass
    finally:
        free.release()
        answers.put(found)
