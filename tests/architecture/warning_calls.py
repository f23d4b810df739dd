"""Services of early warning, as service_calls.py: a warning has a record of its own beside the complaint's."""

from datetime import timedelta

from accounts.models import User
from accounts.roles import Role
from complaints.services.sweeps.news import read_news
from escalation.services.incidents.gathering import gather
from review.models import EarlyWarning, WarningLook
from review.services.warnings import following, handling
from tests.architecture.service_calls import R, Row, S
from tests.builders import NOON, a_user


def open_(it):
    """An open warning of the category of this complaint."""
    a_warning(it.category)


def a_warning(category):
    """Found by nobody: its figures are made up."""
    return EarlyWarning.objects.create(
        cell=f"{category.pk}:category:",
        category=category,
        dimension="category",
        level="rising",
        since=NOON.date(),
        days=1,
        observed=9,
        expected=1.2,
        bound=7,
        chance=0.00001,
        found_at=NOON,
        risen_at=NOON,
    )


def acknowledged(it):
    open_(it)
    handling.acknowledge(_pk(), by=a_user(Role.SUPERVISOR), now=NOON)


def explained(it):
    acknowledged(it)
    by = a_user(Role.SUPERVISOR)
    handling.explain(_pk(), cause="problem", explanation="密封圈漏装", by=by, now=NOON)


def _pk():
    return EarlyWarning.objects.get().pk


def _traced(it):
    read_news(by=User.objects.system(), now=NOON)
    open_(it)


def _look(it, by):
    return following.look(WarningLook.objects.create(due_at=NOON).pk, by=by, now=NOON)


WARNINGS = {
    "review.warnings.following.look_for_surges": Row(
        R, lambda it, by: following.look_for_surges(by=by, now=NOON), (), Role.SYSTEM
    ),
    "review.warnings.following.look": Row(R, _look, (), Role.SYSTEM),
    "review.warnings.handling.acknowledge": Row(
        R, lambda it, by: handling.acknowledge(_pk(), by=by, now=NOON), (), S, open_
    ),
    "review.warnings.handling.explain": Row(
        R,
        lambda it, by: handling.explain(_pk(), cause="problem", explanation="密封圈漏装", by=by, now=NOON),
        (),
        S,
        acknowledged,
    ),
    "review.warnings.handling.close": Row(
        R, lambda it, by: handling.close(_pk(), result="已下架", by=by, now=NOON), (), S, explained
    ),
    "review.warnings.handling.make_incident": Row(
        R, lambda it, by: handling.make_incident(_pk(), by=by, now=NOON + timedelta(hours=1)), (), S, _traced
    ),
    "escalation.incidents.gathering.gather": Row(
        R, lambda it, by: gather([it.pk], title="破损", category=it.category, by=by, now=NOON), (), S
    ),
}
