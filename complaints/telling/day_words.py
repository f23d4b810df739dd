"""Why a day works or does not, in words: weekend, holiday by its name, swapped working day 调休."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.deadlines.arithmetic import DayKind

#: By the names the library of holidays uses.
HOLIDAYS = {
    "New Year's Day": gettext_lazy("New Year's Day"),
    "Spring Festival": gettext_lazy("Spring Festival"),
    "Tomb-sweeping Day": gettext_lazy("Tomb-Sweeping Day"),
    "Labour Day": gettext_lazy("Labour Day"),
    "Dragon Boat Festival": gettext_lazy("Dragon Boat Festival"),
    "National Day": gettext_lazy("National Day"),
    "Mid-autumn Festival": gettext_lazy("Mid-Autumn Festival"),
}


def holiday_name(name):
    return str(HOLIDAYS.get(name, name))


def why(reason, *, works):
    """A short phrase for `reason`; `works` tells a working day from a day off."""
    if reason.kind == DayKind.HOLIDAY:
        return holiday_name(reason.name)
    if reason.kind == DayKind.SWAPPED:
        return _("working day swapped for %(holiday)s") % {"holiday": holiday_name(reason.name)}
    if reason.kind == DayKind.EXCEPTION:
        return reason.name or (_("working day by the desk's own calendar") if works else _("day off at the desk"))
    if reason.kind == DayKind.GUESSED:
        return _("holidays of this year are not announced yet")
    return "" if works else _("weekend")


def provisional(due_at):
    """What is said of a moment that was counted over days whose holidays nobody has announced yet."""
    return _("Provisional: the holidays of %(year)s are not announced yet. It is counted anew once they are.") % {
        "year": timezone.localtime(due_at).year
    }
