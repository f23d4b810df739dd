"""What stands beside an offer, as plain values: booked and promised sums of the complaint and the customer, budgets."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db.models import DateTimeField, Exists, F, IntegerField, OuterRef, Q, Value

from accounts.models import User
from complaints.models import BudgetUse, Complaint, LedgerEntry, OptionItem, ProposalStatus, Split, Task, budget_scopes
from complaints.services import customers
from complaints.services.grants import month_of
from escalation.states import Bound
from escalation.weighing import Counted, Offer

_UNANSWERED = (ProposalStatus.APPROVED, ProposalStatus.OFFERED)
_NOTHING = Value(None, output_field=IntegerField())


class Standing(NamedTuple):
    """One sum that stands: booked at a moment, or promised by a live approval and not carried out yet."""

    complaint_id: int
    offer: Offer
    booked_at: object


def offer_of(proposal):
    """What `proposal` offers."""
    items = OptionItem.objects.filter(option__proposal=proposal).order_by()
    return _offer(items.values_list("option", "measure", "value_cny"))


def counted_for(complaint, holder, *, now, window_days, besides=None):
    """What counts when `holder` is to grant something on `complaint` at `now`, the proposal `besides` left out."""
    since = now - timedelta(days=window_days)
    rows = customers.rows_of(complaint.complainant_id)
    family = family_of(complaint, rows)
    standing = standing_of(rows, since=since, family=family, besides=besides)
    return _counted(standing, family, since, budgets_used(complaint, holder, now=now))


def counted_for_each(asked, *, now, window_days):
    """For pairs of complaint and holder what counts on it, as `Counted`, and what was booked, as `Standing`s.

    In as many statements for many as for one; to be read by people, who decide nothing by it without `weigh`.
    """
    since = now - timedelta(days=window_days)
    rows_of = customers.rows_of_each({complaint.complainant_id for complaint, _holder in asked})
    rows = sorted(frozenset().union(*rows_of.values()))
    theirs = Complaint.objects.filter(complainant__in=rows).order_by()
    person_of = dict(theirs.values_list("pk", "complainant"))
    related = related_among(rows)
    families = {complaint.pk: related.get(complaint.pk, {complaint.pk}) for complaint, _holder in asked}
    of_person = defaultdict(list)
    for one in standing_of(rows, since=since, family=sorted(frozenset().union(*families.values()))):
        of_person[person_of[one.complaint_id]].append(one)
    scopes = [scopes_of(complaint, holder) for complaint, holder in asked]
    used = _used({scope for of in scopes for scope in of.values()}, now)
    found = []
    for (complaint, _holder), of in zip(asked, scopes, strict=True):
        standing = [one for row in rows_of[complaint.complainant_id] for one in of_person[row]]
        budgets = {bound: used.get(scope, Decimal(0)) for bound, scope in of.items()}
        found.append((_counted(standing, families[complaint.pk], since, budgets), standing))
    return found


def standing_of(rows, *, since, family, besides=None):
    """Every `Standing` of the customer with these complainant rows: what was booked after `since`, or ever for a
    complaint of the `family`, and all that is promised.

    One statement and so one moment: a sum on its way from promised to booked is seen once, never twice or not at all.
    """
    booked = LedgerEntry.objects.filter(complaint__complainant__in=rows, value_cny__gt=0)
    booked = booked.filter(Q(booked_at__gt=since) | Q(complaint__in=family)).order_by()
    items = OptionItem.objects.filter(option__proposal__complaint__complainant__in=rows, value_cny__gt=0).order_by()
    items = items.exclude(option__proposal=besides)
    ended = Task.objects.filter(Q(done_at__isnull=False) | Q(cancelled_at__isnull=False), item=OuterRef("pk"))
    open_ = items.filter(option__proposal__status__in=_UNANSWERED)
    accepted = items.filter(option__proposal__status=ProposalStatus.ACCEPTED, option__proposal__chosen=F("option"))
    never = Value(None, output_field=DateTimeField())
    promised = ("option__proposal__complaint_id", "option__proposal_id", "option_id", "measure", "value_cny")
    found = booked.annotate(proposal_pk=_NOTHING, option_pk=_NOTHING).values_list(
        "complaint_id", "proposal_pk", "option_pk", "measure", "value_cny", "booked_at"
    )
    found = found.union(
        open_.annotate(at=never).values_list(*promised, "at"),
        accepted.filter(~Exists(ended)).annotate(at=never).values_list(*promised, "at"),
        all=True,
    )
    of_proposal, single = defaultdict(list), []
    for complaint_id, proposal_id, option_id, measure, cny, booked_at in found:
        if proposal_id is None:
            single.append(Standing(complaint_id, Offer(({measure: cny},)), booked_at))
        else:
            of_proposal[complaint_id, proposal_id].append((option_id, measure, cny))
    return single + [Standing(key[0], _offer(items), None) for key, items in of_proposal.items()]


def family_of(complaint, rows):
    """Ids of `complaint` and of every complaint that is one matter with it for the limits, however many times over."""
    return related_among(rows).get(complaint.pk, {complaint.pk})


def related_among(rows):
    """Of the customer's complaints that were merged or split off: key → keys of all that belong together.

    One part of a complaint is no new complaint to a limit, or whoever splits it would have twice as much (A29).
    """
    merged = Complaint.objects.filter(complainant__in=rows, duplicate_of__isnull=False).order_by()
    split = Split.objects.filter(complaint__complainant__in=rows).order_by()
    pairs = merged.values_list("pk", "duplicate_of").union(split.values_list("complaint", "of"), all=True)
    return families(pairs)


def scopes_of(complaint, holder):
    """Bound → the budget of the month that `holder` would take a grant on `complaint` from."""
    person = holder if isinstance(holder, User) else None
    scopes = {
        Bound.DEPARTMENT_MONTH: budget_scopes(rung="", department_id=complaint.department_id),
        Bound.PERSON_MONTH: budget_scopes(rung="", person_id=person and person.pk),
        Bound.MONTH: budget_scopes(rung=person.role if person else str(holder)),
    }
    return {bound: named[0] for bound, named in scopes.items() if named}


def budgets_used(complaint, holder, *, now):
    """Bound → yuan used this month."""
    scopes = scopes_of(complaint, holder)
    used = _used(scopes.values(), now)
    return {bound: used.get(scope, Decimal(0)) for bound, scope in scopes.items()}


def _used(scopes, now):
    return dict(BudgetUse.objects.filter(month=month_of(now), scope__in=scopes).values_list("scope", "used_cny"))


def _counted(standing, family, since, used):
    return Counted(
        complaint=tuple(one.offer for one in standing if one.complaint_id in family),
        customer=tuple(one.offer for one in standing if one.booked_at is None or one.booked_at > since),
        used=used,
    )


def families(pairs):
    """Key → the keys of its family, by `pairs` of keys that belong together."""
    of = {}
    for one, other in pairs:
        family = of.get(one, {one}) | of.get(other, {other})
        of |= dict.fromkeys(family, family)
    return of


def _offer(items):
    """`items` as (option, measure, yuan)."""
    options = defaultdict(lambda: defaultdict(Decimal))
    for option, measure, cny in items:
        options[option][measure] += cny
    return Offer(tuple(dict(sums) for sums in options.values()))
