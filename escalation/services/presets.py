import tomllib
from decimal import Decimal
from pathlib import Path

from django.db import transaction

from escalation.models import AuthorityLimit

_LIMITS = Path(__file__).resolve().parent.parent / "presets" / "limits.toml"


@transaction.atomic
def load_limits():
    """Add the default authority limits that are missing; edited ones stay. Returns how many were added."""
    rows = tomllib.loads(_LIMITS.read_text(encoding="utf-8"))["limit"]
    return sum(
        AuthorityLimit.objects.get_or_create(
            role=row["role"], measure=row["measure"], defaults={"limit_cny": Decimal(row["limit_cny"])}
        )[1]
        for row in rows
    )
