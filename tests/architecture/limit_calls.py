"""Services of authority limits, as service_calls.py: none is about one complaint, so none writes on a record."""

from accounts.roles import Role
from escalation.models import LimitVersion
from escalation.services import limit_drafts
from escalation.services.limit_drafts import LIMIT_FIELDS, RATE_FIELDS
from tests.architecture.service_calls import R, Row
from tests.builders import NOON, a_user


def drafted(it):
    limit_drafts.draft_limits(by=a_user(Role.SUPERVISOR), now=NOON)


def waiting():
    return LimitVersion.objects.drafts().get()


def draft_and_save(it, by):
    version = limit_drafts.draft_limits(by=by, now=NOON)
    limits = [{name: getattr(row, name) for name in LIMIT_FIELDS} for row in version.limits.all()]
    rates = list(version.rates.values(*RATE_FIELDS))
    limit_drafts.save_limits(version.pk, limits=limits, rates=rates, window_days=60, seen=0, by=by, now=NOON)


S, D = Role.SUPERVISOR, Role.DIRECTOR
LIMITS = {
    "escalation.limit_drafts.draft_limits": Row(R, lambda it, by: limit_drafts.draft_limits(by=by, now=NOON), (), S),
    "escalation.limit_drafts.save_limits": Row(R, draft_and_save, (), S),
    "escalation.limit_drafts.discard_limits": Row(
        R, lambda it, by: limit_drafts.discard_limits(waiting().pk, by=by, now=NOON), (), S, drafted
    ),
    "escalation.limit_drafts.activate_limits": Row(
        R,
        lambda it, by: limit_drafts.activate_limits(waiting().pk, reason="年度调整", seen=0, by=by, now=NOON),
        (),
        D,
        drafted,
    ),
}
