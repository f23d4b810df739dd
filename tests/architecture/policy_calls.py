"""Services of rules and calendars, as service_calls.py: only putting a complaint under other rules is on its record."""

from datetime import timedelta

from accounts.roles import Role
from complaints.models import EventKind as K
from complaints.models import Policy
from complaints.services import calendars, policies, repinning
from complaints.services.policies import EDITABLE, RULE_FIELDS
from tests.architecture.service_calls import R, Row, T
from tests.builders import NOON, a_user

PRESET = "ecommerce"


def draft(it, by):
    return policies.draft(PRESET, by=by, now=NOON)


def drafted(it):
    """A draft with half the time for everything."""
    supervisor = a_user(Role.SUPERVISOR)
    made = draft(it, supervisor)
    rules = [{name: getattr(rule, name) for name in RULE_FIELDS} for rule in made.rules.all()]
    for rule in rules:
        rule["minutes"] //= 2
    facts = {name: getattr(made, name) for name in EDITABLE}
    policies.save_draft(made.pk, facts=facts, rules=rules, seen=0, by=supervisor, now=NOON)


def activate(it, by, **facts):
    policies.activate(waiting().pk, reason="新规", seen=waiting().edits, by=by, now=NOON, **facts)


def activated(it):
    drafted(it)
    activate(it, a_user(Role.SUPERVISOR))


def scheduled(it):
    drafted(it)
    activate(it, a_user(Role.SUPERVISOR), active_from=NOON + timedelta(days=1))


def waiting():
    return Policy.objects.filter(preset=PRESET).latest("version")


def save_draft(it, by):
    facts = {name: getattr(waiting(), name) for name in EDITABLE}
    rules = [{name: getattr(rule, name) for name in RULE_FIELDS} for rule in waiting().rules.all()]
    policies.save_draft(waiting().pk, facts=facts, rules=rules, seen=waiting().edits, by=by, now=NOON)


def save_calendar(it, by):
    facts = {"name": "早班", "zone": "Asia/Shanghai", "weekly": ["07:00-15:00"] * 7, "own_days": {}}
    calendars.save_calendar(None, **facts, follows_holidays=False, by=by, now=NOON)


S = Role.SUPERVISOR
POLICIES = {
    "complaints.policies.draft": Row(R, draft, (), S),
    "complaints.policies.save_draft": Row(R, save_draft, (), S, drafted),
    "complaints.policies.activate": Row(R, activate, (), S, drafted),
    "complaints.policies.take_back": Row(
        R, lambda it, by: policies.take_back(waiting().pk, by=by, now=NOON), (), S, scheduled
    ),
    "complaints.policies.discard": Row(
        R, lambda it, by: policies.discard(waiting().pk, by=by, now=NOON), (), S, drafted
    ),
    "complaints.calendars.save_calendar": Row(R, save_calendar, (), S),
    "complaints.repinning.repin": Row(
        T, lambda it, by: repinning.repin(it.pk, reason="新规", by=by, now=NOON), (K.REPINNED,), S, activated
    ),
    "complaints.repinning.repin_open": Row(
        T, lambda it, by: repinning.repin_open(PRESET, reason="新规", by=by, now=NOON), (K.REPINNED,), S, activated
    ),
}
