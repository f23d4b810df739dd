"""Refusals of the house as answers of the interface: `application/problem+json` of RFC 9457."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response

from accounts.errors import NotPermitted, Outdated, RuleBroken, TooOften

_STATUS_OF = {NotPermitted: 403, RuleBroken: 422, Outdated: 409, TooOften: 429}
CONTENT_TYPE = "application/problem+json"
#: Below it machines read, and every answer is JSON.
INTERFACE = "/api/"


def problem(fault, context):
    """The answer to what a view raised, or None for what nobody foresaw."""
    if kind := next((kind for kind in _STATUS_OF if isinstance(fault, kind)), None):
        return _answer(_STATUS_OF[kind], detail=str(fault), headers={"Retry-After": "60"} if kind is TooOften else {})
    if isinstance(fault, Http404):
        return _answer(404, detail=_("It does not exist, or is not yours to see."))
    if isinstance(fault, PermissionDenied):
        return _answer(403, detail=_("You may not do this."))
    if isinstance(fault, exceptions.ValidationError):
        detail = _("Some fields cannot be accepted; nothing was stored.")
        return _answer(400, detail=detail, errors=list(_errors(fault.detail)))
    if isinstance(fault, exceptions.APIException):
        headers = {"WWW-Authenticate": fault.auth_header} if getattr(fault, "auth_header", None) else {}
        return _answer(fault.status_code, detail=str(fault.detail), headers=headers)
    return None


def _answer(status, *, detail, headers=None, **more):
    body = {
        "type": "about:blank",
        "title": HttpResponse(status=status).reason_phrase,
        "status": status,
        "detail": _whole(detail),
        **more,
    }
    return Response(body, status=status, headers=headers, content_type=CONTENT_TYPE)


def _errors(detail, path=""):
    """Each sentence with the field it is about, as `contacts.phone` or `items.0.quantity`."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from _errors(inner, f"{path}.{name}" if path else str(name))
    elif isinstance(detail, list) and any(isinstance(inner, dict | list) for inner in detail):
        for place, inner in enumerate(detail):
            yield from _errors(inner, f"{path}.{place}" if path else str(place))
    else:
        for sentence in detail if isinstance(detail, list) else [detail]:
            yield {"field": _whole(path.removesuffix(".non_field_errors")), "sentence": _whole(str(sentence))}


def _whole(text):
    """A sentence may quote what was sent, half characters included, and those have no place in UTF-8 (A45)."""
    return text.encode("utf-8", "replace").decode()
