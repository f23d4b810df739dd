"""What a reader sees when a page cannot be shown: a sentence and a way on, nothing about the machine."""

from django.http import JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from config.api import CONTENT_TYPE, INTERFACE


def bad_request(request, exception):
    return _page(
        request, 400, _("This request could not be read"), _("Go back, check what you entered and send it again.")
    )


def not_permitted(request, exception):
    return _page(
        request,
        403,
        _("You may not open this page"),
        _("Ask your supervisor if you need it, or go back to your own work."),
    )


def not_found(request, exception):
    return _page(
        request,
        404,
        _("There is nothing at this address"),
        _("It may have been moved, or it is not yours to see. Check the address or start again from the first page."),
    )


def server_error(request):
    return _page(
        request,
        500,
        _("Something went wrong on our side"),
        _("Nothing was stored. Please try again in a minute; if it happens again, tell your administrator the time."),
    )


def csrf_failure(request, reason=""):
    return _page(
        request,
        403,
        _("This page was open for too long"),
        _("For your safety nothing was stored. Go back, reload the page and send it again."),
    )


def locked_out(request, response=None, credentials=None):
    """Shown by axes after too many wrong passwords for one name from one address."""
    return _page(
        request,
        429,
        _("Too many wrong passwords"),
        _("This name is locked at this address for 30 minutes. Wait, or ask your administrator to unlock it."),
    )


def _page(request, status, title, advice):
    if request.path.startswith(INTERFACE):
        body = {"type": "about:blank", "title": title, "status": status, "detail": advice}
        return JsonResponse(body, status=status, content_type=CONTENT_TYPE)
    is_at_desk = request.path.startswith("/admin/")
    facts = {
        "title": title,
        "advice": advice,
        "status": status,
        "way_on": _("To the workbench") if is_at_desk else _("To the first page"),
        "address": reverse("admin:index") if is_at_desk else reverse("portal:home"),
    }
    return render(request, "errors/page.html", facts, status=status)
