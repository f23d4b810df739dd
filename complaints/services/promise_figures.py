"""How many promises to customers were kept, and what the broken ones cost (SLA-3, SLA-18)."""

from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, F, Q, Sum

from complaints.models import Complaint, Deadline, DeadlineKind, LedgerEntry
from complaints.permissions import check_right
from complaints.services.commitments import PURPOSE

#: Of deadlines that fell due: those met in time. The others are `broken`, or ended before their moment.
KEPT = Q(met_at__lte=F("due_at"))


class Line(NamedTuple):
    """The promises that fell due on complaints of one `handler` (None: nobody's), or of all of them."""

    handler: str | None
    kept: int
    broken: int
    made_good: int = 0
    given_cny: Decimal = Decimal(0)

    @property
    def due(self):
        return self.kept + self.broken

    @property
    def rate(self):
        """Percent kept, rounded down so that 100 means all of them; None where nothing fell due."""
        return self.kept * 100 // self.due if self.due else None


class Figures(NamedTuple):
    total: Line
    lines: list[Line]
    broken: list[Deadline]


def promise_figures(*, since, by, now, most=20):
    """Of promises due from `since` to `now` on complaints `by` may see: kept and broken by handler, the latest broken.

    A promise that ended before its moment, because the complaint did, counts as neither. Raises NotPermitted.
    """
    check_right(by, "complaints.view_promises")
    visible = Complaint.everything.visible_to(by).named_by("complaint")
    promised = Deadline.objects.filter(visible, kind=DeadlineKind.COMMITMENT)
    due = promised.filter(due_at__gte=since, due_at__lt=now).order_by()
    late = broken(now)
    counted = due.values("complaint__handler", "complaint__handler__name").annotate(
        kept=Count("pk", filter=KEPT), broken=Count("pk", filter=late)
    )
    given = LedgerEntry.objects.filter(visible, purpose=PURPOSE, booked_at__gte=since, booked_at__lt=now).order_by()
    coupons = {
        row["complaint__handler"]: row
        for row in given.values("complaint__handler", "complaint__handler__name").annotate(
            count=Count("pk"), sum=Sum("value_cny")
        )
    }
    lines = [_line(row, coupons.pop(row["complaint__handler"], None)) for row in counted]
    lines += [_line(row | {"kept": 0, "broken": 0}, row) for row in coupons.values()]
    shown = sorted((line for line in lines if line.due or line.made_good), key=lambda line: (-line.broken, -line.due))
    total = Line(None, *(sum(values) for values in zip(*(line[1:] for line in shown), strict=True))) if shown else None
    latest = due.filter(late).select_related("complaint__handler").order_by("-due_at", "-pk")[:most]
    return Figures(total or Line(None, 0, 0), shown, list(latest))


def broken(now):
    """Of deadlines that fell due before `now`: met or given up too late, or not at all; as `Deadline.outcome` says."""
    passed = Q(met_at=None, cancelled_at=None, paused_at=None, due_at__lt=now)
    return Q(met_at__gt=F("due_at")) | Q(cancelled_at__gt=F("due_at")) | passed


def _line(row, coupons):
    made_good, given = (coupons["count"], coupons["sum"]) if coupons else (0, Decimal(0))
    return Line(row["complaint__handler__name"], row["kept"], row["broken"], made_good, given)
