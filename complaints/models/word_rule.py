from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from complaints.words.phrases import parts_of


class WordKind(models.TextChoices):
    """Why a customer should not read it (COM-3)."""

    VAGUE = "vague", _("Vague time")
    JARGON = "jargon", _("Jargon")
    BRUSH_OFF = "brush_off", _("Blame or brush-off")
    PROMISE = "promise", _("Promise that cannot be kept")


def is_a_phrase(value):
    """Raises ValidationError for a phrase that would be found nowhere or everywhere."""
    if sum(len(part) for part in parts_of(value)) < 2:
        raise ValidationError(_("Enter at least two letters besides the gaps; … stands for a few characters."))


class WordRule(models.Model):
    """A phrase that is looked for in what customers are told, and what to say instead; … in it is a gap."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=WordKind)
    phrase = models.CharField(
        _("phrase"), max_length=60, validators=[is_a_phrase], help_text=_("… stands for a few characters in between.")
    )
    suggestion = models.CharField(_("say instead"), max_length=200)
    language = models.CharField(
        _("language"), max_length=10, choices=[("zh-hans", "简体中文"), ("en", "English")], default="zh-hans"
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["kind", "language", "phrase"]
        verbose_name = _("word rule")
        verbose_name_plural = _("word rules")
        constraints = [models.UniqueConstraint(fields=["phrase", "language"], name="a_phrase_has_one_rule")]

    def __str__(self):
        return self.phrase
