"""The same request sent again is answered again and done once: Idempotency-Key (A32)."""

import functools
import hashlib
import json
import re
from datetime import timedelta

from django.core.files.uploadedfile import UploadedFile
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.response import Response

from complaints.models import StoredAnswer

#: Payments are asked about for a month; a few days more cover whoever asks late.
KEPT = timedelta(days=35)
_KEY = re.compile(r"[\x21-\x7e]{1,200}")
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="Sent again with the same content, the request is done once and answered again.",
)


class KeyReused(APIException):
    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_code = "key_reused"


def once(action):
    """The action of a view, done once for each Idempotency-Key of a holder.

    Key and effect are written in one transaction, so that a crash leaves both or none; what was refused is not kept.
    """

    @functools.wraps(action)
    def answered(self, request, *args, **kwargs):
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return action(self, request, *args, **kwargs)
        if not _KEY.fullmatch(key):
            raise ParseError(_("An Idempotency-Key has 1 to 200 visible ASCII characters."))
        now = timezone.now()
        with transaction.atomic():
            # Whoever comes second waits here until the first has committed or given up.
            stored, is_new = StoredAnswer.objects.get_or_create(
                holder=request.user, key=key, defaults={"request_digest": _digest(request), "at": now}
            )
            if not is_new:
                return _again(stored, request)
            answer = action(self, request, *args, **kwargs)
            stored.status, stored.body = answer.status_code, json.dumps(answer.data, cls=DjangoJSONEncoder)
            stored.save(update_fields=["status", "body"])
            StoredAnswer.objects.filter(at__lt=now - KEPT).delete()
            return answer

    return answered


def _again(stored, request):
    if stored.request_digest != _digest(request):
        raise KeyReused(_("This Idempotency-Key was used for another request. Take a new one."))
    return Response(json.loads(stored.body), status=stored.status, headers={"Idempotency-Replayed": "true"})


def _digest(request):
    digest = hashlib.sha256(f"{request.method} {request.path}\n".encode())
    for name, value in _parts(request.data):
        digest.update(json.dumps(name).encode())
        if isinstance(value, UploadedFile):
            for chunk in value.chunks():
                digest.update(chunk)
            value.seek(0)
        else:
            digest.update(json.dumps(value, sort_keys=True).encode())
    return digest.hexdigest()


def _parts(content):
    """Name and value of everything sent, in one order; a form may hold a name more than once."""
    if isinstance(content, QueryDict):
        return [(name, value) for name in sorted(content) for value in content.getlist(name)]
    return sorted(content.items()) if isinstance(content, dict) else [("", content)]
