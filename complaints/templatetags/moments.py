"""Times as a desk reads them: short dates, and how long is left."""

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

register = template.Library()

_MINUTES_SHOWN_BELOW = 90
_HOURS_SHOWN_BELOW = 48 * 60


@register.filter
def moment(value):
    """07:17 on the 24th of October reads 10-24 07:17; another year is written out."""
    if not value:
        return ""
    local = timezone.localtime(value)
    return local.strftime("%m-%d %H:%M" if local.year == timezone.localdate().year else "%Y-%m-%d %H:%M")


@register.filter
def remaining(due_at, now):
    """How long until `due_at`, or how long past it, in the one unit that matters."""
    if due_at is None:
        return ""
    if due_at >= now:
        return left(due_at - now)
    minutes = int((now - due_at).total_seconds() // 60)
    if minutes < _MINUTES_SHOWN_BELOW:
        return _("%(count)s min overdue") % {"count": minutes}
    if minutes < _HOURS_SHOWN_BELOW:
        return _("%(count)s h overdue") % {"count": minutes // 60}
    return _("%(count)s d overdue") % {"count": minutes // (24 * 60)}


@register.filter
def stretch(duration):
    """How long something takes, in the one or two units that matter."""
    minutes = round(duration.total_seconds() / 60)
    if minutes >= _HOURS_SHOWN_BELOW and minutes % (24 * 60) == 0:
        return _("%(count)s d") % {"count": minutes // (24 * 60)}
    hours = _("%(count)s h") % {"count": minutes // 60} if minutes >= 60 else ""
    rest = _("%(count)s min") % {"count": minutes % 60} if minutes % 60 or not hours else ""
    return " ".join(filter(None, (hours, rest)))


@register.filter
def left(duration):
    """How much time a clock that stands still has kept."""
    minutes = int(duration.total_seconds() // 60)
    if minutes < _MINUTES_SHOWN_BELOW:
        return _("%(count)s min left") % {"count": minutes}
    if minutes < _HOURS_SHOWN_BELOW:
        return _("%(count)s h left") % {"count": minutes // 60}
    return _("%(count)s d left") % {"count": minutes // (24 * 60)}


@register.filter
def yuan(value):
    """¥1,200 without empty cents; what is below zero with the sign before the currency."""
    if value is None:
        return ""
    return ("−" if value < 0 else "") + f"¥{abs(value):,.2f}".removesuffix(".00")


@register.inclusion_tag("admin/countdown.html")
def countdown():
    """The script that keeps every `data-due` of the page true, with the words `remaining` uses."""
    return {
        "now": timezone.now(),
        "min_left": _("%(count)s min left"),
        "min_late": _("%(count)s min overdue"),
        "hour_left": _("%(count)s h left"),
        "hour_late": _("%(count)s h overdue"),
        "day_left": _("%(count)s d left"),
        "day_late": _("%(count)s d overdue"),
    }
