from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Verdict(models.TextChoices):
    """What somebody who looked at two complaints decided."""

    MERGED = "merged", _("Merged")
    DIFFERENT = "different", _("Not the same")


class LikenessQuerySet(models.QuerySet):
    def undecided(self):
        # By the moment and not by the verdict: SQLite does not see that a partial index serves a parameter.
        return self.filter(decided_at=None)

    def touching(self, complaint):
        """Pairs `complaint` is one half of."""
        return self.filter(Q(complaint=complaint) | Q(other=complaint))

    def between(self, one_id, other_id):
        """The pair of these two complaints, whichever came first."""
        return self.filter(complaint=max(one_id, other_id), other=min(one_id, other_id))


class Likeness(models.Model):
    """Two complaints that may be one matter, why, and what was decided: a pair is put before people once (INT-6).

    `other` is the older one. `text_percent` is blank where the words do not speak for it.
    """

    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="likenesses")
    other = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="+")
    same_customer = models.BooleanField(_("same customer"), default=False)
    same_order = models.BooleanField(_("same order"), default=False)
    text_percent = models.PositiveSmallIntegerField(_("text alike (%)"), null=True)
    found_at = models.DateTimeField(_("found"))
    verdict = models.CharField(_("decision"), max_length=10, choices=Verdict, blank=True)
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True)

    objects = LikenessQuerySet.as_manager()

    class Meta:
        ordering = ["-same_order", "-text_percent", "-other"]
        verbose_name = _("likely duplicate")
        verbose_name_plural = _("likely duplicates")
        indexes = [models.Index(fields=["complaint"], name="likeness_undecided", condition=Q(decided_at=None))]
        constraints = [
            models.UniqueConstraint(fields=["complaint", "other"], name="a_pair_is_found_once"),
            models.CheckConstraint(name="the_other_is_older", condition=Q(complaint__gt=F("other"))),
            models.CheckConstraint(
                name="a_likeness_has_a_reason",
                condition=Q(same_customer=True) | Q(same_order=True) | Q(text_percent__isnull=False),
            ),
            models.CheckConstraint(
                name="a_verdict_is_somebodys",
                condition=Q(verdict="", decided_by=None, decided_at=None)
                | ~Q(verdict="") & Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.complaint_id} {self.other_id}"

    @property
    def reasons(self):
        """Why they may be the same, for people to read."""
        found = [_("same customer")] if self.same_customer else []
        found += [_("same order")] if self.same_order else []
        if self.text_percent is not None:
            found.append(_("text %(percent)s %% alike") % {"percent": self.text_percent})
        return found

    def half_beside(self, complaint):
        """The complaint of the pair that is not `complaint`."""
        return self.complaint if self.other_id == complaint.pk else self.other

    def decide(self, verdict, *, by, at):
        """`by` and `at` None: it is open again."""
        self.verdict, self.decided_by, self.decided_at = verdict, by, at


class TextKey(models.Model):
    """One of the numbers by which texts like that of a complaint are found, however many there are."""

    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="text_keys")
    key = models.BigIntegerField()

    class Meta:
        verbose_name = _("text key")
        verbose_name_plural = _("text keys")
        constraints = [models.UniqueConstraint(fields=["key", "complaint"], name="a_text_has_a_key_once")]

    def __str__(self):
        return f"{self.complaint_id} {self.key}"


class LikenessRules(models.Model):
    """From where on two complaints are put before people as one matter: one row for the house."""

    least_percent = models.PositiveSmallIntegerField(
        _("text alike of one customer or order (%)"),
        default=25,
        validators=[MinValueValidator(10), MaxValueValidator(100)],
        help_text=_("From here on the words speak for it where customer or order are the same."),
    )
    stranger_percent = models.PositiveSmallIntegerField(
        _("text alike of strangers (%)"),
        default=60,
        validators=[MinValueValidator(50), MaxValueValidator(100)],
        help_text=_("From here on the words alone are enough."),
    )
    lately_days = models.PositiveSmallIntegerField(
        _("closed in the last days"),
        default=30,
        validators=[MaxValueValidator(365)],
        help_text=_("A complaint closed longer ago is no longer compared."),
    )

    class Meta:
        verbose_name = _("rules for likely duplicates")
        verbose_name_plural = _("rules for likely duplicates")
        constraints = [models.CheckConstraint(name="one_row_of_likeness_rules", condition=Q(id=1))]

    def __str__(self):
        return f"{self.least_percent} % · {self.stranger_percent} %"

    @classmethod
    def current(cls):
        """The rules of the house; the defaults until somebody has set others."""
        return cls.objects.first() or cls(pk=1)
