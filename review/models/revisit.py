from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.states import Channel, Satisfaction


class Unreached(models.TextChoices):
    """Why an attempt brought no rating."""

    NO_ANSWER = "no_answer", _("Nobody answered")
    BUSY = "busy", _("Busy or switched off")
    WRONG_NUMBER = "wrong_number", _("Wrong or dead number")
    LATER = "later", _("Asked to be called at another time")
    DECLINED = "declined", _("Does not want to be asked")
    UNDELIVERED = "undelivered", _("The message did not arrive")


class Revisit(models.Model):
    """One attempt to ask the customer, after execution, whether it is solved (REV-1); unreached ones have no rating."""

    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(_("round"))
    attempt = models.PositiveSmallIntegerField(_("attempt"))
    channel = models.CharField(_("channel"), max_length=20, choices=Channel)
    reached = models.BooleanField(_("customer reached"))
    rating = models.PositiveSmallIntegerField(_("outcome"), choices=Satisfaction, null=True, blank=True)
    process_rating = models.PositiveSmallIntegerField(_("handling"), choices=Satisfaction, null=True, blank=True)
    outcome = models.CharField(_("why not"), max_length=15, choices=Unreached, blank=True)
    would_complain_again = models.BooleanField(_("would turn to us again"), null=True, blank=True)
    reason = models.TextField(_("why the solution missed"), max_length=2_000, blank=True)
    process_reason = models.TextField(_("what was wrong with the handling"), max_length=2_000, blank=True)
    advice = models.TextField(_("advice"), max_length=2_000, blank=True)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["complaint", "round", "attempt"]
        verbose_name = _("revisit")
        verbose_name_plural = _("revisits")
        indexes = [models.Index(fields=["at"], name="revisit_rated", condition=Q(rating__isnull=False))]
        constraints = [
            models.UniqueConstraint(fields=["complaint", "round", "attempt"], name="attempts_are_numbered_once"),
            models.UniqueConstraint(
                fields=["complaint", "round"], name="a_round_is_rated_once", condition=Q(rating__isnull=False)
            ),
            models.CheckConstraint(
                name="reached_means_rated",
                condition=Q(reached=True, rating__isnull=False) | Q(reached=False, rating=None),
            ),
        ]

    def __str__(self):
        return f"{self.complaint_id}/{self.round}.{self.attempt}"
