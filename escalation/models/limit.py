from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import IsNull
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from complaints.states import Measure
from escalation.states import Bound


class LimitVersionQuerySet(models.QuerySet):
    def drafts(self):
        return self.filter(active_from=None, discarded_at=None)

    def in_force(self, now):
        """The one version in force at `now`, as a queryset."""
        return self.filter(active_from__lte=now).order_by("-number")[:1]


class LimitVersion(models.Model):
    """One version of all limits and rates; approvals keep the number of the one they were given under.

    Without `active_from` it is a draft, the only state in which it may be edited, by whoever drafted it. Somebody
    else activates it (AUD-3). A draft thrown away stays on record.
    """

    number = models.PositiveIntegerField(_("version"), unique=True)
    active_from = models.DateTimeField(_("active from"), null=True)
    window_days = models.PositiveSmallIntegerField(_("days in which a customer's sums are added up"), default=30)
    reason = models.CharField(_("why this version"), max_length=500, blank=True)
    #: Counts the edits of a draft, so that what is activated is what was looked at.
    edits = models.PositiveIntegerField(default=0)
    drafted_by = models.ForeignKey(
        User, verbose_name=_("drafted by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    drafted_at = models.DateTimeField(_("drafted"))
    activated_by = models.ForeignKey(
        User, verbose_name=_("activated by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    activated_at = models.DateTimeField(_("activated"), null=True)
    discarded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    discarded_at = models.DateTimeField(_("thrown away"), null=True)

    objects = LimitVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        verbose_name = _("version of the limits")
        verbose_name_plural = _("authority limits")
        constraints = [
            models.UniqueConstraint(
                IsNull(F("active_from"), True),
                name="one_draft_of_the_limits",
                condition=Q(active_from=None, discarded_at=None),
            ),
            models.CheckConstraint(
                name="nobody_activates_their_own_draft",
                condition=Q(activated_by=None) | ~Q(activated_by=F("drafted_by")),
            ),
            models.CheckConstraint(
                name="a_drafted_version_is_activated_by_somebody",
                condition=Q(active_from=None, activated_by=None)
                | Q(active_from__isnull=False) & (Q(activated_by__isnull=False) | Q(drafted_by=None)),
            ),
            models.CheckConstraint(
                name="what_is_thrown_away_is_not_in_force", condition=Q(active_from=None) | Q(discarded_at=None)
            ),
            models.CheckConstraint(name="the_window_has_days", condition=Q(window_days__gt=0)),
        ]

    def __str__(self):
        return f"{self._meta.verbose_name_plural} v{self.number}"

    @property
    def is_draft(self):
        return self.active_from is None and self.discarded_at is None


class AuthorityLimit(models.Model):
    """How much a role, a person between two dates, or a department may grant of one measure, or of all others (ESC-1).

    A person's limit takes the place of the role's while it is valid; budgets bound the sum of all measures.
    """

    version = models.ForeignKey(LimitVersion, on_delete=models.PROTECT, related_name="limits")
    role = models.CharField(_("role"), max_length=20, choices=Role, blank=True)
    person = models.ForeignKey(
        User, verbose_name=_("person"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    department = models.ForeignKey(
        "accounts.Department",
        verbose_name=_("department"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    measure = models.CharField(_("measure"), max_length=20, choices=Measure, blank=True)
    bound = models.CharField(_("bounds"), max_length=20, choices=Bound)
    limit_cny = models.DecimalField(_("limit (¥)"), max_digits=12, decimal_places=2)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["version", "role", "person", "department", "measure", "bound"]
        verbose_name = _("authority limit")
        verbose_name_plural = _("authority limits")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "role", "measure", "bound"], name="one_limit_of_a_role", condition=~Q(role="")
            ),
            models.UniqueConstraint(
                fields=["version", "person", "measure", "bound"],
                name="one_limit_of_a_person",
                condition=Q(person__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["version", "department"],
                name="one_budget_of_a_department",
                condition=Q(department__isnull=False),
            ),
            models.CheckConstraint(name="limit_is_not_negative", condition=Q(limit_cny__gte=0)),
            models.CheckConstraint(
                name="a_limit_has_one_holder",
                condition=~Q(role="") & Q(person=None, department=None)
                | Q(role="", person__isnull=False, department=None)
                | Q(role="", person=None, department__isnull=False),
            ),
            models.CheckConstraint(
                name="a_budget_is_of_its_holder",
                condition=(
                    Q(bound=Bound.DEPARTMENT_MONTH, department__isnull=False)
                    | ~Q(bound=Bound.DEPARTMENT_MONTH) & Q(department=None)
                )
                & (~Q(bound=Bound.PERSON_MONTH) | Q(person__isnull=False))
                & (~Q(bound=Bound.MONTH) | ~Q(role="")),
            ),
            models.CheckConstraint(
                name="a_budget_is_of_all_measures",
                condition=Q(measure="") | ~Q(bound__in=[Bound.MONTH, Bound.PERSON_MONTH, Bound.DEPARTMENT_MONTH]),
            ),
            models.CheckConstraint(
                name="a_persons_limit_has_dates",
                condition=Q(person=None, starts_on=None, ends_on=None)
                | Q(person__isnull=False, starts_on__isnull=False, ends_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self):
        holder = self.get_role_display() or self.person or self.department
        return f"{holder} {self.get_measure_display() or '*'} {self.get_bound_display()} ≤ ¥{self.limit_cny}"


class CompensationRate(models.Model):
    """The least one unit of a measure counts: a point, a month of membership. Nobody may state less."""

    version = models.ForeignKey(LimitVersion, on_delete=models.PROTECT, related_name="rates")
    measure = models.CharField(_("measure"), max_length=20, choices=Measure)
    cny_per_unit = models.DecimalField(_("one counts at least (¥)"), max_digits=10, decimal_places=4)

    class Meta:
        ordering = ["version", "measure"]
        verbose_name = _("rate")
        verbose_name_plural = _("rates")
        constraints = [
            models.UniqueConstraint(fields=["version", "measure"], name="one_rate_of_a_measure"),
            models.CheckConstraint(name="a_unit_is_worth_something", condition=Q(cny_per_unit__gt=0)),
        ]

    def __str__(self):
        return f"{self.get_measure_display()} ¥{self.cny_per_unit}"
