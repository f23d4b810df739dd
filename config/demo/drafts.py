"""A change of the authority limits that waits for a second pair of eyes (AUD-3)."""

from decimal import Decimal

from django.db import transaction

from accounts.models import User
from accounts.roles import Role
from complaints.states import Measure
from escalation.models import LimitVersion
from escalation.services.limit_drafts import LIMIT_FIELDS, RATE_FIELDS, draft_limits, save_limits
from escalation.states import Bound

_COUPON_CNY = Decimal(80)


@transaction.atomic
def draft_coupons(*, now):
    """A supervisor wants agents to give larger coupons alone; nothing happens where versions were made already."""
    by = User.objects.filter(role=Role.SUPERVISOR, is_active=True).order_by("pk").first()
    if by is None or LimitVersion.objects.count() != 1:
        return
    version = draft_limits(by=by, now=now)
    limits = [{name: getattr(row, name) for name in LIMIT_FIELDS} for row in version.limits.all()]
    for row in limits:
        is_coupon = row["role"] == Role.AGENT and row["measure"] == Measure.COUPON
        if is_coupon and row["bound"] in {Bound.OFFER, Bound.COMPLAINT}:
            row["limit_cny"] = _COUPON_CNY
    save_limits(
        version.pk,
        limits=limits,
        rates=list(version.rates.values(*RATE_FIELDS)),
        window_days=version.window_days,
        seen=version.edits,
        by=by,
        now=now,
    )
