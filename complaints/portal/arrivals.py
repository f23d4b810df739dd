"""Where providers report whether a message has arrived (COM-1, F27): signed, or at an address nobody guesses."""

import json
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.models import User
from complaints.channels import aliyun_reports
from complaints.channels.kinds import AccountKind
from complaints.channels.signed import is_genuine
from complaints.crypto.keys import WrongKey
from complaints.models import ChannelAccount
from complaints.services.channel_accounts import is_report_proof
from complaints.services.delivery import note_arrival

_MOST_BYTES = 4_096
_MOST_BYTES_OF_MANY = 256 * 1024
#: What the provider wants to hear; anything else and it reports again, up to three times.
_TAKEN = {"code": 0, "msg": "OK"}


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


@csrf_exempt  # a provider has no session; the address says who it is
@require_POST
def reported(request, uuid, proof):
    """Reports of 阿里云 SMS, many at once. Whoever does not know the address meets a 404 (A05)."""
    now, by = timezone.now(), User.objects.system()
    in_use = ChannelAccount.objects.in_use().filter(kind=AccountKind.ALIYUN_SMS, confirms=True)
    account = in_use.filter(uuid=uuid).first()
    body = request.read(_MOST_BYTES_OF_MANY + 1)
    if account is None or not is_report_proof(account, proof) or len(body) > _MOST_BYTES_OF_MANY:
        raise Http404
    try:
        reports = aliyun_reports.read(body)
    except (ValueError, TypeError, RecursionError):
        raise Http404 from None
    for report in reports:
        facts = {"has_arrived": report.has_arrived, "code": report.code, "provider_id": report.provider_id}
        note_arrival(report.message, **facts, by=by, now=now)
    return JsonResponse(_TAKEN)
