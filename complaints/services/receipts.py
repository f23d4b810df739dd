"""Receipts as text and back, for what lies between a file and its complaints; whoever keeps it seals it."""

import json
from dataclasses import MISSING, fields
from datetime import datetime
from decimal import Decimal

from complaints.models import Category
from complaints.services.intake import Receipt
from complaints.states import Channel, Demand, Emotion, Preset

_READ_AS = {
    "preset": Preset,
    "channel": Channel,
    "demand": Demand,
    "emotion": Emotion,
    "demand_cny": Decimal,
    "occurred_at": datetime.fromisoformat,
}


def written(receipt):
    """What the receipt says beyond its defaults."""
    facts = {}
    for one in fields(Receipt):
        value = getattr(receipt, one.name)
        if one.default is MISSING or value != one.default:
            facts[one.name] = value.pk if one.name == "category" else value
    return json.dumps(facts, ensure_ascii=False, default=str)


def read_all(texts):
    """The receipts that were written, with one look for their categories."""
    told = [json.loads(text) for text in texts]
    categories = Category.objects.in_bulk({facts["category"] for facts in told if "category" in facts})
    return [_read(facts, categories) for facts in told]


def _read(facts, categories):
    for name, meaning in _READ_AS.items():
        if name in facts:
            facts[name] = meaning(facts[name])
    if "category" in facts:
        facts["category"] = categories[facts["category"]]
    return Receipt(**facts)
