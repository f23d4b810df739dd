"""The door of connectors: no key and no session, each request is signed (A33).

It stands at the interface because it speaks its language: bounded JSON, refusals as `application/problem+json`.
"""

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.response import Response

from accounts.api.parsing import json_in, read
from accounts.api.views import Door
from accounts.models import User
from complaints.api.shapes.arrival import MessagesIn, MessagesOut
from complaints.services.calling import count_call
from complaints.services.connected import take_in_messages
from complaints.services.connectors import answered_once, proven

SIGNED = [
    OpenApiParameter(
        f"X-Redress-{name}", OpenApiTypes.STR, OpenApiParameter.HEADER, required=True, description=description
    )
    for name, description in (
        ("Timestamp", "Seconds since 1970, at most five minutes off."),
        ("Signature", "Hexadecimal HMAC-SHA256 of `<timestamp>.<body>` under the connector's secret."),
    )
]


class NotSigned(APIException):
    """One answer for a connector that does not exist, is out of use, or did not sign this (A05)."""

    status_code = status.HTTP_401_UNAUTHORIZED
    default_code = "not_signed"


class ConnectDoor(Door):
    """Messages from elsewhere, passed on by a program that vouches for who wrote them."""

    authentication_classes = []
    permission_classes = []
    serializer_class = MessagesIn

    @extend_schema(request=MessagesIn, parameters=SIGNED, responses={200: MessagesOut}, auth=[], tags=["connectors"])
    def create(self, request, uuid):
        """Bring one message or several: all are taken, or none. The same request again gets the same answer."""
        now = timezone.now()
        raw = read(request.stream or request._request)
        timestamp, given = (request.headers.get(f"X-Redress-{name}", "") for name in ("Timestamp", "Signature"))
        connector = proven(uuid, timestamp=timestamp, given=given, body=raw, now=now)
        if connector is None:
            raise NotSigned(_("The signature is wrong or too old, or there is no such connector in use."))
        count_call(connector, now=now)
        body = MessagesIn(data=json_in(raw))
        body.is_valid(raise_exception=True)

        def take():
            taken = take_in_messages(connector, body.validated_data["messages"], by=User.objects.system(), now=now)
            return MessagesOut({"messages": taken}).data

        return Response(answered_once(connector, given, take, now=now))
