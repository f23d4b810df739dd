from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportMapping(models.Model):
    """How the columns of files with these headings were chosen, for the next file of the same kind (INT-8).

    `headings_key` stands for the headings as a set: their order does not count. Several may have one name, as when a
    platform adds a column to what it exports.
    """

    name = models.CharField(_("name"), max_length=60, blank=True)
    headings = models.JSONField(_("headings"))
    headings_key = models.CharField(max_length=64, unique=True)
    mapping = models.JSONField(_("columns"))
    used_by = models.ForeignKey(
        "accounts.User", verbose_name=_("last used by"), on_delete=models.PROTECT, related_name="+"
    )
    used_at = models.DateTimeField(_("last used"))

    class Meta:
        ordering = ["-used_at", "-pk"]
        verbose_name = _("columns remembered")
        verbose_name_plural = _("columns remembered")
        indexes = [models.Index(fields=["-used_at"], name="import_mapping_newest")]

    def __str__(self):
        return self.name or "、".join(self.headings[:3])
