"""One customer as the desk serves them: complaints, what was given, who looks after them (COM-4)."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Sum
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from complaints.admin.rows import as_rows, with_columns
from complaints.admin.situation import rows_of_customer, visible_complaint
from complaints.admin.tabs import NEWEST
from complaints.models import CareReminder, Complaint, ContactPoint, LedgerEntry, ServiceProfile
from complaints.services.care import complaints_lately, is_frequent
from complaints.services.joining import RIGHT as JOIN
from complaints.services.joining import suggested
from complaints.states import Measure

_MOST = 50


def profile_facts(complaint):
    """What the panel and the page show of the customer beside name and contacts; three queries."""
    lately = complaints_lately(complaint, now=timezone.now())
    rows = rows_of_customer(complaint)
    profile = ServiceProfile.objects.filter(complainant__in=rows).select_related("named_agent").order_by("pk").last()
    reminders = CareReminder.objects.filter(complaint__complainant__in=rows, told_at=None)
    return {
        "points": ContactPoint.objects.filter(complainant__in=rows),
        "lately": lately,
        "is_frequent": is_frequent(complaint, lately),
        "days": complaint.policy.frequent_days,
        "profile": profile,
        "reminders": list(reminders.select_related("to")[:5]),
    }


@require_safe
def customer_view(request, object_id):
    """The customer of one visible complaint; complaints of the same person somebody may not see stay unseen."""
    if not request.user.has_perm("complaints.view_complaint"):
        raise PermissionDenied
    complaint, now = visible_complaint(request.user, object_id), timezone.now()
    theirs = Complaint.objects.visible_to(request.user).filter(complainant__in=rows_of_customer(complaint))
    ledger = LedgerEntry.objects.filter(complaint__in=theirs.order_by()).order_by().values_list("measure")
    given = list(ledger.annotate(worth=Sum("value_cny")).order_by("-worth"))
    context = {
        **admin.site.each_context(request),
        **profile_facts(complaint),
        "title": complaint.complainant.masked_name or complaint.number,
        "complaint": complaint,
        "suggested": suggested(complaint, request.user),
        "may_join": request.user.has_perm(JOIN),
        "rows": as_rows(with_columns(theirs).order_by(*NEWEST)[:_MOST], now),
        "given": [(Measure(measure).label, worth) for measure, worth in given],
        "total_cny": sum(worth for _measure, worth in given),
    }
    request.current_app = admin.site.name
    return TemplateResponse(request, "admin/complaints/customer.html", context)
