import tomllib
from pathlib import Path

from django.db import transaction

from complaints.deadlines.workdays import CHINA
from complaints.models import Category
from review.models import CauseCode, CauseRule, RecurrenceRule

_PRESETS = Path(__file__).resolve().parents[2] / "presets" / "causes.toml"


@transaction.atomic
def load_causes(*, now):
    """Add the coded causes that are missing, and the rules where there are none; returns how many rows were added."""
    rows = tomllib.loads(_PRESETS.read_text(encoding="utf-8"))
    categories = {category.code: category for category in Category.objects.all()}
    added = 0
    for row in rows["code"]:
        facts = row | {"category": categories.get(row["category"])}
        added += CauseCode.objects.get_or_create(code=row["code"], defaults=facts)[1]
    if not CauseRule.objects.exists():
        today = now.astimezone(CHINA).date()
        added += len(CauseRule.objects.bulk_create(CauseRule(valid_from=today, **row) for row in rows["rule"]))
    if not RecurrenceRule.objects.exists():
        today = now.astimezone(CHINA).date()
        RecurrenceRule.objects.create(valid_from=today, **rows["recurrence"])
        added += 1
    return added
