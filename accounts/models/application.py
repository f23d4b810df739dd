from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.scopes import Scope


class Application(models.Model):
    """Another system that uses the interface as its own integration account, never more often than it may."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    account = models.OneToOneField(
        "accounts.User",
        verbose_name=_("integration account"),
        on_delete=models.PROTECT,
        related_name="application",
    )
    client_id = models.CharField(_("client id"), max_length=40, unique=True, editable=False)
    #: Of the secret, which is 256 random bits: nothing slower than a digest is needed to keep it.
    secret_digest = models.CharField(max_length=64, editable=False)
    scopes = models.JSONField(_("scopes"), default=list)
    most_a_minute = models.PositiveIntegerField(
        _("requests a minute"), default=600, validators=[MinValueValidator(1), MaxValueValidator(60_000)]
    )
    is_inside = models.BooleanField(
        _("in our own network"),
        default=False,
        help_text=_("Its webhooks may lie at private addresses, on any port and without encryption."),
    )
    is_active = models.BooleanField(_("active"), default=True)
    created_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("created"))

    class Meta:
        ordering = ["name"]
        verbose_name = _("application")
        verbose_name_plural = _("applications")

    def __str__(self):
        return self.name


class AccessToken(models.Model):
    """A key to the interface, shown once: an application's for an hour, a person's own for as long as they said."""

    holder = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="access_tokens")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, null=True, related_name="tokens")
    name = models.CharField(_("used for"), max_length=60, blank=True)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(_("scopes"), default=list)
    created_at = models.DateTimeField(_("created"))
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    #: By the day, so that a busy system writes no row for every question.
    used_on = models.DateField(_("last used"), null=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("access token")
        verbose_name_plural = _("access tokens")

    def __str__(self):
        return self.name or str(self.application or self.holder)

    def is_valid(self, now):
        """Whether it opens anything at `now`; whose account is closed holds no key (A26)."""
        is_theirs = self.holder.is_active and (self.application is None or self.application.is_active)
        return is_theirs and self.revoked_at is None and self.expires_at > now

    def allows(self, scope):
        """Whether it may be used for `scope`; an application's list is asked each time, not when it was handed out."""
        scopes = set(self.scopes)
        if self.application is not None:
            scopes &= set(self.application.scopes)
        return Scope(scope) in scopes


class RequestCount(models.Model):
    """How often a holder asked in one minute: counted where a flushed cache forgets nothing (A38)."""

    holder = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    minute = models.DateTimeField()
    used = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["holder", "minute"], name="one_count_a_minute")]

    def __str__(self):
        return f"{self.holder_id} {self.minute:%H:%M} {self.used}"
