"""What Ctrl+K offers: pages of the menu and a handful of complaints."""

from typing import NamedTuple

from django.urls import reverse

from complaints.admin import search
from complaints.admin.rows import with_columns
from complaints.models import Complaint
from config.desk import navigation

_MOST = 8


class Result(NamedTuple):
    title: str
    description: str
    link: str
    icon: str


def results(request, text):
    """Menu entries that contain `text`, then the complaints it finds, the newest first."""
    return [*_pages(request.user, text), *_complaints(request.user, text)]


def _pages(user, text):
    sought = text.strip().casefold()
    return [
        Result(str(item["title"]), str(group["title"] or ""), item["link"], item["icon"])
        for group in navigation.groups_for(user, counted=False)
        for item in group["items"]
        if sought in str(item["title"]).casefold()
    ][:_MOST]


def _complaints(user, text):
    found = search.find(text, user=user)
    rows = Complaint.objects.visible_to(user)
    if found.complaint_id:
        rows = rows.filter(pk=found.complaint_id)
    elif "customer" in found.parameters:
        rows = rows.filter(complainant__uuid__in=found.parameters["customer"].split(","))
    elif "order" in found.parameters:
        rows = rows.of_order(found.parameters["order"])
    elif "q" in found.parameters:
        rows = rows.matching(found.parameters["q"])
    else:
        return
    for complaint in with_columns(rows).order_by("-received_at", "-pk")[:_MOST]:
        yield Result(
            complaint.subject,
            f"{complaint.number} · {complaint.get_state_display()}",
            reverse("admin:complaints_complaint_change", args=[complaint.pk]),
            "article",
        )
