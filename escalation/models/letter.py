from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class LetterKind(models.TextChoices):
    FINAL_ANSWER = "final_answer", _("Final answer")
    DEADLOCK = "deadlock", _("Notice that mediation failed")


class FinalLetter(models.Model):
    """The last word of the house on a complaint: what was found and offered, and where else to turn (ESC-7).

    Stands as it was sent; another letter is another row.
    """

    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="+")
    matter = models.ForeignKey("escalation.OutsideMatter", on_delete=models.PROTECT, null=True, related_name="letters")
    kind = models.CharField(_("kind"), max_length=15, choices=LetterKind)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    findings = models.TextField(_("what we found"), max_length=3_000)
    offered = models.TextField(_("what we offered"), max_length=2_000)
    position = models.TextField(_("our answer"), max_length=3_000)
    #: As they read when the letter left.
    places = models.JSONField(_("where else to turn"), default=list)
    sent_by = models.ForeignKey("accounts.User", verbose_name=_("sent by"), on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(_("sent"))

    class Meta:
        ordering = ["-sent_at", "-pk"]
        verbose_name = _("final letter")
        verbose_name_plural = _("final letters")

    def __str__(self):
        return self.get_kind_display()
