"""A warning and what happened to it, as a person reads it."""

from datetime import timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.deadlines.workdays import CHINA
from complaints.states import Channel
from review.models import Dimension, SurgeCause

_EVENTS = {
    "found": gettext_lazy("Found: %(count)s against %(expected)s expected"),
    "acknowledged": gettext_lazy("Being looked into"),
    "explained": gettext_lazy("Explained (%(cause)s): %(explanation)s"),
    "made_incident": gettext_lazy("%(count)s complaints put under group incident %(incident)s"),
    "closed": gettext_lazy("Closed: %(result)s"),
    "lapsed": gettext_lazy("The rise was over; closed by itself"),
}
_KINDS = {
    Dimension.PRODUCT: gettext_lazy("product %(value)s"),
    Dimension.PLACE: gettext_lazy("place %(value)s"),
    Dimension.CHANNEL: gettext_lazy("channel %(value)s"),
    "code": gettext_lazy("batch or model %(value)s"),
    "word": gettext_lazy("words “%(value)s”"),
}
_NAMED = 3


def sentence(warning):
    """“12 against 3.1 expected since Tuesday 11-24, mostly batch or model KT2611B”."""
    facts = {
        "observed": warning.observed,
        "expected": warning.expected_words,
        "since": _since(warning),
        "mostly": _(", ").join(part_words(one) for one in warning.made_of[:_NAMED]),
    }
    if facts["mostly"]:
        return _("%(observed)s against %(expected)s expected since %(since)s, mostly %(mostly)s") % facts
    return _("%(observed)s against %(expected)s expected since %(since)s") % facts


def part_words(one):
    """One thing that stands out, by its kind and name."""
    value = Channel(one["value"]).label if one["kind"] == Dimension.CHANNEL else one["value"]
    return _KINDS[one["kind"]] % {"value": value}


def share_words(one):
    """How much it stands out."""
    return _("%(count)s of them (%(share)s%%), before %(before)s%%") % one


def event_words(event):
    """One step in words."""
    facts = dict(event.facts)
    if "cause" in facts:
        facts["cause"] = SurgeCause(facts["cause"]).label
    return _EVENTS[event.kind] % facts


def _since(warning):
    first = warning.risen_at.astimezone(CHINA).date() - timedelta(days=warning.days - 1)
    return f"{date_format(first, 'l')} {first:%m-%d}"
