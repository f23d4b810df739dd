"""The raw mail in a form, as providers post it: taken out byte by byte, whatever encoding it is in (A21).

Django's own reading of forms would turn it into text, and a mail is none.
"""

import re
from email.message import Message
from email.parser import HeaderParser
from urllib.parse import parse_qsl

#: SendGrid, a form by hand, Mailgun.
FIELDS = ("email", "message", "body-mime")
_MOST_FIELDS = 100
_LONGEST_HEAD = 2_000
_BOUNDARY = re.compile(r"[ -~]{1,70}")


def mail_in(body, content_type):
    """The raw mail in `body`, or None where no field of that name holds one."""
    head = Message()
    head["Content-Type"] = content_type
    fields = _pairs(body) if head.get_content_type() == "application/x-www-form-urlencoded" else _parts(body, head)
    return next((content for name, content in fields if name in FIELDS and content.strip()), None)


def _pairs(body):
    try:
        pairs = parse_qsl(body.decode("ascii"), encoding="latin-1", max_num_fields=_MOST_FIELDS)
    except ValueError:
        return []
    return [(name, value.encode("latin-1")) for name, value in pairs]


def _parts(body, head):
    """Name and content of each part (RFC 7578)."""
    boundary = head.get_boundary("")
    if not _BOUNDARY.fullmatch(boundary):
        return
    for piece in (b"\r\n" + body).split(b"\r\n--" + boundary.encode(), _MOST_FIELDS)[1:]:
        top, blank, content = piece.partition(b"\r\n\r\n")
        if blank and len(top) <= _LONGEST_HEAD:
            part = HeaderParser().parsestr(top.decode("latin-1").lstrip())
            yield part.get_param("name", "", "content-disposition"), content
