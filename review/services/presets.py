"""The rules of revisits a desk begins with; they are edited in the back office."""

import tomllib
from pathlib import Path

from django.db import transaction

from review.models import RevisitRules

_RULES = Path(__file__).resolve().parent.parent / "presets" / "revisit.toml"


@transaction.atomic
def load_revisit_rules():
    """Add the rules of presets that have none; what the house edited stays. Returns how many rows."""
    known = set(RevisitRules.objects.values_list("preset", flat=True))
    rows = tomllib.loads(_RULES.read_text(encoding="utf-8"))["rules"]
    return len(RevisitRules.objects.bulk_create(RevisitRules(**row) for row in rows if row["preset"] not in known))
