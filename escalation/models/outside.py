from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class BodyKind(models.TextChoices):
    MEDIATION = "mediation", _("Mediation")
    REGULATOR = "regulator", _("Regulator")
    ARBITRATION = "arbitration", _("Arbitration")
    COURT = "court", _("Court")


class Milestone(models.TextChoices):
    """What happens in a matter with an outside body; a term runs from one to another."""

    RECEIVED = "received", _("Notice received")
    ACCEPTED = "accepted", _("Taken up by the body")
    HEARD = "heard", _("Heard")
    ANSWERED = "answered", _("Answered by us")
    DECIDED = "decided", _("Decided")
    CLOSED = "closed", _("Matter closed")


class OutsideBody(models.Model):
    """Somebody outside who may be turned to about a complaint: whom we answer, and where the customer may go on."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=BodyKind)
    name = models.CharField(_("name"), max_length=80)
    contact = models.CharField(_("telephone, address or site"), max_length=200, blank=True)
    #: Told to customers in the final letter as a place to turn to.
    is_open_to_customers = models.BooleanField(_("named in final letters"), default=True)
    is_active = models.BooleanField(_("in use"), default=True)
    position = models.PositiveSmallIntegerField(_("place in lists"), default=100)

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("outside body")
        verbose_name_plural = _("outside bodies")

    def __str__(self):
        return self.name


class LegalTermQuerySet(models.QuerySet):
    def in_force(self, on):
        """Those the law knew on that day."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=on), valid_from__lte=on)


class LegalTerm(models.Model):
    """So many days from one milestone to another, by a law and as long as it is in force (ESC-7).

    Whom it binds decides what follows: ours becomes a deadline, theirs tells when to expect something. Another
    text of the law is another row; what runs keeps the row it began with.
    """

    body = models.ForeignKey(OutsideBody, verbose_name=_("body"), on_delete=models.PROTECT, related_name="terms")
    name = models.CharField(_("what is due"), max_length=80)
    begins_with = models.CharField(_("runs from"), max_length=10, choices=Milestone)
    ends_with = models.CharField(_("met by"), max_length=10, choices=Milestone)
    days = models.PositiveSmallIntegerField(_("days"))
    counts_working_days = models.BooleanField(_("working days only"), default=False)
    binds_us = models.BooleanField(_("binds us"), default=True)
    source = models.CharField(_("law and article"), max_length=200)
    valid_from = models.DateField(_("in force from"))
    valid_until = models.DateField(_("in force until"), null=True, blank=True)
    #: When somebody of the house last read it in the text of the law itself.
    checked_on = models.DateField(_("compared with the text on"), null=True, blank=True)

    objects = LegalTermQuerySet.as_manager()

    class Meta:
        ordering = ["body", "begins_with", "days", "pk"]
        verbose_name = _("legal term")
        verbose_name_plural = _("legal terms")
        constraints = [
            models.CheckConstraint(name="a_term_has_days", condition=Q(days__gt=0)),
            models.CheckConstraint(name="a_term_goes_on", condition=~Q(begins_with=F("ends_with"))),
            models.CheckConstraint(
                name="a_law_ends_after_it_begins",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
            ),
        ]

    def __str__(self):
        return f"{self.body} · {self.name}"
