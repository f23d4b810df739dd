"""The page on which a draft of limits or of the chain is tried on the past, and its headline beside the activation."""

from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.models import Complaint
from escalation.admin.replay.changed import (
    EXPORT,
    as_file,
    page_of,
    proposal_headings,
    proposal_told,
    visible_of,
)
from escalation.admin.replay.rows import (
    budgets_of,
    headline_of,
    hours,
    lines_of,
    need_told,
    signed,
    wait_told,
    waits_of,
)
from escalation.services.replay.simulating import DAYS, MOST, USUAL

PERIODS = {30: gettext_lazy("30 days"), 90: gettext_lazy("90 days"), 180: gettext_lazy("180 days")}


def check_any(request, *rights):
    """Raises PermissionDenied unless whoever asks holds one of `rights`."""
    if not any(request.user.has_perm(right) for right in rights):
        raise PermissionDenied


def days_of(value):
    """The chosen one of the times offered."""
    return next((days for days in DAYS if str(days) == value), USUAL)


def periods(chosen):
    return [(days, label, days == chosen) for days, label in PERIODS.items()]


def replay_page(site, request, draft, simulate, *, named, file, back):
    """What `simulate` says of `draft`; as a file where `as=csv` is asked. `named` is what people call it."""
    days = days_of(request.GET.get("days"))
    told = simulate(draft, days=days, now=timezone.now())
    proposed = Complaint.objects.filter(proposals__proposed_at__range=(told.since, told.until))
    changed = visible_of(told.changed, request.user, among=proposed)
    if request.GET.get("as") == "csv":
        return as_file(request, file, proposal_headings(), changed, proposal_told)
    page, lines = page_of(changed, request.GET.get("page"))
    request.current_app = site.name
    context = {
        **site.each_context(request),
        "title": _("Past complaints replayed: %(draft)s") % {"draft": named},
        "back": back,
        "told": told,
        "headline": headline_of(told),
        "waiting": wait_told(told),
        "more": signed(told.after.decisions - told.before.decisions),
        "groups": lines_of(told),
        "budgets": budgets_of(told),
        "waits": waits_of(told),
        "days": days,
        "most": MOST,
        "periods": periods(days),
        "page": page,
        "lines": [(one, complaint, *_told(one)) for one, complaint in lines],
        "hidden": len(told.changed) - len(changed),
        "may_export": request.user.has_perm(EXPORT),
    }
    return TemplateResponse(request, "admin/escalation/replay/page.html", context)


def headline(draft, simulate):
    """The sentence for whoever is about to activate `draft`."""
    now = timezone.now()
    return headline_of(simulate(draft, days=USUAL, now=now))


def _told(one):
    wait = _("too few to estimate") if one.wait is None else signed(one.wait, hours)
    return need_told(one.before), need_told(one.after), wait
