"""The risk of a complaint on its page, what a person may make of it, and the weights behind it (ESC-3)."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.manners import DeskModelAdmin
from complaints.admin.forms.fields import text
from complaints.admin.panels import Panel
from complaints.admin.panels import register as register_panel
from complaints.admin.steps import Place, Step, StepForm, register
from escalation.models import HIGH, RiskAssessment, RiskWeight
from escalation.services.risk import clear_high_risk, set_high_risk


class SetRiskForm(StepForm):
    reason = text(_("What makes you expect that it goes further"), rows=3, limit=300)

    def run(self, *, by, now, seen):
        return set_high_risk(self.complaint.pk, reason=self.cleaned_data["reason"], by=by, now=now, seen=seen)


class ClearRiskForm(StepForm):
    reason = text(_("Why it is not at high risk"), rows=3, limit=300)

    def run(self, *, by, now, seen):
        return clear_high_risk(self.complaint.pk, reason=self.cleaned_data["reason"], by=by, now=now, seen=seen)


def risk_of(complaint, _user):
    """None, and no panel, while nothing speaks for a risk."""
    assessment = RiskAssessment.objects.filter(complaint=complaint).select_related("judged_by").first()
    if assessment is None or not (assessment.score or assessment.judgement):
        return None
    return {
        "assessment": assessment,
        "high": HIGH,
        "percent": min(HIGH, assessment.score),
        "reasons": assessment.reasons_told,
    }


register(
    Step(
        name="set-risk",
        label=_("Mark as high risk"),
        right="escalation.set_risk",
        possible=lambda complaint, user: complaint.is_open and not complaint.is_high_risk,
        form=SetRiskForm,
        weight=233,
        place=Place.MORE,
        explanation=_("The supervisors of the desk are told at once."),
    )
)
register(
    Step(
        name="clear-risk",
        label=_("Take the high-risk mark away"),
        right="escalation.clear_risk",
        possible=lambda complaint, user: complaint.is_open and complaint.is_high_risk,
        form=ClearRiskForm,
        weight=231,
        place=Place.MORE,
        explanation=_("It comes back only when a sign speaks that is not there yet."),
    )
)
register_panel(Panel("risk", _("Risk"), "admin/escalation/risk.html", 12, risk_of, is_aside=True))


@admin.register(RiskWeight)
class RiskWeightAdmin(DeskModelAdmin):
    """One weight for each sign; none is added and none goes, a weight of 0 silences its sign."""

    list_display = ("sign", "weight")
    fields = ("sign", "weight")
    readonly_fields = ("sign",)

    def has_add_permission(self, request):
        return False
