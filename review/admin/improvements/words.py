"""The improvement's own record as a person reads it."""

from django.utils.translation import gettext_lazy

from complaints.telling.facts import told
from review.models import Answer, Verdict

_EVENTS = {
    "planned": gettext_lazy("Planned: owned by %(owner)s, at most %(target)s in 30 days"),
    "begun": gettext_lazy("Begun"),
    "done": gettext_lazy("Reported done, checked on %(on)s: %(result)s"),
    "measured": gettext_lazy("Measured: %(verdict)s"),
    "checked": gettext_lazy("Checked: %(verdict)s"),
    "effective": gettext_lazy("Effective %(reason)s"),
    "reopened": gettext_lazy("Not effective, opened again: %(reason)s"),
    "postponed": gettext_lazy("Checked again on %(on)s"),
    "handed_over": gettext_lazy("Handed over to %(tracker)s"),
    "answered": gettext_lazy("The tracker answered: %(answer)s %(reference)s %(note)s"),
    "given_up": gettext_lazy("Given up: %(reason)s"),
}


def event_words(event):
    facts = {name: _fact(name, value) for name, value in event.facts.items()}
    return str(_EVENTS[event.kind] % facts).strip()


def _fact(name, value):
    if name == "verdict":
        return str(Verdict(value).label)
    if name == "answer":
        return str(Answer(value).label)
    return told(name, value) if value else ""
