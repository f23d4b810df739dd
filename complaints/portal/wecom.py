"""Where 企业微信 calls back: once to see whether the address is ours, then whenever a customer has written (A33)."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from complaints.channels import wecom_callback
from complaints.crypto.keys import WrongKey
from complaints.services import wecom

_MOST_BYTES = 64 * 1024


@csrf_exempt  # 企业微信 has no session; the signature says who it is
@require_http_methods(["GET", "POST"])
def called_back(request, uuid):
    """Whatever is not genuine meets the same 404 (A05); a GET says back what was sealed for us and does nothing."""
    now = timezone.now()
    account = wecom.account_of(uuid)
    is_check = request.method == "GET"
    body = b"" if is_check else request.read(_MOST_BYTES + 1)
    if account is None or len(body) > _MOST_BYTES:
        raise Http404
    try:
        sealed = request.GET.get("echostr", "") if is_check else wecom_callback.sealed_in(body)
        message = wecom_callback.opened(
            wecom.keys_of(account),
            signature=request.GET.get("msg_signature", ""),
            timestamp=request.GET.get("timestamp", ""),
            nonce=request.GET.get("nonce", ""),
            sealed=sealed,
            now=now,
        )
        if not is_check:
            wecom.note_callback(account, message, now=now)
    except (wecom_callback.NotGenuine, WrongKey):
        raise Http404 from None
    return HttpResponse(message if is_check else b"success", content_type="text/plain")
