from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.admin.forms.fields import CategoryField, HandlerField, text
from complaints.admin.steps import Place, Step, StepForm, register
from complaints.models import ServiceProfile
from complaints.services.assignment import HANDLING_ROLES
from complaints.services.triage import regrade, triage
from complaints.states import Impact, Severity, State, Urgency

_MEANINGS = {
    Severity.S1: gettext_lazy(
        "S1 Urgent: money or account at risk, mass outage, personal safety, goods worth ¥10,000 or more"
    ),
    Severity.S2: gettext_lazy("S2 Serious: a core function is blocked, or the experience is badly hurt"),
    Severity.S3: gettext_lazy("S3 Regular: suggestion, minor or rare fault"),
}


class RegradeForm(StepForm):
    severity = forms.ChoiceField(
        label=gettext_lazy("Severity"), choices=list(_MEANINGS.items()), widget=forms.RadioSelect
    )
    severity_reason = text(gettext_lazy("Why this severity"), rows=2, limit=300)
    impact = forms.ChoiceField(label=gettext_lazy("Impact"), choices=Impact, widget=forms.RadioSelect)
    urgency = forms.ChoiceField(
        label=gettext_lazy("Fast lane"),
        choices=[("", gettext_lazy("not on the fast lane")), *Urgency.choices],
        required=False,
    )

    def __init__(self, *args, complaint, user, **kwargs):
        super().__init__(*args, complaint=complaint, user=user, **kwargs)
        self.fields = {"category": CategoryField(preset=complaint.policy.preset)} | self.fields
        self.initial |= {
            "category": complaint.category_id,
            "severity": complaint.severity,
            "severity_reason": complaint.severity_reason,
            "impact": complaint.impact,
            "urgency": complaint.urgency,
        }

    def run(self, *, by, now, seen):
        return regrade(self.complaint.pk, **self.cleaned_data, by=by, now=now, seen=seen)

    def done(self, result):
        return _("Graded %(severity)s, priority %(priority)s.") % {
            "severity": result.severity,
            "priority": result.get_priority_display(),
        }


class TriageForm(RegradeForm):
    def __init__(self, *args, complaint, user, **kwargs):
        super().__init__(*args, complaint=complaint, user=user, **kwargs)
        self.fields["handler"] = HandlerField(first_team=complaint.team_id)
        own = user.pk if user.role in HANDLING_ROLES else None
        profile = ServiceProfile.objects.filter(complainant=complaint.complainant_id).first()
        named = profile and profile.named_agent_id
        self.initial["handler"] = complaint.handler_id or named or own

    def done(self, result):
        return _("Graded %(severity)s, priority %(priority)s; %(handler)s handles it.") % {
            "severity": result.severity,
            "priority": result.get_priority_display(),
            "handler": result.handler,
        }

    def run(self, *, by, now, seen):
        return triage(self.complaint.pk, **self.cleaned_data, by=by, now=now, seen=seen)


register(
    Step(
        name="triage",
        label=gettext_lazy("Grade and assign"),
        right="complaints.triage_complaint",
        possible=lambda complaint, user: complaint.state == State.RECEIVED,
        form=TriageForm,
        weight=10,
        is_main=True,
        explanation=gettext_lazy("The customer is told who looks after the complaint."),
    )
)
register(
    Step(
        name="regrade",
        label=gettext_lazy("Change the grade"),
        right="complaints.triage_complaint",
        possible=lambda complaint, user: complaint.is_open and complaint.state != State.RECEIVED,
        form=RegradeForm,
        weight=210,
        place=Place.MORE,
        explanation=gettext_lazy("Running deadlines are computed anew from their original start."),
    )
)
