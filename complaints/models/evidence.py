import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.crypto.fields import SealedTextField


def private_path(evidence, _name):
    """A random place below the private folder; nothing of the sender's file name is used (A19, A20)."""
    return f"{evidence.uuid.hex[:2]}/{evidence.uuid.hex}"


class Evidence(models.Model):
    """One file: checked by content, stored outside the web root, served to those who may see the complaint (INT-9)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="evidence")
    tasks = models.ManyToManyField("complaints.Task", through="complaints.Proof", related_name="evidence")
    file = models.FileField(upload_to=private_path, max_length=100)
    name = SealedTextField(_("file name"))
    content_type = models.CharField(_("type"), max_length=80)
    size_bytes = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    note = models.CharField(_("note"), max_length=200, blank=True)
    added_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("added"))

    class Meta:
        ordering = ["added_at", "pk"]
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [
            models.UniqueConstraint(fields=["complaint", "sha256"], name="a_file_is_kept_once_per_complaint"),
            models.CheckConstraint(name="evidence_is_not_empty", condition=Q(size_bytes__gt=0)),
        ]

    def __str__(self):
        return self.name


class Proof(models.Model):
    """That a file shows a task to be done; one receipt may show several (EXE-3)."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="+")
    task = models.ForeignKey("complaints.Task", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("proof")
        verbose_name_plural = _("proofs")
        constraints = [models.UniqueConstraint(fields=["task", "evidence"], name="a_file_proves_a_task_once")]

    def __str__(self):
        return f"{self.task_id} {self.evidence_id}"
