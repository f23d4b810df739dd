from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from complaints.states import PreferredChannel, Severity


class MessageTemplate(models.Model):
    """Words of the house's own for one step, instead of the built-in ones (COM-1). Places read `{number}`."""

    step = models.CharField(_("step"), max_length=30)
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    severity = models.CharField(_("severity"), max_length=2, choices=Severity, blank=True)
    channel = models.CharField(_("channel"), max_length=10, choices=PreferredChannel, blank=True)
    subject = models.CharField(_("subject"), max_length=100)
    body = models.TextField(_("text"), max_length=1_000)
    provider_template = models.CharField(_("provider's template code"), max_length=60, blank=True)

    class Meta:
        ordering = ["step", "language", "severity", "channel"]
        verbose_name = _("message template")
        verbose_name_plural = _("message templates")
        constraints = [
            models.UniqueConstraint(
                fields=["step", "language", "severity", "channel"],
                name="one_template_for_a_case",
                violation_error_message=_("There is a template for this case already. Change that one."),
            )
        ]

    def __str__(self):
        return self.subject

    def fits(self, step, *, language, severity, channel):
        is_meant = (self.step, self.language) == (step, language)
        return is_meant and self.severity in {"", severity} and self.channel in {"", channel}

    @property
    def closeness(self):
        """Of several that fit the greatest is the closest; the severity counts more than the channel."""
        return bool(self.severity), bool(self.channel)
