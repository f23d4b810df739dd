"""What 阿里云 SMS reports of the messages it took: `SmsReport` by HTTP push, a JSON array of up to some hundred.

It is not signed: the address it is sent to is the secret, and the two ids of each message must belong together.
"""

import json
from typing import NamedTuple
from uuid import UUID


class Report(NamedTuple):
    """`message` is the id we gave, `provider_id` the one the provider gave back when it took the message."""

    message: UUID
    provider_id: str
    has_arrived: bool
    code: str


def read(body):
    """The reports in `body`; one about a message that is none of ours is left out. Raises ValueError."""
    found = json.loads(body)
    if not isinstance(found, list):
        raise TypeError("no list of reports")
    return [report for one in found if isinstance(one, dict) and (report := _report(one))]


def _report(told):
    try:
        message = UUID(str(told.get("out_id", "")))
    except ValueError:
        return None
    return Report(message, str(told.get("biz_id", "")), told.get("success") is True, str(told.get("err_code", "")))
