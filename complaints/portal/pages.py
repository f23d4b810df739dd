"""Pages that say no: one sentence, and the way on."""

import functools

from django.conf import settings
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from complaints.errors import NotPermitted, Outdated, RuleBroken, TooOften
from complaints.services.self_service import MOST_FILES

STATUS = {NotPermitted: 403, RuleBroken: 409, Outdated: 409, TooOften: 429}
_FORM_TEXT_BYTES = 2 * 1024**2


def refusal(request, status, title, advice):
    return render(request, "portal/refusal.html", {"title": title, "advice": advice}, status=status)


def expired(request):
    return refusal(
        request,
        403,
        _("Please enter your code again"),
        _("For your safety a complaint stays open for 30 minutes. Nothing was stored just now."),
    )


def limited_upload(view):
    """Refuses a request that says it is too large before a byte of it is read; the check of the form follows after.

    Django reads the whole request to find the form's token, hence the order.
    """
    protected = csrf_protect(view)

    @functools.wraps(view)
    def weighed(request, *args, **kwargs):
        limit = MOST_FILES * settings.EVIDENCE_MAX_BYTES + _FORM_TEXT_BYTES
        try:
            size = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            size = 0
        if size > limit:
            return refusal(
                request,
                413,
                _("These files are too large"),
                _("Nothing was stored. Send at most %(count)s files of %(limit)s MB each; a shorter video will do.")
                % {"count": MOST_FILES, "limit": settings.EVIDENCE_MAX_BYTES // 1024**2},
            )
        return protected(request, *args, **kwargs)

    return csrf_exempt(weighed)
