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
    minutes = int(abs(due_at - now).total_seconds() // 60)
    late = due_at < now
    if minutes < _MINUTES_SHOWN_BELOW:
        return (_("%(count)s min overdue") if late else _("%(count)s min left")) % {"count": minutes}
    if minutes < _HOURS_SHOWN_BELOW:
        return (_("%(count)s h overdue") if late else _("%(count)s h left")) % {"count": minutes // 60}
    return (_("%(count)s d overdue") if late else _("%(count)s d left")) % {"count": minutes // (24 * 60)}


@register.filter
def yuan(value):
    """¥1,200 without empty cents."""
    if value is None:
        return ""
    return f"¥{value:,.2f}".removesuffix(".00")
