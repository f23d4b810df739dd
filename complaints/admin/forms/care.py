from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.admin.forms.fields import HandlerField, text
from complaints.admin.steps import Place, Step, StepForm, register
from complaints.models import ServiceProfile
from complaints.services.care import keep_profile, remind_to_care


class ProfileForm(StepForm):
    best_time = forms.CharField(label=gettext_lazy("Best time to call"), max_length=120, required=False)
    notes = text(gettext_lazy("What to know"), rows=4, required=False)

    def __init__(self, *args, complaint, user, **kwargs):
        super().__init__(*args, complaint=complaint, user=user, **kwargs)
        agent = HandlerField(
            first_team=complaint.team_id,
            label=gettext_lazy("Looked after by"),
            required=False,
            help_text=gettext_lazy("Proposed as the handler whenever this customer complains."),
        )
        self.fields = {"named_agent": agent} | self.fields
        profile = ServiceProfile.objects.filter(complainant=complaint.complainant).first()
        if profile:
            self.initial |= {
                "named_agent": profile.named_agent_id,
                "best_time": profile.best_time,
                "notes": profile.notes,
            }

    def run(self, *, by, now, seen):
        return keep_profile(self.complaint.pk, **self.cleaned_data, by=by, now=now, seen=seen)

    def done(self, result):
        return _("Profile saved; it stands on every complaint of this customer.")


class CareForm(StepForm):
    due_on = forms.DateField(label=gettext_lazy("On"), widget=forms.DateInput(attrs={"type": "date"}))
    note = text(gettext_lazy("What to do"), rows=2, limit=300)

    def run(self, *, by, now, seen):
        return remind_to_care(self.complaint.pk, **self.cleaned_data, by=by, now=now, seen=seen)

    def done(self, result):
        return _("%(person)s is reminded on %(day)s.") % {"person": result.to, "day": result.due_on.isoformat()}


register(
    Step(
        name="profile",
        label=gettext_lazy("Service profile"),
        right="complaints.keep_profile",
        possible=lambda complaint, user: True,
        form=ProfileForm,
        weight=320,
        place=Place.PANEL,
        explanation=gettext_lazy("Facts that help to serve this customer; no judgement of the person."),
    )
)
register(
    Step(
        name="care",
        label=gettext_lazy("Care reminder"),
        right="complaints.keep_profile",
        possible=lambda complaint, user: True,
        form=CareForm,
        weight=315,
        place=Place.PANEL,
        explanation=gettext_lazy("For a call or a greeting outside any complaint; a notice comes on the day."),
    )
)
