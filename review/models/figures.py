"""Figures of the desk by day, kept up to date by differences, so that a board never counts complaints (MON-1)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class DayFigures(models.Model):
    """What was counted on one local day, cut by none, one or two dimensions (`services.figures.dimensions.CUTS`).

    Written by `services.figures.upkeep` alone; read through `services.figures.reading`. `counts` maps measures to
    numbers, and one that fell to nothing is left out.
    """

    #: `cut|first|second|day`: what finds it again without a second unique index of four columns.
    key = models.CharField(primary_key=True, max_length=240)
    cut = models.CharField(max_length=2, blank=True)
    first = models.CharField(max_length=100, blank=True)
    second = models.CharField(max_length=100, blank=True)
    day = models.DateField()
    #: Two of `counts` that the database itself must add up, or find.
    received = models.IntegerField(default=0)
    still_open = models.IntegerField(default=0)
    counts = models.JSONField(default=dict)

    class Meta:
        ordering = ["key"]
        verbose_name = _("figures of a day")
        verbose_name_plural = _("figures of days")
        indexes = [
            models.Index(fields=["cut", "first", "day"], name="figures_by_first"),
            models.Index(fields=["cut", "second", "day"], name="figures_by_second"),
            models.Index(fields=["cut", "first", "second"], name="figures_of_backlog", condition=Q(still_open__gt=0)),
        ]

    def __str__(self):
        return self.key


class Tally(models.Model):
    """What one complaint adds to the figures, as it was last counted: a change takes this out and puts the new in.

    `days` maps local days to counts. `count_at` is when to count anew: at once after news, otherwise when its next
    deadline passes; None when nothing is left to happen.
    """

    complaint = models.OneToOneField("complaints.Complaint", on_delete=models.PROTECT, related_name="+")
    #: The value of each dimension, "" where the complaint has none; keys of rows as text.
    category = models.CharField(max_length=20, blank=True)
    channel = models.CharField(max_length=20, blank=True)
    department = models.CharField(max_length=20, blank=True)
    team = models.CharField(max_length=20, blank=True)
    severity = models.CharField(max_length=2, blank=True)
    product = models.CharField(max_length=100, blank=True)
    place = models.CharField(max_length=100, blank=True)
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    days = models.JSONField(default=dict)
    is_open = models.BooleanField(default=True)
    count_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")
        indexes = [
            models.Index(fields=["count_at", "id"], name="tally_to_count", condition=Q(count_at__isnull=False)),
            models.Index(fields=["last_on", "first_on"], name="tally_by_days"),
            models.Index(fields=["product", "last_on"], name="tally_by_product", condition=~Q(product="")),
            models.Index(fields=["place", "last_on"], name="tally_by_place", condition=~Q(place="")),
            models.Index(fields=["category", "last_on"], name="tally_by_category"),
            models.Index(fields=["department", "last_on"], name="tally_of_backlog", condition=Q(is_open=True)),
        ]

    def __str__(self):
        return str(self.complaint_id)


class FiguresState(models.Model):
    """The one row under whose lock figures are written, and how far counting everything anew has come."""

    rebuilding_since = models.DateTimeField(null=True)
    #: Whether all complaints were ever counted: a desk older than its figures has that before it.
    is_counted = models.BooleanField(default=False)
    #: Complaints up to this key are counted again.
    rebuilt_to = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("state of the figures")
        verbose_name_plural = _("state of the figures")

    def __str__(self):
        return str(self.rebuilding_since or "—")
