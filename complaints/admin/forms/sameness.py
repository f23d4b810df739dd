"""Two complaints that are one matter, or are not (INT-6)."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.admin.steps import Place, Step, StepForm, register
from complaints.models import Complaint
from complaints.services.closing import close_duplicate
from complaints.services.gate import is_possible
from complaints.services.likeness import pairs_beside, rule_out


class OtherForm(StepForm):
    """Names another complaint by its number."""

    number = forms.CharField(
        label=gettext_lazy("Number of the other complaint"),
        max_length=20,
        widget=forms.TextInput(attrs={"placeholder": "202611-001", "inputmode": "numeric"}),
    )

    def clean_number(self):
        number = self.cleaned_data["number"].strip()
        self.other = Complaint.objects.visible_to(self.user).filter(number=number).first()
        if self.other is None:
            raise forms.ValidationError(_("There is no complaint %(number)s you may see.") % {"number": number})
        return number


class DuplicateForm(OtherForm):
    def run(self, *, by, now, seen):
        return close_duplicate(self.complaint.pk, of_id=self.other.pk, by=by, now=now, seen=seen)

    def done(self, result):
        return _("Closed as a duplicate of %(number)s.") % {"number": self.other.number}


class NotSameForm(OtherForm):
    number = forms.CharField(max_length=20, widget=forms.HiddenInput)

    def run(self, *, by, now, seen):
        return rule_out(self.complaint.pk, other_id=self.other.pk, by=by, now=now, seen=seen)

    def done(self, result):
        return _("Not the same as %(number)s; the two are not put before anybody again.") % {
            "number": self.other.number
        }


register(
    Step(
        name="duplicate",
        label=gettext_lazy("Duplicate of …"),
        right="complaints.close_duplicate",
        possible=lambda complaint, user: is_possible(complaint, "close_duplicate"),
        form=DuplicateForm,
        weight=245,
        place=Place.MORE,
        tone="danger",
        explanation=gettext_lazy("The other complaint inherits contacts, evidence and the stricter severity."),
    )
)
register(
    Step(
        name="not-same",
        label=gettext_lazy("Not the same"),
        right="complaints.close_duplicate",
        possible=lambda complaint, user: bool(pairs_beside(complaint, user)),
        form=NotSameForm,
        weight=246,
        place=Place.PANEL,
        explanation=gettext_lazy("The two stay apart, and are no longer put before anybody as one matter."),
    )
)
