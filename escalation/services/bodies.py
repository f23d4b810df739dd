"""The outside bodies and legal terms a desk begins with; both are edited in the back office."""

import tomllib
from pathlib import Path

from django.db import transaction

from escalation.models import LegalTerm, OutsideBody

_BODIES = Path(__file__).resolve().parent.parent / "presets" / "outside.toml"


@transaction.atomic
def load_bodies():
    """Add the bodies that are missing, each with its terms; what the house edited stays. Returns how many rows."""
    known, added = set(OutsideBody.objects.values_list("code", flat=True)), 0
    for row in tomllib.loads(_BODIES.read_text(encoding="utf-8"))["body"]:
        terms = row.pop("term", [])
        if row["code"] not in known:
            body = OutsideBody.objects.create(**row)
            added += 1 + len(LegalTerm.objects.bulk_create(LegalTerm(body=body, **term) for term in terms))
    return added
