"""Replies by the connector a message came through: JSON by POST, signed as what it sends us is.

`{"id", "thread", "in_reply_to", "to", "text"}`: `id` is the same for every try; `thread`, `in_reply_to` and `to` are
the connector's own ids of the conversation, of the last message in it and of its author.
"""

import json
from typing import NamedTuple

from complaints.channels import http, signed
from complaints.channels.outcome import Reason, Undelivered

_TAKEN = frozenset({"0", "ok", "200"})


class Place(NamedTuple):
    """Where in the other system a reply belongs."""

    thread: str
    in_reply_to: str
    author: str


class Way(NamedTuple):
    """How the connector is reached; it is signed with every one of the `secrets`."""

    address: str
    secrets: tuple[str, ...]
    allow_plain: bool
    allow_private: bool


def send(way, letter, place, *, now):
    """Returns the connector's own id of the reply, or nothing. Raises Undelivered."""
    facts = {
        "id": letter.uid,
        "thread": place.thread,
        "in_reply_to": place.in_reply_to,
        "to": place.author,
        "text": letter.body,
    }
    body = json.dumps(facts, ensure_ascii=False).encode()
    timestamp = str(int(now.timestamp()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "X-Redress-Timestamp": timestamp,
        "X-Redress-Signature": ", ".join(signed.signature(secret, timestamp, body) for secret in way.secrets),
        "Idempotency-Key": letter.uid,
    }
    answer = http.post(way, body=body, headers=headers)
    http.check_status(answer)
    told = answer.facts()
    code = str(told.get("code", "0")).lower()
    if code not in _TAKEN:
        raise Undelivered(Reason.REJECTED, code)
    return str(told.get("id", ""))[:120]
