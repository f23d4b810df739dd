"""The facts a row may bring, and the names files give them."""

import tomllib
from pathlib import Path

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

LABELS = {
    "external_id": _("External id"),
    "subject": _("Subject"),
    "description": _("Description"),
    "occurred_at": _("Happened"),
    "name": _("Customer's name"),
    "phone": _("Phone number"),
    "email": _("E-mail address"),
    "wechat": _("WeChat id"),
    "account": _("Platform account"),
    "order_number": _("Order number"),
    "product": _("Product or service"),
    "place": _("Place"),
    "category": _("Category"),
    "demand": _("Demand"),
    "demand_note": _("Demand in words"),
    "demand_cny": _("Amount asked (¥)"),
    "emotion": _("Emotion"),
    "tier": _("Customer tier"),
    "origin_url": _("Origin link"),
}

#: Field → headings seen in real files.
SYNONYMS = tomllib.loads((Path(__file__).parent / "headings.toml").read_text(encoding="utf-8"))


def labels(field):
    """The field's label in each language the desk speaks, as our own exports write it."""
    spoken = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            spoken.append(str(LABELS[field]))
    return spoken
