"""Trigger rules are changed here: tried first, stored as a version, with who and why (ESC-2, A22)."""

import tomllib
from pathlib import Path
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.text import check_row
from complaints.errors import Outdated, RuleBroken
from complaints.permissions import check_right
from complaints.services.gate import check_filled
from escalation.models import RiskWeight, TriggerRule, TriggerRuleChange
from escalation.services.rule_check import check_rule

EDITABLE = (
    "trigger",
    "form",
    "expression",
    "unless",
    "must_match",
    "must_not_match",
    "language",
    "escalates",
    "is_active",
)
#: Every rule costs each text; beyond this a desk has lost its overview.
MOST_ACTIVE = 200
_FOLDER = Path(__file__).resolve().parent.parent / "presets"


@transaction.atomic
def add_rule(*, facts, by, now, reason=""):
    """Raises NotPermitted, RuleBroken."""
    check_right(by, "escalation.add_triggerrule")
    rule = TriggerRule(code=f"desk-{uuid4().hex[:8]}", **facts)
    check(rule)
    rule.save()
    _keep(rule, by=by, now=now, reason=reason)
    return rule


@transaction.atomic
def change_rule(rule_id, *, facts, reason, seen, by, now):
    """The next version of a rule; `seen` is the one the form shows. Raises NotPermitted, RuleBroken, Outdated."""
    check_right(by, "escalation.change_triggerrule")
    rule = TriggerRule.objects.select_for_update().get(pk=rule_id)
    if rule.version != seen:
        raise Outdated(_("Somebody changed this rule while you had it open. Look at it again."))
    check_filled(reason, _("Say in a sentence why the rule changes."))
    for name in EDITABLE:
        setattr(rule, name, facts[name])
    check(rule)
    rule.version += 1
    rule.save()
    _keep(rule, by=by, now=now, reason=reason)
    return rule


@transaction.atomic
def load_rules(*, now):
    """Add the preset rules and weights that are missing; edited ones stay. Returns how many were added."""
    known = set(TriggerRule.objects.values_list("code", flat=True))
    rows = preset("triggers")["rule"]
    by = User.objects.system()
    missing = TriggerRule.objects.bulk_create(TriggerRule(**row) for row in rows if row["code"] not in known)
    TriggerRuleChange.objects.bulk_create(_version_of(rule, by=by, now=now, reason="") for rule in missing)
    weights = preset("risk")["weights"].items()
    known = set(RiskWeight.objects.values_list("sign", flat=True))
    new = [RiskWeight(sign=sign, weight=weight) for sign, weight in weights if sign not in known]
    RiskWeight.objects.bulk_create(new)
    return len(missing) + len(new)


def preset(name):
    """The rows the house brings along."""
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def check(rule):
    """Raises RuleBroken where the rule may not stand beside the others."""
    check_row(rule)
    check_rule(rule)
    others = TriggerRule.objects.filter(is_active=True).exclude(pk=rule.pk)
    if rule.is_active and others.count() >= MOST_ACTIVE:
        raise RuleBroken(_("There are %(count)s rules already. Put one out of use first.") % {"count": MOST_ACTIVE})
    twin = others.filter(expression=rule.expression, form=rule.form, trigger=rule.trigger).first()
    if rule.is_active and twin is not None:
        raise RuleBroken(_("There is such a rule already: %(code)s.") % {"code": twin.code})


def _keep(rule, *, by, now, reason):
    version = _version_of(rule, by=by, now=now, reason=reason)
    check_row(version)
    version.save()


def _version_of(rule, *, by, now, reason):
    content = {name: getattr(rule, name) for name in EDITABLE}
    return TriggerRuleChange(rule=rule, version=rule.version, content=content, reason=reason, by=by, at=now)
