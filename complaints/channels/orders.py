"""A shop's own service of orders, asked for one by its number; signed as every gateway of one's own is.

`{"number": …}` by POST. The answer is a JSON object with that number and whatever of `product`, `shop`, `amount_cny`,
`placed_at`, `delivered_on`, `delivery_address` and `tier` the shop knows; 404 says that it knows no such order.
"""

import json

from complaints.channels import http
from complaints.channels.outcome import Reason, Undelivered
from complaints.channels.signed import signature

_MOST_SECONDS = 2
_UNKNOWN = 404


def ask(account, number, *, now):
    """What the shop says of the order, unchecked, or None when it knows none. Raises Undelivered."""
    body = json.dumps({"number": number}, ensure_ascii=False).encode()
    timestamp = str(int(now.timestamp()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "X-Redress-Timestamp": timestamp,
        "X-Redress-Signature": signature(account.secret, timestamp, body),
    }
    answer = http.post(account, body=body, headers=headers, seconds=_MOST_SECONDS)
    if answer.status == _UNKNOWN:
        return None
    http.check_status(answer)
    told = answer.facts()
    if told.get("number") != number:
        raise Undelivered(Reason.REJECTED, "another order")
    return told


def send(account, letter, *, now):
    """The try of an account: the order whose number stands where a letter has its address. Raises Undelivered."""
    ask(account, letter.address, now=now)
