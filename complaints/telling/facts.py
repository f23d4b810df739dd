"""The facts of an event in the reader's words: codes become labels, moments clock times, sums yuan."""

from decimal import Decimal
from itertools import chain

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Role
from complaints.channels.outcome import Reason
from complaints.crypto.contact import mask_text
from complaints.models import Category, Complaint, Deadline, DeadlineKind, Direction, PauseReason, Task
from complaints.states import (
    Channel,
    Demand,
    Emotion,
    Impact,
    Level,
    Measure,
    PreferredChannel,
    Priority,
    Resolution,
    Responsibility,
    RiskSign,
    Satisfaction,
    Severity,
    Tier,
    Trigger,
    Urgency,
)
from complaints.templatetags.moments import moment, yuan

_LABELS = {
    "channel": dict(Channel.choices),
    "preferred_channel": dict(PreferredChannel.choices),
    "via": {**dict(Channel.choices), "tracking": gettext_lazy("tracking page"), "message": gettext_lazy("message")},
    "direction": dict(Direction.choices),
    "severity": dict(Severity.choices),
    "signs": dict(RiskSign.choices),
    "impact": dict(Impact.choices),
    "priority": dict(Priority.choices),
    "tier": dict(Tier.choices),
    "demand": dict(Demand.choices),
    "emotion": dict(Emotion.choices),
    "measure": dict(Measure.choices),
    "resolution": dict(Resolution.choices),
    "responsibility": dict(Responsibility.choices),
    "satisfaction": dict(Satisfaction.choices),
    "deadline": dict(DeadlineKind.choices),
    "deadlines": dict(DeadlineKind.choices),
    "asked": dict(Role.choices),
    "level": dict(Level.choices),
    "from_level": dict(Level.choices),
    "to_level": dict(Level.choices),
    "trigger": dict(Trigger.choices),
    "urgency": dict(Urgency.choices),
    "goes_to": dict(Role.choices),
    "waits_for": dict(PauseReason.choices),
    "failed_on": dict(PreferredChannel.choices),
    "why": dict(Reason.choices),
}
_TASKS = frozenset({"task", "tasks"})
_MOMENTS = frozenset({"until", "since", "was_due", "due", "promised", "occurred_at", "at"})


def tell_as(name, choices):
    """Let a higher app say how the codes of its fact `name` read."""
    _LABELS[name] = dict(choices)


def categories_in(events):
    """Names by code of every category the events mention; one query at most."""
    sides = chain.from_iterable((event.facts.get("before"), event.facts.get("after")) for event in events)
    codes = {side["category"] for side in sides if isinstance(side, dict) and side.get("category")}
    return {category.code: str(category) for category in Category.objects.filter(code__in=codes)} if codes else {}


def told(name, value, categories=(), *, mask=mask_text):
    """One fact as a person reads it; contact data inside texts is masked."""
    if value is None or value in ("", []):
        return "—"
    if name == "category":
        return dict(categories).get(value, value)
    if isinstance(value, list):
        return _(", ").join(told(name, one, mask=mask) for one in value)
    if name in _TASKS and isinstance(value, dict):
        return mask(str(Task(**value)))
    if name in _LABELS:
        return str(_LABELS[name].get(value, value))
    if name in _MOMENTS:
        return moment(parse_datetime(value)) if isinstance(value, str) and parse_datetime(value) else str(value)
    if name.endswith("_cny"):
        return yuan(Decimal(str(value)))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return mask(str(value))


def field_label(name):
    """What the desk calls a field of the complaint."""
    names = {field.name: field.verbose_name for field in Complaint._meta.fields}
    names["deadlines"] = Deadline._meta.verbose_name_plural
    label = str(names.get(name, name))
    return label[:1].upper() + label[1:]
