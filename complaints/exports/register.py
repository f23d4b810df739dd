"""投诉台账: the register of complaints a market regulator asks for, one line a complaint, ready to be printed."""

from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from complaints.crypto.contact import mask_text
from complaints.deadlines.workdays import CHINA
from complaints.models import Complaint
from complaints.templatetags.moments import yuan

RELATED = ("complainant", "category", "order", "handler", "accepted_proposal__chosen")
FETCHED = ("complainant__contact_points", "ledger")
_LONGEST_MATTER = 300

#: Heading and width of each column, in the order of the sheet.
COLUMNS = (
    (gettext_lazy("No."), 5),
    (gettext_lazy("Complaint number"), 13),
    (gettext_lazy("Date of receipt"), 11),
    (gettext_lazy("Way of receipt"), 9),
    (gettext_lazy("Complainant"), 9),
    (gettext_lazy("Contact data"), 14),
    (gettext_lazy("Order number"), 13),
    (gettext_lazy("Product or service"), 14),
    (gettext_lazy("Matter complained of"), 34),
    (gettext_lazy("Demand"), 16),
    (gettext_lazy("Category"), 10),
    (gettext_lazy("Handler"), 9),
    (gettext_lazy("Measures"), 20),
    (gettext_lazy("Result"), 14),
    (gettext_lazy("Amount returned (¥)"), 10),
    (gettext_lazy("Closed on"), 11),
    (gettext_lazy("Time used"), 9),
    (gettext_lazy("Satisfaction"), 9),
)


def complaints_of(*, user, since, until, channel=""):
    """Complaints `user` may see that were received on one of the days, the earliest first."""
    rows = Complaint.objects.visible_to(user).filter(
        received_at__gte=_midnight(since), received_at__lt=_midnight(until + timedelta(days=1))
    )
    return (rows.filter(channel=channel) if channel else rows).order_by("received_at", "pk")


def headings():
    return [str(heading) for heading, _width in COLUMNS]


def line_of(serial, complaint, *, unmasked=False):
    """The complaint under the headings; contact data masked unless somebody said why not."""
    told = str if unmasked else mask_text
    person, order = complaint.complainant, complaint.order
    return [
        str(serial),
        complaint.number,
        _day(complaint.received_at),
        complaint.get_channel_display(),
        person.name if unmasked else person.masked_name,
        "；".join(point.value if unmasked else point.masked for point in person.contact_points.all()),
        told(order.number) if order else "",
        told(complaint.product),
        told(_matter(complaint)),
        told(_demand(complaint)),
        str(complaint.category or ""),
        str(complaint.handler or ""),
        told(_measures(complaint)),
        told(_result(complaint)),
        _returned(complaint),
        _day(complaint.closed_at),
        _time_used(complaint),
        complaint.get_satisfaction_display() or "",
    ]


def _midnight(day):
    return datetime.combine(day, time.min, CHINA)


def _day(moment):
    return f"{timezone.localtime(moment, CHINA):%Y-%m-%d}" if moment else ""


def _matter(complaint):
    subject, text = complaint.subject, " ".join(complaint.description.split())
    whole = text if text.startswith(subject.rstrip("…")) else f"{subject}：{text}"
    return whole if len(whole) <= _LONGEST_MATTER else whole[: _LONGEST_MATTER - 1] + "…"


def _demand(complaint):
    asked = yuan(complaint.demand_cny)
    return " ".join(filter(None, (complaint.get_demand_display(), complaint.demand_note, asked)))


def _measures(complaint):
    booked = [f"{entry.get_measure_display()} {yuan(entry.value_cny)}" for entry in complaint.ledger.all()]
    accepted = complaint.accepted_proposal
    chosen = [accepted.chosen.title] if accepted and accepted.chosen else []
    return "；".join([*chosen, *booked])


def _result(complaint):
    if complaint.is_open:
        return complaint.get_state_display()
    return " ".join(filter(None, (complaint.get_resolution_display(), complaint.resolution_reason)))


def _returned(complaint):
    booked = [entry.value_cny for entry in complaint.ledger.all()]
    return f"{sum(booked):.2f}" if booked else ""


def _time_used(complaint):
    if complaint.closed_at is None:
        return ""
    used = complaint.closed_at - complaint.received_at
    if used.days:
        return ngettext("%(count)s day", "%(count)s days", used.days) % {"count": used.days}
    return _("%(hours)s h") % {"hours": max(1, round(used.seconds / 3600))}
