import tomllib
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from django.db import transaction

from accounts.models import Department
from escalation.models import (
    ApprovalChain,
    AuthorityLimit,
    ChainRule,
    CompensationRate,
    LimitVersion,
    StatutoryBaseline,
)

_FOLDER = Path(__file__).resolve().parent.parent / "presets"
_LIMITS, _CHAIN, _BASELINES = (_FOLDER / f"{name}.toml" for name in ("limits", "chain", "baselines"))


#: Before any complaint, so that complaints of earlier dates can be brought in.
_BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)


@transaction.atomic
def load_chain():
    """Put the first approval chain in force where there is none yet. Returns how many rows were added."""
    if ApprovalChain.objects.exists():
        return 0
    first = tomllib.loads(_CHAIN.read_text(encoding="utf-8"))
    chain = ApprovalChain.objects.create(version=1, active_from=_BEGINNING, remind_percent=first["remind_percent"])
    return 1 + len(ChainRule.objects.bulk_create(ChainRule(chain=chain, **rule) for rule in first["rule"]))


@transaction.atomic
def load_baselines():
    """Add what the law grants where it is missing; edited rows stay. Returns how many were added."""
    rows = tomllib.loads(_BASELINES.read_text(encoding="utf-8"))["baseline"]
    return sum(StatutoryBaseline.objects.get_or_create(code=row.pop("code"), defaults=row)[1] for row in rows)


@transaction.atomic
def load_limits():
    """Put the first version of limits and rates in force where there is none yet. Returns how many rows were added."""
    if LimitVersion.objects.exists():
        return 0
    preset = tomllib.loads(_LIMITS.read_text(encoding="utf-8"))
    first = LimitVersion.objects.create(
        number=1, active_from=_BEGINNING, drafted_at=_BEGINNING, window_days=preset["window_days"]
    )
    departments = {department.code: department for department in Department.objects.all()}
    limits = [_limit(first, row, departments) for row in preset["limit"]]
    rates = [
        CompensationRate(version=first, measure=row["measure"], cny_per_unit=Decimal(row["cny_per_unit"]))
        for row in preset["rate"]
    ]
    return 1 + len(AuthorityLimit.objects.bulk_create(limits)) + len(CompensationRate.objects.bulk_create(rates))


def _limit(version, row, departments):
    return AuthorityLimit(
        version=version,
        role=row.get("role", ""),
        department=departments[row["department"]] if "department" in row else None,
        measure=row.get("measure", ""),
        bound=row["bound"],
        limit_cny=Decimal(row["limit_cny"]),
    )
