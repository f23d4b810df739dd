"""Where providers report whether a message has arrived (COM-1, F27); signed as what they are sent."""

import json
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.models import User
from complaints.channels.signed import is_genuine
from complaints.crypto.keys import WrongKey
from complaints.models import ChannelAccount
from complaints.services.delivery import note_arrival

_MOST_BYTES = 4_096


@csrf_exempt  # a provider has no session; the signature says who it is
@require_POST
def arrived(request, uuid):
    """`{"id": …, "arrived": true | false, "code": …}`. Whatever is not genuine meets the same 404 (A05)."""
    now = timezone.now()
    account = ChannelAccount.objects.in_use().filter(uuid=uuid, confirms=True).first()
    # Read no more than a report can be long.
    body = request.read(_MOST_BYTES + 1)
    told = (request.headers.get(f"X-Redress-{name}", "") for name in ("Timestamp", "Signature"))
    try:
        if account is None or len(body) > _MOST_BYTES or not is_genuine(account, *told, body, now=now):
            raise Http404
        report = json.loads(body)
        message, has_arrived, code = UUID(str(report["id"])), report["arrived"] is True, str(report.get("code", ""))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, WrongKey):
        raise Http404 from None
    note_arrival(message, has_arrived=has_arrived, code=code, by=User.objects.system(), now=now)
    return HttpResponse(status=204)
