"""What a customer has proven in this browser: one complaint for thirty minutes, and a fresh receipt for fifteen.

Kept in the session. Reading never writes, so looking at a page changes no row.
"""

import functools
from datetime import datetime, timedelta

from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache

from accounts.models import User
from complaints.models import Complaint
from complaints.portal.pages import expired

_TRACKING, _RECEIPT = "portal.tracking", "portal.receipt"
_LIFE = timedelta(minutes=30)
RECEIPT_LIFE = timedelta(minutes=15)


def grant(request, complaint, *, now):
    """Open `complaint` to this browser, under a session key nobody can have planted (A40)."""
    request.session.cycle_key()
    request.session[_TRACKING] = {
        "complaint": complaint.pk,
        "hash": complaint.tracking_hash,
        "until": (now + _LIFE).isoformat(),
    }


def end(request):
    for key in (_TRACKING, _RECEIPT):
        request.session.pop(key, None)


def opened(request, *, now):
    """The complaint this browser may see, or None; a renewed code ends the access it gave."""
    held = _unexpired(request, _TRACKING, now)
    if held is None:
        return None
    visible = Complaint.objects.visible_to(User.objects.customer())
    known = visible.select_related("policy", "category", "handler", "duplicate_of", "order")
    return known.filter(pk=held["complaint"], tracking_hash=held["hash"]).first()


def keep_receipt(request, complaint, *, seed, content, again, now):
    """Remember which receipt to show; the code follows from `seed` and is not kept, nor is what the form said."""
    request.session[_RECEIPT] = {
        "complaint": complaint.pk,
        "seed": seed,
        "content": content,
        "again": again,
        "until": (min(now, complaint.received_at) + RECEIPT_LIFE).isoformat(),
    }


def receipt(request, *, now):
    """What `keep_receipt` was given, or None when its time is over."""
    return _unexpired(request, _RECEIPT, now)


def with_complaint(view):
    """Hands the proven complaint to `view`; somebody without one is sent to the code form."""

    @functools.wraps(view)
    def guarded(request, *args, **kwargs):
        complaint = opened(request, now=timezone.now())
        if complaint is not None:
            return view(request, complaint, *args, **kwargs)
        return redirect("portal:track") if request.method in ("GET", "HEAD") else expired(request)

    return never_cache(guarded)


def _unexpired(request, key, now):
    held = request.session.get(key)
    return held if held and now < datetime.fromisoformat(held["until"]) else None
