"""Stretches of time as a person says them."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def span(minutes):
    """240 reads "4 h", 90 reads "90 min"."""
    if minutes is None:
        return ""
    if minutes % 60 == 0:
        return _("%(count)s h") % {"count": minutes // 60}
    return _("%(count)s min") % {"count": minutes}
