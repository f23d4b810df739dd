import tomllib
from pathlib import Path

from django.db import transaction

from complaints.deadlines.workdays import CHINA
from escalation.models import IncidentRule

_RULES = Path(__file__).resolve().parents[2] / "presets" / "incidents.toml"


@transaction.atomic
def load_incident_rules(*, now):
    """Add the default rules to a desk that has none; returns how many were added."""
    if IncidentRule.objects.exists():
        return 0
    rows = tomllib.loads(_RULES.read_text(encoding="utf-8"))["rule"]
    today = now.astimezone(CHINA).date()
    return len(IncidentRule.objects.bulk_create(IncidentRule(valid_from=today, **row) for row in rows))
