"""What the page of a complaint says and does about its root cause (REV-3)."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.admin.forms.fields import text
from complaints.admin.panels import Panel
from complaints.admin.panels import register as register_panel
from complaints.admin.situation import once
from complaints.admin.steps import Place, Step, StepForm, register
from review.models import CauseDuty, CauseMember, DutyState, RootCause
from review.services.causes import duties, members
from review.services.causes.suggesting import suggested

_NEW = ""


class AnalyseForm(StepForm):
    analysis = forms.ChoiceField(
        label=gettext_lazy("Same cause as"), widget=forms.RadioSelect, required=False, initial=_NEW
    )
    problem = text(
        gettext_lazy("What went wrong, in one sentence"),
        rows=2,
        limit=200,
        required=False,
        help_text=gettext_lazy("For a new analysis. No names, numbers or addresses of customers."),
    )

    def __init__(self, *args, complaint, user, **kwargs):
        super().__init__(*args, complaint=complaint, user=user, **kwargs)
        self.fields["analysis"].choices = [
            (_NEW, _("None of these: begin a new analysis")),
            *((str(one.pk), _told(one)) for one in suggested(complaint)),
        ]
        self.initial.setdefault("problem", complaint.subject)

    def run(self, *, by, now, seen):
        chosen, facts = self.cleaned_data["analysis"], {"by": by, "now": now, "seen": seen}
        if chosen:
            return members.join(self.complaint.pk, analysis=RootCause.objects.get(pk=chosen), **facts)
        return members.open_analysis(self.complaint.pk, problem=self.cleaned_data["problem"], **facts)

    def done(self, result):
        return _("It belongs to %(analysis)s now.") % {"analysis": result}


class LeaveForm(StepForm):
    reason = text(gettext_lazy("Why its cause is another one"), rows=2, limit=300)

    def run(self, *, by, now, seen):
        return members.leave(self.complaint.pk, **self.cleaned_data, by=by, now=now, seen=seen)

    def done(self, result):
        return _("Taken out of %(analysis)s.") % {"analysis": result}


class WaiveForm(StepForm):
    reason = text(gettext_lazy("Why no analysis is needed"), rows=3, limit=500)

    def run(self, *, by, now, seen):
        return duties.waive(self.complaint.pk, **self.cleaned_data, by=by, now=now, seen=seen)

    def done(self, result):
        return _("Waived; the reason stands on the record.")


def _told(analysis):
    if analysis.code_id:
        return _("%(analysis)s · cause: %(code)s") % {"analysis": analysis, "code": analysis.code}
    return str(analysis)


@once
def _member(complaint):
    members_ = CauseMember.objects.present().select_related("analysis__code", "analysis__lead", "analysis__department")
    return members_.filter(complaint=complaint.pk).first()


def _duty(complaint):
    return CauseDuty.objects.select_related("waived_by").filter(complaint=complaint.pk).first()


def _is_owed(complaint, user):
    return CauseDuty.objects.filter(complaint=complaint.pk, state=DutyState.OWED).exists()


def root_cause(complaint, user):
    """None, and no panel, while there is no analysis and none is owed."""
    member, duty = _member(complaint), _duty(complaint)
    if member is None and (duty is None or duty.state == DutyState.LAPSED):
        return None
    return {"member": member, "duty": duty, "count": member.analysis.members.present().count() if member else None}


register(
    Step(
        name="analyse-cause",
        label=gettext_lazy("Analyse the cause"),
        right="review.analyse_cause",
        possible=lambda complaint, user: complaint.category_id is not None and _member(complaint) is None,
        form=AnalyseForm,
        weight=170,
        place=Place.MORE,
        explanation=gettext_lazy("Begin an analysis of why it happened, or join one of the same cause."),
    )
)
register(
    Step(
        name="leave-cause",
        label=gettext_lazy("Take out of the cause analysis"),
        right="review.analyse_cause",
        possible=lambda complaint, user: _member(complaint) is not None,
        form=LeaveForm,
        weight=171,
        place=Place.MORE,
    )
)
register(
    Step(
        name="waive-cause",
        label=gettext_lazy("Waive the cause analysis"),
        right="review.waive_cause",
        possible=_is_owed,
        form=WaiveForm,
        weight=172,
        place=Place.MORE,
        explanation=gettext_lazy("The severity asks for an analysis; your written reason takes its place."),
    )
)
register_panel(
    Panel(
        "root-cause",
        gettext_lazy("Root cause"),
        "admin/review/causes/panel.html",
        82,
        root_cause,
        right="review.view_rootcause",
    )
)
