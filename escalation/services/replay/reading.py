"""The story of a stretch of time, read in order and once: so many questions whatever the number of proposals."""

from itertools import groupby

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from complaints.deadlines.workdays import CHINA
from complaints.models import (
    Complaint,
    ComplaintEvent,
    EventKind,
    LedgerEntry,
    OptionItem,
    Proposal,
    ProposalStatus,
    Split,
)
from escalation.services.replay.past import Booked, Item, Past, Wording, offer_of
from escalation.services.standing import families

_CHUNK = 2_000
_CARRIED_OUT = (ProposalStatus.ACCEPTED, ProposalStatus.IMPOSSIBLE)
_REVIEWED, _UNREVIEWED = Wording(needs_legal_review=True), Wording(needs_legal_review=False)
_FIELDS = (
    *("pk", "complaint_id", "customer", "complaint__department_id", "proposed_by_id", "proposed_by__role"),
    *("proposed_at", "complaint__priority", "complaint__category__needs_legal_review", "compensation_cny"),
    *("approved_at", "approved_by_id", "approved_by__role", "chosen_id", "answered_at", "status"),
    "complaint__closed_at",
)


def month_begin(moment):
    """The first moment of its month in China: budgets are counted from there on."""
    local = timezone.localtime(moment, CHINA)
    return local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


class Story:
    """Proposals and booked sums around the time from `since` to `until`, each to be gone through once.

    Besides the proposals of the time itself it holds what counts beside them: those of the rest of the month, and
    every promise and sum of the same customers.
    """

    def __init__(self, *, since, until):
        self.since, self.until = since, until
        self._from = month_begin(since)
        merged = Complaint.objects.filter(duplicate_of__isnull=False).order_by().values_list("pk", "duplicate_of")
        self._families = families([*merged, *Split.objects.order_by().values_list("complaint", "of")])

    def proposals(self):
        """Every `Past`, in order of time."""
        taken_back = {facts.get("proposal"): at for facts, at in self._taken_back()}
        rows, items = self._rows(), _by_proposal(self._items())
        held, of_held = next(items, (None, ()))
        for row in rows.iterator(chunk_size=_CHUNK):
            mine = ()
            if held == row[0]:
                mine = tuple(of_held)
                held, of_held = next(items, (None, ()))
            yield self._past(row, mine, taken_back)

    def booked(self):
        """Every `Booked`, in order of time."""
        for at, customer, complaint, measure, cny in self._entries().iterator(chunk_size=_CHUNK):
            yield Booked(at, customer, self._family(complaint), measure, cny)

    def queries(self):
        """What is read, for whoever compares how long reading alone takes."""
        return self._rows(), self._items(), self._entries(), self._taken_back()

    def _rows(self):
        return self._chosen().values_list(*_FIELDS)

    def _chosen(self):
        around = Q(proposed_at__gte=self._from) | Q(approved_at__gte=self._from)
        earlier = Q(approved_at__isnull=False, customer__in=self._customers())
        rows = Proposal.objects.alias(customer=_customer("complaint__")).filter(around | earlier)
        return (
            rows.filter(proposed_at__lte=self.until)
            .annotate(customer=_customer("complaint__"))
            .order_by("proposed_at", "pk")
        )

    def _items(self):
        proposals = self._chosen().order_by().values("pk")
        items = OptionItem.objects.filter(option__proposal__in=proposals)
        return items.order_by("option__proposal__proposed_at", "option__proposal_id", "option_id", "pk").values_list(
            *("option__proposal_id", "pk", "option_id", "measure", "value_cny", "quantity"),
            *("tasks__done_at", "tasks__cancelled_at"),
        )

    def _customers(self):
        complaints = Complaint.objects.filter(proposals__proposed_at__range=(self._from, self.until)).order_by()
        return complaints.values(customer=_customer(""))

    def _entries(self):
        entries = LedgerEntry.objects.alias(customer=_customer("complaint__"))
        entries = entries.filter(customer__in=self._customers(), value_cny__gt=0, booked_at__lte=self.until)
        return entries.order_by("booked_at", "pk").values_list(
            "booked_at", _customer("complaint__"), "complaint_id", "measure", "value_cny"
        )

    def _taken_back(self):
        """When approved proposals were taken back: the facts of the event, and its moment."""
        ours = self._chosen().order_by().filter(status=ProposalStatus.TAKEN_BACK, approved_at__isnull=False)
        events = ComplaintEvent.objects.filter(
            kind=EventKind.PROPOSAL_WITHDRAWN, complaint__in=ours.values("complaint")
        )
        return events.order_by().values_list("facts", "at")

    def _past(self, row, items, taken_back):
        (pk, complaint, customer, department, person, role, at, priority, is_reviewed, cny, *rest) = row
        approved_at, approver, approvers_role, chosen, answered_at, status, closed_at = rest
        is_carried_out = status in _CARRIED_OUT
        ended_at = answered_at
        if status == ProposalStatus.TAKEN_BACK:
            # Without an event of its own it ended with its complaint.
            ended_at = taken_back.get(pk) or closed_at or approved_at
        return Past(
            proposal=pk,
            complaint=complaint,
            customer=customer,
            family=self._family(complaint),
            department=department,
            person=person,
            role=role,
            at=at,
            priority=priority,
            category=None if is_reviewed is None else _REVIEWED if is_reviewed else _UNREVIEWED,
            compensation_cny=cny,
            items=items,
            offer=offer_of(items),
            approved_at=approved_at,
            approved_by=approver,
            approved_role=approvers_role or "",
            chosen=chosen,
            accepted_at=answered_at if is_carried_out else None,
            ended_at=None if is_carried_out else ended_at,
            was_sent_back=status == ProposalStatus.SENT_BACK,
        )

    def _family(self, complaint):
        """One key for all that is one matter for the limits."""
        return min(self._families.get(complaint, {complaint}))


def _customer(path):
    """The oldest row of a complaint's customer, which stands for all of them."""
    return Coalesce(F(f"{path}complainant__same_as_id"), F(f"{path}complainant_id"))


def _by_proposal(rows):
    """(proposal, its items); an item whose task was given to somebody else is one item still."""
    for proposal, group in groupby(rows.iterator(chunk_size=_CHUNK), key=lambda row: row[0]):
        items = {}
        for _proposal, pk, option, measure, cny, quantity, done_at, cancelled_at in group:
            known = items.get(pk)
            ended = (known.done_at or done_at, known.cancelled_at or cancelled_at) if known else (done_at, cancelled_at)
            items[pk] = Item(pk, option, measure, cny, quantity, *ended)
        yield proposal, items.values()
