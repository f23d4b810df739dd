"""The report of a week or a month as it was, and who was sent it (MON-3)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ReportKind(models.TextChoices):
    WEEK = "week", pgettext_lazy("report", "Week")
    MONTH = "month", pgettext_lazy("report", "Month")


class PeriodReport(models.Model):
    """Figures of one period, made once and never changed: a database trigger refuses UPDATE and DELETE.

    Page, PDF and workbook are drawn from `content` alone; `sha256` is over its canonical JSON.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=ReportKind)
    since = models.DateField(_("from"))
    until = models.DateField(_("until"))
    form = models.PositiveSmallIntegerField(_("version of the form"))
    content = models.JSONField()
    sha256 = models.CharField(_("digest"), max_length=64)
    made_by = models.ForeignKey("accounts.User", verbose_name=_("made by"), on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made"))

    class Meta:
        ordering = ["-until", "kind"]
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [
            models.UniqueConstraint(fields=["kind", "since"], name="a_period_is_reported_once"),
            models.CheckConstraint(name="a_report_has_days", condition=Q(until__gte=F("since"))),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.since} – {self.until}"


class ReportCopyQuerySet(models.QuerySet):
    def to_send(self):
        """To be told by e-mail, and neither told nor given up; the longest waiting first."""
        return self.filter(sent_at=None, parked_at=None).order_by("due_at", "pk")


class ReportCopy(models.Model):
    """One reader's copy: told by e-mail where there is an address."""

    report = models.ForeignKey(PeriodReport, on_delete=models.PROTECT, related_name="copies")
    to = models.ForeignKey("accounts.User", verbose_name=_("reader"), on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(_("sent"), null=True)
    parked_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(_("why not"), max_length=300, blank=True)

    objects = ReportCopyQuerySet.as_manager()

    class Meta:
        ordering = ["report", "pk"]
        verbose_name = _("copy of a report")
        verbose_name_plural = _("copies of reports")
        indexes = [
            models.Index(fields=["due_at"], name="copies_to_send", condition=Q(sent_at=None, parked_at=None)),
        ]
        constraints = [models.UniqueConstraint(fields=["report", "to"], name="one_copy_for_each_reader")]

    def __str__(self):
        return f"{self.report_id} → {self.to_id}"
