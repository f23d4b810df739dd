"""Stretches of time as a person says them."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()


@register.filter
def span(minutes):
    """240 reads "4 h", 90 reads "90 min"."""
    if minutes is None:
        return ""
    if minutes % 60 == 0:
        return _("%(count)s h") % {"count": minutes // 60}
    return _("%(count)s min") % {"count": minutes}


@register.filter
def working_days(count):
    """3 reads "3 working days"."""
    return ngettext("%(count)s working day", "%(count)s working days", count) % {"count": count}


@register.filter
def rule_time(rule):
    """What a rule, or a deadline begun by one, gives."""
    return span(rule.minutes) if rule.days is None else working_days(rule.days)
