"""What approved proposals take from the budgets of a month, and what is given back when they are not carried out.

Locks are taken in one order everywhere: complaint, rows of the customer, budgets. Whoever counts here and writes
messages counts first. The coupon for a broken promise takes from no budget: the rules of deadlines grant it (SLA-18),
for many complaints in one transaction, and waiting for budgets there would hold up everybody.
"""

from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone

from complaints.models import ALIVE, BudgetUse, Grant, OptionItem, ProposalStatus
from complaints.services.customers import lock_rows

_UNANSWERED = (ProposalStatus.APPROVED, ProposalStatus.OFFERED)
_CHOSEN = (ProposalStatus.ACCEPTED, ProposalStatus.IMPOSSIBLE)


def month_of(now):
    """The month in China whose budgets a grant at `now` is taken from."""
    return f"{timezone.localtime(now):%Y%m}"


def record_grant(complaint, proposal, *, rung, limits_version, by, now):
    """Take the dearest option of the approved `proposal` from the budgets."""
    grant = Grant.objects.create(
        proposal=proposal,
        rung=rung,
        limits_version=limits_version,
        person=by,
        department_id=complaint.department_id,
        month=month_of(now),
        standing_cny=proposal.compensation_cny,
    )
    _take(grant.scopes, grant.month, grant.standing_cny)


def settle(proposal):
    """Give back what `proposal` will not cost any more, after its status or its tasks changed."""
    grant = Grant.objects.filter(proposal=proposal).first()
    standing = grant and _standing(proposal, grant)
    if grant is None or standing == grant.standing_cny:
        return
    lock_rows(proposal.complaint.complainant_id)
    _take(grant.scopes, grant.month, standing - grant.standing_cny)
    grant.standing_cny = standing
    grant.save()


def end_all(complaint):
    """Nothing of the complaint goes on: what is on its way is taken back, what was not carried out given back."""
    complaint.proposals.filter(status__in=ALIVE).update(status=ProposalStatus.TAKEN_BACK)
    for proposal in complaint.proposals.filter(grant__standing_cny__gt=0).order_by("pk"):
        settle(proposal)


def hold(scopes, month):
    """The uses of the budgets `scopes` in `month`, made where missing and locked until the transaction ends."""
    rows = BudgetUse.objects.select_for_update().filter(month=month, scope__in=scopes).order_by("scope")
    held = {row.scope: row for row in rows}
    missing = [BudgetUse(scope=scope, month=month) for scope in scopes if scope not in held]
    if missing:
        BudgetUse.objects.bulk_create(missing, ignore_conflicts=True)
        held = {row.scope: row for row in rows.all()}
    return held


def _take(scopes, month, cny):
    uses = hold(scopes, month).values()
    for use in uses:
        use.used_cny += cny
    BudgetUse.objects.bulk_update(uses, ["used_cny"])


def _standing(proposal, grant):
    if proposal.status in _UNANSWERED:
        return grant.standing_cny
    if proposal.status not in _CHOSEN:
        return Decimal(0)
    kept = OptionItem.objects.filter(option=proposal.chosen_id).exclude(tasks__cancelled_at__isnull=False).order_by()
    return kept.aggregate(sum=Sum("value_cny"))["sum"] or Decimal(0)
