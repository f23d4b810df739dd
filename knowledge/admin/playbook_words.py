"""The rows of a playbook as a page says them."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Department
from knowledge.models import Moment


def names_of_departments():
    """Code → name, of those that can be given a task."""
    return {one.code: str(one) for one in Department.objects.filter(is_active=True)}


def step_label(step, names):
    """A step with who does it and within how many hours."""
    return " · ".join(
        (
            step["title"],
            names.get(step["department"], "") or _("the handler"),
            ngettext("within %(count)s hour", "within %(count)s hours", step["hours"]) % {"count": step["hours"]},
        )
    )


def said_in(version):
    """What is said to customers in a version: (path, when, words)."""
    for path, words in version.texts():
        name, *inner = path.split(".")
        if inner[1:] == ["words"]:
            row = getattr(version, name)[int(inner[0])]
            yield path, Moment(row["moment"]).label if "moment" in row else _("Empathy"), words
        elif path == "script" and words:
            yield path, "", words
