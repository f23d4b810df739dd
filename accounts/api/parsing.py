"""Bodies as they are sent to us: bounded, and refused in words where they are none."""

import json

from django.core.exceptions import TooManyFieldsSent
from django.http import QueryDict
from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import FormParser, JSONParser

_MOST_BYTES = 1024 * 1024


class TooLarge(APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"


class BoundedJSON(JSONParser):
    """At most a megabyte of UTF-8; what is nested without end is no request (A21)."""

    def parse(self, stream, media_type=None, parser_context=None):
        return json_in(read(stream))


class BoundedForm(FormParser):
    """A form without files, as RFC 6749 wants it for tokens."""

    def parse(self, stream, media_type=None, parser_context=None):
        try:
            return QueryDict(read(stream), encoding="utf-8")
        except (UnicodeDecodeError, TooManyFieldsSent):
            raise ParseError(_("The body is not a valid form in UTF-8.")) from None


def read(stream, most=_MOST_BYTES, sentence=""):
    """The body as it was sent, where it is no longer than it may be. Raises TooLarge, with `sentence`."""
    raw = stream.read(most + 1)
    if len(raw) > most:
        usual = _("A request has at most %(most)s kB. Send files by their own address.") % {"most": most // 1024}
        raise TooLarge(sentence or usual)
    return raw


def json_in(raw):
    """Raises ParseError."""
    try:
        return json.loads(raw.decode("utf-8"), parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise ParseError(_("The body is not valid JSON in UTF-8.")) from None


def _refuse(constant):
    """NaN and infinity are Python's, not JSON's."""
    raise ValueError(constant)
