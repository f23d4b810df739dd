"""Everything a decision needs, read for a whole list of requests in a fixed number of queries."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db.models import Count, OuterRef, Prefetch, Q, Subquery
from django.utils import timezone

from complaints.deadlines.workdays import CHINA
from complaints.models import Category, Complaint, InvestigationReport, Option
from complaints.states import Measure
from escalation.models import ApprovalStep, RiskAssessment, StatutoryBaseline
from escalation.services.rooms import Beside, beside_each
from escalation.services.turn import step_for

#: Older decisions were made under other prices; more complaints of a category than so many change no range.
_PAST_DAYS, _MOST_PAST = 365, 200
_LAST = 3


class Precedents(NamedTuple):
    """What customers in the same category were given by the same measure: how many, the range, the last ones."""

    measure: str
    count: int
    low_cny: Decimal
    median_cny: Decimal
    high_cny: Decimal
    last: tuple

    @property
    def label(self):
        return Measure(self.measure).label


class Received(NamedTuple):
    """What the customer was given by one measure."""

    label: str
    worth_cny: Decimal


class Dossier(NamedTuple):
    """One request with what is known around it."""

    request: object
    step: ApprovalStep | None
    report: InvestigationReport | None
    complaints_count: int
    open_count: int
    received: list[Received]
    beside: Beside
    risk: RiskAssessment | None
    precedents: list[Precedents]
    baselines: list

    @property
    def complaint(self):
        return self.request.proposal.complaint

    @property
    def proposal(self):
        return self.request.proposal

    @property
    def received_cny(self):
        """What the customer was given within the window of the limits."""
        return sum((one.worth_cny for one in self.received), Decimal(0))


def with_everything(requests):
    """`requests` with complaint, customer, options and steps: as many queries for one as for many."""
    return requests.select_related(
        "asked_by",
        "in_name_of",
        "proposal__proposed_by",
        "proposal__complaint__category",
        "proposal__complaint__department",
        "proposal__complaint__complainant",
        "proposal__complaint__order",
        "proposal__complaint__handler",
        "proposal__complaint__about_staff",
    ).prefetch_related(
        Prefetch("steps", ApprovalStep.objects.select_related("decided_by", "in_name_of")),
        Prefetch("proposal__options", Option.objects.prefetch_related("items")),
    )


def dossiers(requests, user, *, now):
    """A dossier for each of `requests`, as `user` decides about them at `now`."""
    people = user.acts_for()
    around = _Around([request.proposal.complaint for request in requests], now)
    beside = beside_each(requests, people, now=now)
    roles = [person.role for person in people]
    return [_dossier(request, roles, around, one) for request, one in zip(requests, beside, strict=True)]


def precedents(complaint, *, now):
    """What customers in the category of `complaint` were given, by measure, the most frequent first (KNO-3)."""
    found = [_range(measure, past) for (_category, measure), past in _past([complaint], now).items()]
    return sorted(found, key=lambda one: -one.count)


class _Around:
    """What the dossiers of one list share, looked up once."""

    def __init__(self, complaints, now):
        people = {complaint.complainant_id for complaint in complaints}
        theirs = Complaint.objects.filter(complainant__in=people).order_by().values_list("complainant")
        counted = theirs.annotate(count=Count("pk"), still_open=Count("pk", filter=Q(closed_at=None)))
        self.counts = {person: (count, still_open) for person, count, still_open in counted}
        self.risks = {one.complaint_id: one for one in RiskAssessment.objects.filter(complaint__in=complaints)}
        reports = InvestigationReport.objects.filter(complaint__in=complaints).order_by("complaint", "round")
        self.reports = {report.complaint_id: report for report in reports}
        self.past = _past(complaints, now)
        self.baselines = list(StatutoryBaseline.objects.valid(timezone.localtime(now, CHINA).date()))


def _past(complaints, now):
    """(category, measure) → what was accepted and stands, the newest first, without these complaints' own.

    Of each category the newest decided complaints are read, found by their index: a rare category costs as little as
    a frequent one, and is not crowded out by it.
    """
    decided = Complaint.objects.filter(accepted_proposal__isnull=False)
    newest = decided.filter(category=OuterRef("pk")).order_by("-pk").values("pk")
    categories = Category.objects.filter(pk__in={complaint.category_id for complaint in complaints}).order_by()
    oldest = categories.annotate(oldest=Subquery(newest[_MOST_PAST - 1 : _MOST_PAST])).values_list("pk", "oldest")
    spans = [Q(category=pk, pk__gte=first or 0) for pk, first in oldest]
    if not spans:
        return {}
    newest_of_each = decided.filter(reduce(or_, spans)).exclude(pk__in=[complaint.pk for complaint in complaints])
    # Named one by one, or the database reads every proposal there is for fear of so many keys.
    keys = list(newest_of_each.order_by().values_list("pk", flat=True))
    standing = Complaint.objects.filter(
        pk__in=keys,
        accepted_proposal__answered_at__gte=now - timedelta(days=_PAST_DAYS),
        accepted_proposal__chosen__items__value_cny__gt=0,
    )
    rows = standing.order_by("-accepted_proposal__pk", "-accepted_proposal__chosen__items__pk").values_list(
        "category",
        "accepted_proposal__chosen__items__measure",
        "accepted_proposal__chosen__items__value_cny",
        "number",
        "accepted_proposal__answered_at",
    )
    found = defaultdict(list)
    for category, measure, *facts in rows:
        found[category, measure].append(tuple(facts))
    return found


def _dossier(request, roles, around, beside):
    complaint = request.proposal.complaint
    count, alive = around.counts[complaint.complainant_id]
    steps = list(request.steps.all())
    measures = dict.fromkeys(
        item.measure for option in request.proposal.options.all() for item in option.items.all() if item.value_cny
    )
    found = ((measure, around.past.get((complaint.category_id, measure))) for measure in measures)
    return Dossier(
        request=request,
        step=next((step for role in roles if (step := step_for(steps, role))), None),
        report=around.reports.get(complaint.pk),
        complaints_count=count,
        open_count=alive,
        received=[Received(Measure(measure).label, cny) for measure, cny in sorted(beside.received.items())],
        beside=beside,
        risk=around.risks.get(complaint.pk),
        precedents=[_range(measure, past) for measure, past in found if past],
        baselines=[_valued(baseline, complaint) for baseline in around.baselines if baseline.fits(complaint)],
    )


def _valued(baseline, complaint):
    """`baseline` with what it comes to at the price of the order."""
    baseline_cny = baseline.reference_cny(complaint.order.amount_cny if complaint.order else None)
    return {"baseline": baseline, "cny": baseline_cny}


def _range(measure, past):
    values = sorted(value for value, _number, _at in past)
    return Precedents(
        measure=measure,
        count=len(values),
        low_cny=_percentile(values, 10),
        median_cny=_percentile(values, 50),
        high_cny=_percentile(values, 90),
        last=tuple(past[:_LAST]),
    )


def _percentile(values, percent):
    """The value of sorted `values` at or just below which `percent` of them lie."""
    return values[max(0, -(-len(values) * percent // 100) - 1)]
