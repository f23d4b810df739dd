"""Changes of the limits and of the approval chain that wait for a second pair of eyes (AUD-3)."""

from decimal import Decimal

from django.db import transaction

from accounts.models import User
from accounts.roles import Role
from complaints.states import Measure
from escalation.models import ApprovalChain, Cause, LimitVersion
from escalation.services.chains import draft_chain
from escalation.services.limit_drafts import LIMIT_FIELDS, RATE_FIELDS, draft_limits, save_limits
from escalation.states import Bound

#: By role and measure, in place of what the presets give for one offer and one complaint.
_LARGER = {(Role.AGENT, Measure.COUPON): Decimal(80), (Role.SUPERVISOR, ""): Decimal(5_000)}


@transaction.atomic
def draft_larger_limits(*, now):
    """A supervisor wants agents and supervisors to grant more; nothing happens where versions were made already."""
    by = _supervisor()
    if by is None or LimitVersion.objects.count() != 1:
        return
    version = draft_limits(by=by, now=now)
    limits = [{name: getattr(row, name) for name in LIMIT_FIELDS} for row in version.limits.all()]
    for row in limits:
        if row["bound"] in {Bound.OFFER, Bound.COMPLAINT}:
            row["limit_cny"] = _LARGER.get((row["role"], row["measure"]), row["limit_cny"])
    save_limits(
        version.pk,
        limits=limits,
        rates=list(version.rates.values(*RATE_FIELDS)),
        window_days=version.window_days,
        seen=version.edits,
        by=by,
        now=now,
    )


@transaction.atomic
def draft_review_at_once(*, now):
    """A supervisor wants the wording reviewed while the sum is decided; nothing happens where a draft waits already."""
    by = _supervisor()
    if by is not None and not ApprovalChain.objects.filter(active_from=None).exists():
        draft_chain(by=by, now=now).rules.filter(cause=Cause.WORDING).update(place=1)


def _supervisor():
    return User.objects.filter(role=Role.SUPERVISOR, is_active=True).order_by("pk").first()
