"""The data a desk begins with: departments, desks, category trees and policies. Loading twice changes nothing."""

import tomllib
from pathlib import Path

from django.db import transaction

from accounts.models import Department, Team, User
from complaints.models import ESCALATING_KINDS, PAUSING_KINDS, Category, DeadlineRule, Policy
from complaints.services.fast_lane import load_lists
from complaints.services.words import load_rules

_FOLDER = Path(__file__).resolve().parent.parent / "presets"


@transaction.atomic
def load_presets(*, now):
    """Add what is missing; what the desk has edited since stays as it is. Returns how many rows were added."""
    # The accounts nobody signs in with exist before anybody looks at a page: looking writes nothing.
    User.objects.customer()
    User.objects.system()
    desk = _read("desk")
    added = sum(_add(Department, row, key="code") for row in desk["department"])
    departments = {department.code: department for department in Department.objects.all()}
    teams = {row["preset"]: row for row in desk["team"]}
    for row in teams.values():
        added += _add(
            Team, {"code": row["code"], "name": row["name"], "department": departments[row["department"]]}, key="code"
        )
    categories = {category.code: category for category in Category.objects.all()}
    for row in _read("categories")["category"]:
        if row["code"] not in categories:
            row |= {"parent": categories.get(row["parent"]), "department": departments[row["department"]]}
            categories[row["code"]] = Category.objects.create(**row)
            added += 1
    for row in _read("policies")["policy"]:
        added += _add_policy(row, team=Team.objects.get(code=teams[row["preset"]]["code"]), now=now)
    added += load_rules(_read("words")["rule"]) + load_lists(_read("urgent")["list"])
    return added


def _add_policy(row, *, team, now):
    rules = row.pop("rule")
    if Policy.objects.filter(preset=row["preset"]).exists():
        return 0
    policy = Policy.objects.create(version=1, team=team, **row)
    DeadlineRule.objects.bulk_create(DeadlineRule(policy=policy, **manners_of(rule["kind"]) | rule) for rule in rules)
    # Only now: what is in force takes no more rules.
    policy.active_from = now
    policy.save()
    return 1 + len(rules)


def manners_of(kind):
    """How a deadline of `kind` behaves where a rule is silent about it (SLA-16, SLA-17)."""
    return {"pauses": kind in PAUSING_KINDS, "escalates": kind in ESCALATING_KINDS}


def _add(model, row, *, key):
    return int(model.objects.get_or_create(**{key: row[key]}, defaults=row)[1])


def _read(name):
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
