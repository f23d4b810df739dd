"""From a number of the board to the complaints behind it: one parameter of the list's address."""

from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from complaints.admin.narrowing import Narrowing
from complaints.models import DeadlineKind
from complaints.states import Measure, Resolution, Satisfaction, State
from review.models import CauseCode
from review.services.figures.behind import CAUSED, complaints_behind, is_measure, with_values
from review.services.figures.dimensions import DIMENSIONS

FIGURE = "figure"
_QUEUE = "admin:complaints_complaint_changelist"
_WORDS = {
    "received": pgettext_lazy("figure", "Received"),
    "open": gettext_lazy("Received, still open"),
    "closed": pgettext_lazy("figure", "Closed"),
    "solve": gettext_lazy("Closed, not as a duplicate"),
    "contact": gettext_lazy("Reached for the first time"),
    "kept": gettext_lazy("Deadline kept"),
    "broken": gettext_lazy("Deadline broken"),
    "rated": gettext_lazy("Asked how satisfied"),
    "reopened": gettext_lazy("Reopened"),
    "escalated": gettext_lazy("Escalated"),
    "given": gettext_lazy("Compensated"),
    CAUSED: gettext_lazy("Compensated, root cause"),
}
_PARTS = {
    "open": State,
    "closed": Resolution,
    "kept": DeadlineKind,
    "broken": DeadlineKind,
    "given": Measure,
}


def link_to(measure, period, filters):
    """The list of exactly the complaints counted as `measure`."""
    values = {name: list(values) for name, values in filters.items()}
    figure = urlencode({"m": measure, "since": period[0], "until": period[1]} | values, doseq=True)
    return f"{reverse(_QUEUE)}?{urlencode({'tab': 'all', FIGURE: figure})}"


def read(value, *, user, now):
    """What a link of the board narrows the list to, for those who may see the board."""
    if not user.has_perm("review.view_board") or len(value) > 4_000:
        return None
    told = QueryDict(value)
    measure = told.get("m", "")
    try:
        since, until = date.fromisoformat(told.get("since", "")), date.fromisoformat(told.get("until", ""))
        filters = {name: tuple(told.getlist(name)) for name in DIMENSIONS if name in told}
        # Only keys are numbers; what is not one was written by hand.
        keys = [one for name in ("category", "department", "team") for one in filters.get(name, ()) if one]
        if not is_measure(measure) or not all(one.isascii() and one.isdecimal() and len(one) < 10 for one in keys):
            return None
        if not date(2000, 1, 1) <= since <= until <= date(2200, 1, 1):
            return None
    except ValueError:
        return None
    complaints = complaints_behind(measure, since=since, until=until, now=now) & with_values(filters)
    return Narrowing(_told(measure, since, until, filters), complaints)


def _told(measure, since, until, filters):
    days = f"{since}" if since == until else _("%(since)s to %(until)s") % {"since": since, "until": until}
    filtered = [_("as filtered on the board")] if filters else []
    return " · ".join([words_for(measure), days, *filtered])


def words_for(measure):
    """A measure as a reader says it."""
    kind, _colon, part = measure.partition(":")
    words = str(_WORDS[kind])
    if kind == CAUSED:
        cause = CauseCode.objects.filter(pk=part).first() if part else None
        return f"{words}: {cause}" if cause else f"{words}: " + _("not found yet")
    if not part:
        return words
    label = Satisfaction(int(part)).label if kind == "rated" else _PARTS[kind](part).label
    return f"{words}: {label}"
