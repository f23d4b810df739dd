"""Lists by key, newest first: a page costs the same at any depth, and nothing is counted."""

import base64
import binascii

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.pagination import BasePagination
from rest_framework.response import Response

_MOST, _USUAL = 100, 50
_LARGEST = 2**63 - 1


#: What any list may be asked.
OF_PAGES = ("limit", "after")


class KeysetPages(BasePagination):
    """`limit` rows after the place `after` names; `next` of the answer is that place, or null at the end."""

    def paginate_queryset(self, queryset, request, view=None):
        limit, after = _limit(request.query_params.get("limit")), request.query_params.get("after")
        if after is not None:
            queryset = queryset.filter(pk__lt=_place(after))
        rows = list(queryset.order_by("-pk")[: limit + 1])
        self.next = _name(rows[limit - 1].pk) if len(rows) > limit else None
        return rows[:limit]

    def get_paginated_response(self, data):
        return Response({"results": data, "next": self.next})

    def get_paginated_response_schema(self, schema):
        place = {"type": "string", "nullable": True, "description": "Pass it as `after` for the next page."}
        properties = {"results": schema, "next": place}
        return {"type": "object", "required": ["results", "next"], "properties": properties}

    def get_schema_operation_parameters(self, view):
        return [
            {
                "name": "limit",
                "in": "query",
                "schema": {"type": "integer", "minimum": 1, "maximum": _MOST, "default": _USUAL},
            },
            {"name": "after", "in": "query", "schema": {"type": "string"}, "description": "`next` of the page before."},
        ]


def _limit(text):
    if text is None:
        return _USUAL
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= _MOST and len(text) <= 3):
        raise serializers.ValidationError({"limit": [_("Between 1 and %(most)s.") % {"most": _MOST}]})
    return int(text)


def _name(pk):
    return base64.urlsafe_b64encode(str(pk).encode()).decode().rstrip("=")


def _place(name):
    try:
        place = int(base64.urlsafe_b64decode(name.encode() + b"=" * (-len(name) % 4)).decode())
    except (ValueError, binascii.Error):
        place = -1
    if not 0 <= place <= _LARGEST:
        raise serializers.ValidationError({"after": [_("Take it from “next” of the page before.")]})
    return place
