"""What a mail tells about itself: sent by a machine, a report of failure, proven or forged. Read, not believed."""

import re
import tomllib
from pathlib import Path
from typing import NamedTuple

from complaints.crypto.replies import Claim, read_mail_id, read_token

_OWN_ID = re.compile(rb"<([0-9a-z-]{20,50}\.[0-9a-z]{1,12})@", re.IGNORECASE)
_FAILED = re.compile(rb"^Action:\s*failed\b", re.IGNORECASE | re.MULTILINE)
_STATUS = re.compile(rb"^Status:\s*(5\.\d{1,3}\.\d{1,3})", re.IGNORECASE | re.MULTILINE)
_DMARC = re.compile(r"\bdmarc\s*=\s*(\w+)", re.IGNORECASE)
_BULK = frozenset({"bulk", "list", "junk"})
_REPORTERS = ("mailer-daemon@", "postmaster@")
_READ_FOR_REPORT = 300_000
#: Where an answer cites what it answers, in the programs people write with.
_QUOTES = re.compile(
    "|".join(tomllib.loads((Path(__file__).parent / "quotes.toml").read_text(encoding="utf-8"))["begin"]),
    re.IGNORECASE | re.MULTILINE,
)


class Bounce(NamedTuple):
    """A mail of ours about a complaint that will not arrive; `code` as the other server gives it."""

    complaint: int
    delivery: int
    code: str


def claims(mail):
    """What genuine tokens it carries: in the addresses it was sent to first, then in the ids it answers."""
    tagged = (address.partition("@")[0].rpartition("+")[2] for address in mail.recipients if "+" in address)
    answered = (one.partition("@")[0].partition(".")[0] for one in mail.answers)
    return [claim for text in (*tagged, *answered) if isinstance(claim := read_token(text), Claim)]


def is_ours(mail):
    """Whether we sent it: no other mail has such an id of its own."""
    return read_mail_id(mail.message_id.partition("@")[0]) is not None


def bounce(mail):
    """The delivery a report says will not arrive, or None."""
    if not is_report(mail):
        return None
    head = mail.raw[:_READ_FOR_REPORT]
    status = _STATUS.search(head)
    if not (status and _FAILED.search(head)):
        return None
    for name in _OWN_ID.findall(head):
        if found := read_mail_id(name.decode()):
            return Bounce(found[0].complaint, found[1], status[1].decode())
    return None


def is_report(mail):
    """Written by a mail server about another mail (RFC 3464), or with the empty sender such mails have."""
    kind = _first(mail, "content-type").lower()
    is_without_sender = _first(mail, "return-path") == "<>"
    return "delivery-status" in kind or is_without_sender or mail.sender.lower().startswith(_REPORTERS)


def is_automatic(mail):
    """Sent by a machine in answer to something (RFC 3834), or asking machines not to answer."""
    submitted = _first(mail, "auto-submitted").lower()
    suppressed = _first(mail, "x-auto-response-suppress").lower()
    is_answer = any(name in mail.headers for name in ("x-autoreply", "x-autorespond"))
    is_machine = submitted not in ("", "no") or _first(mail, "precedence").lower() == "auto_reply"
    return is_machine or is_answer or any(one in suppressed for one in ("all", "autoreply"))


def is_bulk(mail):
    return bool(
        _first(mail, "precedence").lower() in _BULK or _first(mail, "list-id") or _first(mail, "list-unsubscribe")
    )


def is_spam(mail):
    return _first(mail, "x-spam-flag").lower() == "yes"


def dmarc_of(mail, server):
    """What our own mail server `server` found out about the sender's domain: pass, fail, none; or missing, unchecked.

    Only the topmost result counts, and only under our server's name: whoever sends a mail can write others below.
    """
    if not server:
        return "unchecked"
    head, _semicolon, results = _first(mail, "authentication-results").partition(";")
    if head.lower().split()[:1] != [server.lower()]:
        return "missing"
    found = _DMARC.search(results)
    result = found[1].lower() if found else "none"
    return result if mail.is_from_one and result in ("pass", "none") else "fail"


def without_quote(text):
    """An answer without what it cites; the whole where nothing else is left."""
    found = _QUOTES.search(text)
    words = text[: found.start()] if found else text
    lines = words.split("\n")
    while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith(">")):
        lines.pop()
    return "\n".join(lines).strip() or text


def _first(mail, name):
    return next(iter(mail.headers.get(name, ())), "")
