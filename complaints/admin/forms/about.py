from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import OUTSIDE_DELEGATION
from complaints.admin.forms.fields import text
from complaints.admin.steps import Place, Step, StepForm, register
from complaints.services.impartial import name_staff


class AboutForm(StepForm):
    """Whose conduct the complaint is about."""

    person = forms.ModelChoiceField(
        User.objects.filter(is_active=True).exclude(role__in=OUTSIDE_DELEGATION).order_by("name"),
        label=gettext_lazy("Employee"),
        required=False,
        empty_label=gettext_lazy("Nobody"),
    )
    reason = text(gettext_lazy("What the customer told about this person"), rows=2)

    def __init__(self, *args, complaint, user, **kwargs):
        super().__init__(*args, complaint=complaint, user=user, **kwargs)
        self.fields["person"].initial = complaint.about_staff_id

    def run(self, *, by, now, seen):
        return name_staff(self.complaint.pk, **self.cleaned_data, by=by, now=now, seen=seen)

    def done(self, result):
        if result.about_staff is None:
            return _("The complaint is about nobody in particular any more.")
        return _("Noted. %(person)s decides nothing in this complaint.") % {"person": result.about_staff}


register(
    Step(
        name="name-staff",
        label=gettext_lazy("About an employee"),
        right="complaints.change_complaint",
        possible=lambda complaint, user: complaint.is_open,
        form=AboutForm,
        weight=247,
        place=Place.MORE,
        explanation=gettext_lazy("Whoever the complaint is about neither handles it nor decides in it."),
    )
)
