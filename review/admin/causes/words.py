"""The analysis's own record as a person reads it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.telling.facts import told
from review.models import Branch

_EVENTS = {
    "opened": gettext_lazy("Analysis begun"),
    "joined": gettext_lazy("%(complaint)s joined"),
    "left": gettext_lazy("%(complaint)s taken out: %(reason)s"),
    "renamed": gettext_lazy("Problem: %(problem)s; led by %(lead)s"),
    "answered": gettext_lazy("Why no. %(number)s answered: %(answer)s"),
    "answer_taken_back": gettext_lazy("Answer to no. %(number)s taken back: %(answer)s"),
    "put_on_bone": gettext_lazy("On the fishbone, %(branch)s: %(text)s"),
    "taken_off_bone": gettext_lazy("Off the fishbone, %(branch)s: %(text)s"),
    "concluded": gettext_lazy("Concluded: %(code)s, %(department)s"),
    "taken_up": gettext_lazy("Taken up again: %(reason)s"),
    "improvement_planned": gettext_lazy("Improvement %(improvement)s planned"),
}


def event_words(event, numbers):
    """One step in words; complaints outside the `numbers` the reader sees stay unnamed."""
    facts = {name: _fact(name, value) for name, value in event.facts.items()}
    if event.facts.get("complaint", "") not in numbers:
        facts["complaint"] = _("A complaint")
    return _EVENTS[event.kind] % facts


def _fact(name, value):
    return str(Branch(value).label) if name == "branch" else told(name, value)
