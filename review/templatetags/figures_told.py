"""How estimates read: a share in percent, an interval as two bounds."""

from django import template

register = template.Library()


@register.filter
def percent(value):
    return "—" if value is None else f"{100 * value:.0f}%"


@register.filter
def between(interval, places=1):
    """The two bounds; a dash where the rows are too few to say."""
    if interval is None or interval.low is None:
        return "—"
    return f"{interval.low:.{places}f} – {interval.high:.{places}f}"


@register.filter
def between_percent(interval):
    if interval is None or interval.low is None:
        return "—"
    return f"{100 * interval.low:.0f}–{100 * interval.high:.0f}%"


@register.filter
def at(values, key):
    return values.get(key)
