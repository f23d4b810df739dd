from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from complaints.states import Trigger

#: What words alone can say; the other triggers follow from facts.
WORDED = (Trigger.SUPERIOR, Trigger.THREAT, Trigger.PRESSING, Trigger.IMPACT)


class Form(models.TextChoices):
    WORDS = "words", _("Plain words")
    PATTERN = "pattern", _("Pattern")


class TriggerRule(models.Model):
    """Words of a customer that must, or may, bring a complaint before somebody with more power (ESC-2).

    Changed by `escalation.services.rules` alone, which tries it on ordinary sentences first and keeps each version.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True, editable=False)
    trigger = models.CharField(_("trigger"), max_length=20, choices=[(one.value, one.label) for one in WORDED])
    form = models.CharField(_("form"), max_length=10, choices=Form, default=Form.WORDS)
    expression = models.CharField(
        _("words or pattern"),
        max_length=1_000,
        help_text=_("Plain words: … stands for a few characters in between. Pattern: RE2 syntax."),
    )
    unless = models.TextField(
        _("unless these words overlap"),
        max_length=1_000,
        blank=True,
        help_text=_("One per line, plain words: what looks alike and means something else."),
    )
    must_match = models.TextField(
        _("sentences it must find"), max_length=4_000, help_text=_("One per line; tried each time the rule is saved.")
    )
    must_not_match = models.TextField(_("sentences it must not find"), max_length=4_000, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="zh-hans")
    escalates = models.BooleanField(
        _("escalates"), default=True, help_text=_("Otherwise it only adds to the risk of the complaint.")
    )
    is_active = models.BooleanField(_("active"), default=True)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        ordering = ["trigger", "language", "code"]
        verbose_name = _("trigger rule")
        verbose_name_plural = _("trigger rules")
        constraints = [
            models.CheckConstraint(
                name="a_rule_of_words_has_a_trigger", condition=Q(trigger__in=[one.value for one in WORDED])
            ),
            models.CheckConstraint(name="a_rule_of_words_says_something", condition=~Q(expression="")),
        ]

    def __str__(self):
        """A sentence it finds says more than a pattern."""
        return f"“{self.must_match.strip().splitlines()[0].strip()}”" if self.must_match.strip() else self.expression

    @property
    def is_pattern(self):
        return self.form == Form.PATTERN


class TriggerRuleChange(models.Model):
    """One version of a trigger rule: what it said, who wrote it, why; a finding names the version that found it."""

    rule = models.ForeignKey(TriggerRule, on_delete=models.PROTECT, related_name="changes")
    version = models.PositiveIntegerField(_("version"))
    content = models.JSONField(_("content"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    by = models.ForeignKey(User, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["rule", "-version"]
        verbose_name = _("version of a trigger rule")
        verbose_name_plural = _("versions of trigger rules")
        constraints = [models.UniqueConstraint(fields=["rule", "version"], name="a_version_of_a_rule_is_written_once")]

    def __str__(self):
        return f"{self.rule_id} v{self.version}"
