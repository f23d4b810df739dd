"""A mail read by the standard library, within bounds: who says to have sent it, what it says, what it holds (A09, A36).

Nothing here decides anything. Whatever a header claims is text without line breaks; text is preferred to HTML.
"""

import hashlib
import re
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header
from email.utils import getaddresses
from itertools import islice
from typing import NamedTuple

from complaints.channels.html_text import text_of_html

MOST_PARTS = 200
MOST_ADDRESSES = 50
_LONGEST_TEXT = 1_000_000
_LONGEST_HEADER = 2_000
_IDS = re.compile(r"<([^<>\s]{1,250})>")
#: Names under which mail programs mean a larger set of signs.
_MEANT = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "us-ascii": "utf-8", "ascii": "utf-8"}
#: What the library raises for headers and encodings nobody foresaw.
_STRANGE = (ValueError, LookupError, TypeError, AttributeError, MessageError, RecursionError, AssertionError)


class Unreadable(Exception):
    """No mail program wrote this."""


class Part(NamedTuple):
    name: str
    content: bytes
    is_inline: bool


class Mail(NamedTuple):
    digest: str
    message_id: str
    sender: str
    sender_name: str
    #: More than one sender, or none: no program of a person writes so.
    is_from_one: bool
    subject: str
    text: str
    recipients: tuple[str, ...]
    #: Ids of the mails it answers, the nearest first.
    answers: tuple[str, ...]
    parts: tuple[Part, ...]
    #: Every header of these that decide about loops and proofs, by its name in small letters.
    headers: dict[str, list[str]]
    raw: bytes


_KEPT_HEADERS = frozenset(
    {
        *("auto-submitted", "precedence", "x-auto-response-suppress", "list-id", "list-unsubscribe", "return-path"),
        *("authentication-results", "x-spam-flag", "content-type", "x-autoreply", "x-autorespond"),
    }
)


def read(raw):
    """The mail `raw` holds. Raises Unreadable."""
    try:
        return _read(raw)
    except _STRANGE as fault:
        raise Unreadable(type(fault).__name__) from None


def _read(raw):
    message = message_from_bytes(raw, policy=policy.compat32)
    headers = _headers(message)
    senders = [pair for pair in getaddresses(headers.get("from", [])[:2]) if pair[1]]
    name, sender = senders[0] if senders else ("", "")
    body = raw.partition(b"\r\n\r\n")[2] or raw.partition(b"\n\n")[2]
    identity = [headers.get(one, [""])[0] for one in ("message-id", "from", "date")]
    text, parts = _content(message)
    return Mail(
        digest=hashlib.sha256("\x00".join(identity).encode(errors="replace") + b"\x00" + body).hexdigest(),
        message_id=next(iter(_IDS.findall(headers.get("message-id", [""])[0])), ""),
        sender=_plain(sender)[:200],
        sender_name=_plain(decoded(name))[:120],
        is_from_one=len(senders) == 1 and len(headers["from"]) == 1,
        subject=_plain(decoded(headers.get("subject", [""])[0]))[:300],
        text=text,
        recipients=_recipients(headers),
        answers=_answers(headers),
        parts=parts,
        headers={name: values for name, values in headers.items() if name in _KEPT_HEADERS},
        raw=raw,
    )


def _headers(message):
    found = {}
    for name, value in islice(message.raw_items(), 500):
        found.setdefault(name.lower(), []).append(_plain(_recovered(str(value)))[:_LONGEST_HEADER])
    return found


def _recipients(headers):
    names = ("delivered-to", "x-original-to", "envelope-to", "to", "cc")
    found = getaddresses([value for name in names for value in headers.get(name, [])[:5]])
    return tuple(address.lower() for _name, address in found[:MOST_ADDRESSES] if "@" in address)


def _answers(headers):
    """In-Reply-To first, then the references from the last one back."""
    nearest, earlier = (
        _IDS.findall(" ".join(map(decoded, headers.get(name, [])[:2]))) for name in ("in-reply-to", "references")
    )
    return tuple(dict.fromkeys([*nearest, *reversed(earlier)]))[:MOST_ADDRESSES]


def _content(message):
    """The text of all text parts, or of the HTML where there is none; and the files, those shown inline last."""
    plain, html, parts = [], [], []
    for leaf in _leaves(message):
        kind = leaf.get_content_type()
        name = _name(leaf)
        is_file = bool(name) or leaf.get_content_disposition() == "attachment"
        if kind in ("text/plain", "text/html") and not is_file:
            (plain if kind == "text/plain" else html).append(_text(leaf))
        elif kind.startswith("message/"):
            if kind == "message/rfc822":
                parts.append(Part(name or "message.eml", _bytes_inside(leaf), False))
        elif is_file or not kind.startswith("multipart/"):
            parts.append(
                Part(name or kind.replace("/", "."), leaf.get_payload(decode=True) or b"", "content-id" in leaf)
            )
    text = "\n".join(filter(str.strip, plain)) or "\n".join(text_of_html(one) for one in html)
    parts.sort(key=lambda part: part.is_inline)
    return lines_of(text)[:_LONGEST_TEXT], tuple(parts)


def _leaves(message):
    """The parts that hold something, in their order and no more than so many; mails inside are not opened."""
    waiting, seen = [message], 0
    while waiting and seen < MOST_PARTS:
        part = waiting.pop()
        seen += 1
        inside = part.get_payload()
        if isinstance(inside, list) and part.get_content_maintype() == "multipart":
            waiting.extend(reversed(inside[:MOST_PARTS]))
        else:
            yield part


def _bytes_inside(leaf):
    inside = leaf.get_payload()
    return inside[0].as_bytes()[:_LONGEST_TEXT] if isinstance(inside, list) and inside else b""


def _text(leaf):
    return to_text((leaf.get_payload(decode=True) or b"")[:_LONGEST_TEXT], leaf.get_content_charset())


def _name(leaf):
    return _plain(decoded(_recovered(str(leaf.get_filename() or ""))))[:200]


def decoded(value):
    """A header in its own words; what is no encoding stays as it is."""
    try:
        pieces = decode_header(value)
    except _STRANGE:
        return value
    return "".join(to_text(text, charset) if isinstance(text, bytes) else text for text, charset in pieces)


def to_text(content, charset=None):
    """Bytes as text: by what they call themselves, else UTF-8, else the signs of Chinese mail programs."""
    named = (charset or "").lower()
    for encoding in dict.fromkeys((_MEANT.get(named, named), "utf-8", "gb18030")):
        try:
            return content.decode(encoding)
        except (LookupError, UnicodeError):
            continue
    return content.decode("utf-8", "replace")


def lines_of(text):
    """Text as both databases keep it: without NUL and halves of signs, with plain line ends."""
    text = text.encode("utf-8", "replace").decode().replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in text if sign in "\n\t" or ord(sign) >= 32).strip()


def _plain(value):
    """One line."""
    return " ".join(lines_of(value).split())


def _recovered(value):
    """Bytes somebody wrote into a header without saying in which encoding."""
    return to_text(value.encode("ascii", "surrogateescape")) if not value.isascii() and _has_bytes(value) else value


def _has_bytes(value):
    return any("\udc80" <= sign <= "\udcff" for sign in value) and all(
        ord(sign) < 128 or "\udc80" <= sign <= "\udcff" for sign in value
    )
