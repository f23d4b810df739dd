from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Split(models.Model):
    """That `complaint` was part of another before: two matters told at once, handled each by itself."""

    complaint = models.OneToOneField("complaints.Complaint", on_delete=models.PROTECT, related_name="split")
    of = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="splits")
    reason = models.TextField(_("reason"))
    by = models.ForeignKey("accounts.User", verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("split")
        verbose_name_plural = _("splits")
        constraints = [models.CheckConstraint(name="nothing_is_split_off_itself", condition=~Q(complaint=F("of")))]

    def __str__(self):
        return f"{self.of_id} → {self.complaint_id}"
