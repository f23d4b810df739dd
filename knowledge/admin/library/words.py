"""The record of an entry as a person reads it."""

from django.utils.translation import gettext_lazy

_EVENTS = {
    "drafted": gettext_lazy("Version %(version)s begun"),
    "written": gettext_lazy("Version %(version)s written on"),
    "masked": gettext_lazy("Version %(version)s: %(count)s places masked"),
    "confirmed": gettext_lazy("Version %(version)s confirmed free of personal data; %(kept)s findings kept as none"),
    "submitted": gettext_lazy("Version %(version)s handed in for review"),
    "taken_back": gettext_lazy("Version %(version)s taken back into the draft"),
    "given_back": gettext_lazy("Version %(version)s given back: %(note)s"),
    "published": gettext_lazy("Version %(version)s published. %(note)s"),
    "retired": gettext_lazy("Version %(version)s retired: %(reason)s"),
    "arranged": gettext_lazy("Category, tags, quality or owner changed"),
    "looked_at": gettext_lazy("Still right; to be looked at again on %(on)s"),
}


def event_words(event):
    return str(_EVENTS[event.kind] % {"version": event.version, **event.facts}).strip()
