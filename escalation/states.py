"""The words of authority: who stands above whom, and what a limit bounds (ESC-1)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import Role


class Rung(models.TextChoices):
    """The ladder of ESC-1, from the least authority to the most; each may grant what those before it may."""

    AGENT = Role.AGENT.value, Role.AGENT.label
    SUPERVISOR = Role.SUPERVISOR.value, Role.SUPERVISOR.label
    DIRECTOR = Role.DIRECTOR.value, Role.DIRECTOR.label
    JOINT = "joint", _("Director and legal together")

    @property
    def roles(self):
        """Who decides on this rung; of several, each."""
        return (Role.DIRECTOR, Role.LEGAL) if self == Rung.JOINT else (Role(self.value),)


class Bound(models.TextChoices):
    """What a limit bounds. The last three are budgets: of everybody in a role, of one person, of a department."""

    OFFER = "offer", pgettext_lazy("bound", "one offer")
    COMPLAINT = "complaint", pgettext_lazy("bound", "one complaint in total")
    CUSTOMER = "customer", pgettext_lazy("bound", "one customer")
    MONTH = "month", pgettext_lazy("bound", "this month")
    PERSON_MONTH = "person_month", pgettext_lazy("bound", "this month in person")
    DEPARTMENT_MONTH = "department_month", pgettext_lazy("bound", "this month of the department")


#: Sums of a month over all measures, kept as counters.
BUDGETS = (Bound.MONTH, Bound.PERSON_MONTH, Bound.DEPARTMENT_MONTH)
