"""What people proved to be able to do, and what a role asks for before it may act (KNO-5)."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.roles import OUTSIDE_DELEGATION, Role

CHINA = ZoneInfo("Asia/Shanghai")
#: Days before the last one on which the holder is reminded, at nine in the morning; the day after it has run out.
_REMINDED = (30, 7, -1)

#: Roles that may be asked for a certificate. Nobody could lift a requirement from a locked administrator.
ROLES_OF_PEOPLE = tuple(role for role in Role if role not in OUTSIDE_DELEGATION)


class Qualification(models.Model):
    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("qualification")
        verbose_name_plural = _("qualifications")

    def __str__(self):
        return self.name_en if self.name_en and get_language() == "en" else self.name


class CertificateQuerySet(models.QuerySet):
    def living(self):
        """Neither replaced nor taken back; it may have expired."""
        return self.filter(ended_at=None)

    def valid(self, today):
        """Living, the last day included."""
        return self.living().filter(valid_until__gte=today)


class Certificate(models.Model):
    """One qualification of one person. Given by `accounts.services.giving` only; a guard of the database asks for the
    passed attempt, and lets nothing of it change but its end and its reminders."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    #: Printed on it, to tell a copy from an invention.
    code = models.CharField(_("verification code"), max_length=16, unique=True)
    user = models.ForeignKey(
        "accounts.User", verbose_name=_("person"), on_delete=models.PROTECT, related_name="certificates"
    )
    qualification = models.ForeignKey(
        Qualification, verbose_name=_("qualification"), on_delete=models.PROTECT, related_name="certificates"
    )
    #: The passed attempt it was given for, a row of a higher app.
    proof = models.BigIntegerField(unique=True)
    given_at = models.DateTimeField(_("given"))
    valid_until = models.DateField(_("valid until"))
    ended_at = models.DateTimeField(_("ended"), null=True)
    ended_by = models.ForeignKey(
        "accounts.User", verbose_name=_("ended by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    ended_because = models.CharField(_("why it ended"), max_length=300, blank=True)
    #: When somebody is reminded next; None when there is nothing left to remind of.
    next_step_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-given_at", "-pk"]
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "qualification"], name="one_living_certificate", condition=Q(ended_at=None)
            ),
            models.CheckConstraint(
                name="certificate_ends_whole_or_not_at_all",
                condition=Q(ended_at=None, ended_by=None, ended_because="")
                | Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(ended_because=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_step_at"], name="certificates_to_remind", condition=Q(next_step_at__isnull=False)
            )
        ]

    def __str__(self):
        return self.number

    def is_valid(self, today):
        return self.ended_at is None and self.valid_until >= today

    def reminder_after(self, now):
        """When somebody is told next that it runs out, or that it has; None when nothing is left to tell."""
        moments = [datetime.combine(self.valid_until - timedelta(days=days), time(9), CHINA) for days in _REMINDED]
        return next((at for at in moments if at > now), None)


class RoleRequirementQuerySet(models.QuerySet):
    def standing(self):
        """Proposed or in force."""
        return self.filter(ended_at=None)

    def in_force(self, today):
        return self.standing().filter(activated_at__isnull=False, from_on__lte=today)

    def unmet(self, today, *, role, user):
        """What `role` asks for today and `user` does not hold; both may be references to an outer query."""
        asked = self.in_force(today).filter(role=role).order_by()
        # An outer reference is resolved one level further up inside the inner query.
        holder = OuterRef(user) if isinstance(user, OuterRef) else user
        held = Certificate.objects.valid(today).filter(user=holder, qualification=OuterRef("qualification"))
        return asked.exclude(Exists(held.order_by()))


class RoleRequirement(models.Model):
    """From `from_on` whoever has `role` needs the certificate to act. Proposed by one, put in force by another."""

    role = models.CharField(_("role"), max_length=20, choices=[(role.value, role.label) for role in ROLES_OF_PEOPLE])
    qualification = models.ForeignKey(
        Qualification, verbose_name=_("qualification"), on_delete=models.PROTECT, related_name="requirements"
    )
    from_on = models.DateField(_("from"))
    proposed_by = models.ForeignKey(
        "accounts.User", verbose_name=_("proposed by"), on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField(_("proposed"))
    activated_by = models.ForeignKey(
        "accounts.User", verbose_name=_("put in force by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    activated_at = models.DateTimeField(_("put in force"), null=True)
    ended_by = models.ForeignKey(
        "accounts.User", verbose_name=_("ended by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(_("ended"), null=True)
    ended_because = models.CharField(_("why it ended"), max_length=300, blank=True)

    objects = RoleRequirementQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        verbose_name = _("requirement of a role")
        verbose_name_plural = _("requirements of roles")
        constraints = [
            models.CheckConstraint(
                name="only_roles_of_people_need_certificates", condition=Q(role__in=[*ROLES_OF_PEOPLE])
            ),
            models.UniqueConstraint(
                fields=["role", "qualification"], name="asked_of_a_role_once", condition=Q(ended_at=None)
            ),
            # AUD-3: what a role may do is changed by four eyes.
            models.CheckConstraint(
                name="requirement_put_in_force_by_another",
                condition=Q(activated_by=None, activated_at=None)
                | Q(activated_at__isnull=False) & ~Q(activated_by=None) & ~Q(activated_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="requirement_ends_whole_or_not_at_all",
                condition=Q(ended_at=None, ended_by=None, ended_because="")
                | Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(ended_because=""),
            ),
        ]

    def __str__(self):
        return f"{self.get_role_display()} · {self.qualification}"
