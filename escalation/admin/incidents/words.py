"""The incident's own record and its reasons as a person reads them."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.telling.facts import told
from escalation.models import ResponsePart
from escalation.services.incidents.likeness import CATEGORY, PLACE, PRODUCT, TEXT

_EVENTS = {
    "suspected": gettext_lazy("Suspected from %(members)s complaints"),
    "joined": gettext_lazy("%(complaint)s joined"),
    "left": gettext_lazy("%(complaint)s taken out: %(reason)s"),
    "confirmed": gettext_lazy("Confirmed as “%(title)s”"),
    "dismissed": gettext_lazy("Dismissed: %(reason)s"),
    "responder_named": gettext_lazy("%(person)s named to the team: %(part)s"),
    "statement_written": gettext_lazy("Statement %(version)s written"),
    "statement_approved": gettext_lazy("Statement %(version)s approved and sent"),
    "affected_listed": gettext_lazy("%(count)s affected customers listed"),
    "fixed": gettext_lazy("Fix announced: %(department)s, %(responsibility)s"),
    "closed": gettext_lazy("Closed: %(result)s"),
}
_SHARED = {
    CATEGORY: gettext_lazy("same category"),
    PRODUCT: gettext_lazy("same product"),
    PLACE: gettext_lazy("same place"),
    TEXT: gettext_lazy("like words"),
}


def event_words(event, numbers):
    """One step in words; complaints outside the `numbers` the reader sees stay unnamed."""
    facts = {name: _fact(name, value) for name, value in event.facts.items()}
    if event.facts.get("complaint", "") not in numbers:
        facts["complaint"] = _("A complaint")
    return _EVENTS[event.kind] % facts


def _fact(name, value):
    return str(ResponsePart(value).label) if name == "part" else told(name, value)


def reason_words(reasons):
    """“6 within 24 hours: same category 5, same product 5”."""
    shared = [
        _("%(what)s %(count)s") % {"what": _SHARED[name], "count": count}
        for name, count in sorted(reasons["shared"].items(), key=lambda one: -one[1])
    ]
    return _("%(found)s within %(hours)s hours: %(shared)s") % {**reasons, "shared": _(", ").join(shared)}


def member_words(member):
    """Why one complaint belongs here."""
    if "words" in member.reason:
        return member.reason["words"]
    names = [str(_SHARED[name]) for name in member.reason if name in _SHARED]
    return _(", ").join(names)


def outcome_words(member):
    """What the fix did to one member."""
    if not member.moved_on:
        return ""
    if member.outcome == "reported":
        return _("Report filed")
    return member.outcome or _("Already further")
