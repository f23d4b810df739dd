from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from complaints.errors import RuleBroken
from complaints.services.evidence import ALLOWED, check_file
from complaints.services.self_service import MOST_FILES


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class EvidenceField(forms.FileField):
    """Up to three files, each judged by its content; every bad one is named."""

    widget = ManyFiles(attrs={"accept": ",".join((*ALLOWED, ".heic", ".mov"))})

    def clean(self, data, initial=None):
        uploads = [upload for upload in data or [] if upload]
        if self.required and not uploads:
            raise ValidationError(_("Choose at least one file."))
        if len(uploads) > MOST_FILES:
            raise ValidationError(_("Send at most %(count)s files at a time."), params={"count": MOST_FILES})
        faults = [fault for upload in uploads if (fault := _fault_of(upload))]
        if faults:
            raise ValidationError(faults)
        return uploads


def _fault_of(upload):
    try:
        check_file(upload)
    except RuleBroken as refusal:
        return refusal.sentence
    return None
