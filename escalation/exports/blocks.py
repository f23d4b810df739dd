"""What a printed document is made of, and how values read in it, in the active language."""

from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from complaints.deadlines.workdays import CHINA
from complaints.templatetags import moments


def page_words():
    """Before, between and after the numbers of a page."""
    words = _("Page %(page)s of %(pages)s")
    before, _page, rest = words.partition("%(page)s")
    between, _pages, after = rest.partition("%(pages)s")
    return [before, between, after]


def language_code():
    return "zh" if get_language().startswith("zh") else "en"


def at(value):
    """A moment, as data or as the record writes it, in China; a day as it is, and a dash where there is none."""
    moment = parse_datetime(value) if isinstance(value, str) and "T" in value else value
    if isinstance(moment, datetime):
        return timezone.localtime(moment, CHINA).strftime("%Y-%m-%d %H:%M")
    return str(moment or "—")


def fields(rows):
    return {"kind": "fields", "rows": rows}


def table(head, widths, rows):
    return {"kind": "table", "head": head, "widths": widths, "rows": rows}


def head(text):
    return {"kind": "head", "text": text}


def text(text):
    return {"kind": "text", "text": text}


def yuan(value):
    return moments.yuan(Decimal(value)) if value else ""


def dotted(parts):
    """Those of `parts` that say something, in one line."""
    return " · ".join(filter(None, parts))


def stacked(parts):
    """The same under one another."""
    return "\n".join(filter(None, parts))
