"""What was given to customers, by the cause that was found for their complaints (MON-1, REV-3)."""

from datetime import datetime, time, timedelta

from django.db.models import Count, Sum

from complaints.deadlines.workdays import CHINA
from complaints.models import Complaint, LedgerEntry
from review.services.figures.behind import with_cause, with_values


def given_by_cause(period, *, filters, most):
    """(Key of the coded cause, cents, bookings) of what was booked in `period`, the most first; no key: none is found.

    A complaint has the cause of the analysis it belongs to now, so that a cause found later counts for what was paid.
    """
    since, until = (datetime.combine(day, time.min, CHINA) for day in (period[0], period[1] + timedelta(days=1)))
    booked = with_cause(LedgerEntry.objects.filter(booked_at__gte=since, booked_at__lt=until))
    if filters:
        booked = booked.filter(Complaint.everything.filter(with_values(filters)).named_by("complaint"))
    summed = booked.order_by().values_list("cause").annotate(cny=Sum("value_cny"), count=Count("pk"))
    return [(cause, int(cny * 100), count) for cause, cny, count in summed.order_by("-cny", "cause")[:most]]
