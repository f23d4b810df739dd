from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.certificate import RoleRequirement
from accounts.roles import OUTSIDE_DELEGATION, RIGHTS, SERVICE_ROLES, Role

#: Besides reading. A complaint in the hands of somebody whose certificate ran out overnight can still be put before
#: somebody with more power.
_KEPT = frozenset({"knowledge.take_training", "escalation.escalate_complaint"})


class UserManager(BaseUserManager):
    def create_user(self, username, password=None, **fields):
        """A person's account; without a password nobody can sign in with it."""
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def system(self):
        """The account scheduled work acts as."""
        return self.get_or_create(username="system", defaults={"role": Role.SYSTEM, "name": "系统"})[0]

    def customer(self):
        """The account behind which customers act on their own pages; the complaint is proven by its code."""
        return self.get_or_create(username="customer", defaults={"role": Role.CUSTOMER, "name": "客户"})[0]

    def with_certificates(self, today):
        """Everybody, found together with `lacks_certificate`."""
        return self.annotate(lacks_certificate=_lack(today))

    def roles_with(self, right):
        """Roles of people that hold `right`."""
        return [role for role, rights in RIGHTS.items() if right in rights and role not in SERVICE_ROLES]

    def with_right(self, right):
        """Active people whose own role has `right`, and who lack no certificate; substitutes are not counted."""
        people = self.filter(is_active=True, role__in=self.roles_with(right)).order_by("pk")
        return people if is_kept(right) else people.exclude(_lack(timezone.localdate()))

    def on_duty(self, now, *, fast_lane=False):
        """Active people on shift at `now` who lack no certificate; with `fast_lane` those whose shift takes urgent
        complaints."""
        lanes = [True] if fast_lane else [True, False]
        on_shift = self.filter(
            is_active=True, shifts__starts_at__lte=now, shifts__ends_at__gt=now, shifts__is_fast_lane__in=lanes
        )
        return on_shift.exclude(_lack(timezone.localdate(now))).distinct()


class User(AbstractBaseUser, PermissionsMixin):
    """A person at the desk, or a service account. One account, one role: duties stay separate by construction."""

    username = models.CharField(_("user name"), max_length=60, unique=True)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=60)
    employee_number = models.CharField(_("employee number"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    department = models.ForeignKey(
        "accounts.Department",
        verbose_name=_("department"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="members",
    )
    team = models.ForeignKey(
        "accounts.Team", verbose_name=_("team"), on_delete=models.PROTECT, null=True, blank=True, related_name="members"
    )
    skills = models.JSONField(_("skills"), default=list, blank=True)
    language = models.CharField(
        _("language"), max_length=10, choices=[("zh-hans", "简体中文"), ("en", "English")], default="zh-hans"
    )
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name", "role"]

    class Meta:
        ordering = ["username"]
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.CheckConstraint(
                name="user_role_known", condition=Q(role__in=Role.values), violation_error_message=_("Unknown role.")
            ),
            models.CheckConstraint(name="nobody_stands_above_the_roles", condition=Q(is_superuser=False)),
        ]

    def __str__(self):
        """Service accounts by what they are, in the reader's language."""
        return str(self.get_role_display()) if self.role in SERVICE_ROLES else self.name or self.username

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name

    @property
    def is_staff(self):
        """Who may open the back office: everybody but integration and service accounts."""
        return self.is_active and self.role not in SERVICE_ROLES | {Role.INTEGRATION}

    def rights(self):
        """Own rights and those delegated today; asked once per object, so once per request.

        A delegation never joins administration with complaint content: the administrator neither
        gives nor takes rights by delegation (domain.md, Roles). Whoever lacks a certificate only reads, and learns.
        """
        if not hasattr(self, "_rights"):
            held = frozenset().union(RIGHTS[self.role], *(RIGHTS[role] for role in self.roles_stood_in_for()))
            self._rights = frozenset(filter(is_kept, held)) if self.lacks_certificate else held
        return self._rights

    @cached_property
    def lacks_certificate(self):
        """Whether the own role asks today for a certificate this person does not hold (KNO-5).

        Whoever signs in is found together with the answer; anybody else costs one query.
        """
        return self.role not in OUTSIDE_DELEGATION and self.certificates_lacked().exists()

    def certificates_lacked(self):
        """What the own role asks for and this person does not hold today."""
        return RoleRequirement.objects.unmet(timezone.localdate(), role=self.role, user=self.pk)

    def delegations_today(self):
        """Delegations this person holds today, with the absent people; asked once per object.

        Nobody stands in without the certificates the absent person's role asks for, nor without the own ones (KNO-5).
        """
        if not hasattr(self, "_delegations_today"):
            if self.role in OUTSIDE_DELEGATION or self.pk is None or self.lacks_certificate:
                self._delegations_today = []
            else:
                today = timezone.localdate()
                unmet = RoleRequirement.objects.unmet(today, role=OuterRef("delegator__role"), user=self.pk)
                current = self.delegations_received.current(today).exclude(Exists(unmet))
                self._delegations_today = list(current.select_related("delegator"))
        return self._delegations_today

    def acts_for(self):
        """This person, and everybody this person stands in for today."""
        return [self, *(delegation.delegator for delegation in self.delegations_today())]

    def circle(self):
        """Ids of whoever this person decides as: own accounts, and everybody in whose place this person stands today.

        Rights reach one substitute and no further; a conflict of interest reaches through any chain of them. Another
        account under the same employee number is the same person, at every link. Asked once per object.
        """
        if not hasattr(self, "_circle"):
            standing = self.delegations_received.model.objects.current(timezone.localdate())
            pairs = list(standing.values_list("delegate", "delegator"))
            found, new = {self.pk}, {self.pk}
            while new:
                new |= _accounts_beside(new)
                found |= new
                new = {delegator for delegate, delegator in pairs if delegate in new} - found
            self._circle = frozenset(found)
        return self._circle

    def roles_stood_in_for(self):
        """Roles of the people this person stands in for today."""
        return {delegation.delegator.role for delegation in self.delegations_today()}


def is_kept(right):
    """Whether `right` stays with whoever lacks a certificate: reading, learning, and asking for help (ESC-5)."""
    return right.partition(".")[2].startswith("view_") or right in _KEPT


def _lack(today):
    return Exists(RoleRequirement.objects.unmet(today, role=OuterRef("role"), user=OuterRef("pk")))


def _accounts_beside(pks):
    """Keys of all accounts under the employee numbers of these; the blank number names nobody."""
    numbers = User.objects.filter(pk__in=pks).exclude(employee_number="").values("employee_number")
    return set(User.objects.filter(employee_number__in=numbers).values_list("pk", flat=True))
