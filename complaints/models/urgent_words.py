from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from complaints.models.word_rule import is_a_phrase
from complaints.states import Urgency


def are_phrases(value):
    """Raises ValidationError for a line that would be found nowhere or everywhere."""
    for line in lines_of(value):
        is_a_phrase(line)


def lines_of(value):
    """The lines of `value` that say something."""
    return [line.strip() for line in value.splitlines() if line.strip()]


class UrgentWords(models.Model):
    """What customers say whose demand cannot wait: one list for each fast lane and language (INT-6)."""

    urgency = models.CharField(_("fast lane"), max_length=20, choices=Urgency, editable=False)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, editable=False)
    phrases = models.TextField(
        _("words"),
        max_length=4_000,
        blank=True,
        validators=[are_phrases],
        help_text=_("One per line; … stands for a few characters in between. Denied words do not count."),
    )
    unless = models.TextField(
        _("unless these words overlap"),
        max_length=4_000,
        blank=True,
        validators=[are_phrases],
        help_text=_("One per line, plain words: what looks alike and means something else."),
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["urgency", "language"]
        verbose_name = _("words of the fast lane")
        verbose_name_plural = _("words of the fast lane")
        constraints = [models.UniqueConstraint(fields=["urgency", "language"], name="a_fast_lane_has_one_list")]

    def __str__(self):
        return f"{self.get_urgency_display()} · {self.get_language_display()}"
