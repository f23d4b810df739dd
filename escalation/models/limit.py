from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from complaints.states import Measure


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


class AuthorityLimit(models.Model):
    """How much a role may grant alone on one complaint, for one measure or, with none named, for all others (ESC-1)."""

    role = models.CharField(_("role"), max_length=20, choices=Role)
    measure = models.CharField(_("measure"), max_length=20, choices=Measure, blank=True)
    limit_cny = models.DecimalField(_("limit per complaint (¥)"), max_digits=12, decimal_places=2)

    class Meta:
        ordering = ["role", "measure"]
        verbose_name = _("authority limit")
        verbose_name_plural = _("authority limits")
        constraints = [
            models.UniqueConstraint(fields=["role", "measure"], name="one_limit_per_role_and_measure"),
            models.CheckConstraint(name="limit_is_not_negative", condition=Q(limit_cny__gte=0)),
        ]

    def __str__(self):
        return f"{self.get_role_display()} {self.get_measure_display() or '*'} ≤ ¥{self.limit_cny}"
