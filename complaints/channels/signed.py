"""A gateway of one's own for SMS, app or WeChat messages: JSON by POST, signed with a shared secret.

`X-Redress-Signature` is the hexadecimal HMAC-SHA256 of `<timestamp>.<body>` under the secret; `X-Redress-Timestamp`
holds the seconds since 1970. `id` is the same for every try of one message: take it once. Whatever of the 200s comes
back counts as taken, unless a JSON answer has a `code` other than 0, "0" or "ok". Reports of arrival come back signed
in the same way.
"""

import hashlib
import hmac
import json

from complaints.channels import http
from complaints.channels.outcome import Reason, Undelivered

_RECENT_SECONDS = 300
_LONGEST_TIMESTAMP = 12
_TAKEN = frozenset({"0", "ok", "200"})


def send(account, letter, *, now):
    """Returns the gateway's own id of the message, or nothing. Raises Undelivered."""
    facts = {"id": letter.uid, "to": letter.address, "subject": letter.subject, "text": letter.body}
    if letter.template:
        facts |= {"template": letter.template, "facts": letter.facts}
    body = json.dumps(facts, ensure_ascii=False).encode()
    timestamp = str(int(now.timestamp()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "X-Redress-Timestamp": timestamp,
        "X-Redress-Signature": signature(account.secret, timestamp, body),
        "Idempotency-Key": letter.uid,
    }
    answer = http.post(account, body=body, headers=headers)
    http.check_status(answer)
    told = answer.facts()
    code = str(told.get("code", "0")).lower()
    if code not in _TAKEN:
        raise Undelivered(Reason.REJECTED, code)
    return str(told.get("id", ""))


def is_genuine(account, timestamp, given, body, *, now):
    """Whether somebody with the account's secret signed `body` within the last five minutes."""
    return is_signed(account.secret, timestamp, given, body, now=now)


def is_signed(secret, timestamp, given, body, *, now):
    """Whether somebody with this secret did; nobody has a blank one (A07)."""
    if not (secret and timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= _LONGEST_TIMESTAMP):
        return False
    is_recent = abs(now.timestamp() - int(timestamp)) <= _RECENT_SECONDS
    expected = signature(secret, timestamp, body)
    return hmac.compare_digest(expected.encode(), given.encode()) and is_recent


def signature(secret, timestamp, body):
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
