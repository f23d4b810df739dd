"""What the page of a complaint says and does about its group incident."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.admin.forms.fields import text
from complaints.admin.panels import Panel
from complaints.admin.panels import register as register_panel
from complaints.admin.situation import once
from complaints.admin.steps import Place, Step, StepForm, register
from escalation.models import LIVE, Incident, IncidentMember
from escalation.services.incidents.membership import join, leave


class JoinForm(StepForm):
    incident = forms.ModelChoiceField(
        Incident.objects.filter(state__in=LIVE),
        label=gettext_lazy("Group incident"),
        empty_label=gettext_lazy("Choose …"),
    )
    reason = text(gettext_lazy("Why it belongs there"), rows=2, limit=500)

    def run(self, *, by, now, seen):
        return join(self.complaint.pk, **self.cleaned_data, by=by, now=now, seen=seen)

    def done(self, result):
        return _("It belongs to %(incident)s now.") % {"incident": result}


class LeaveForm(StepForm):
    reason = text(gettext_lazy("Why it does not belong there"), rows=2, limit=500)

    def run(self, *, by, now, seen):
        return leave(self.complaint.pk, **self.cleaned_data, by=by, now=now, seen=seen)

    def done(self, result):
        return _("Taken out of %(incident)s.") % {"incident": result}


@once
def _membership(complaint):
    return IncidentMember.objects.present().select_related("incident").filter(complaint=complaint.pk).first()


def _may_join(complaint, user):
    return complaint.is_open and _membership(complaint) is None and Incident.objects.filter(state__in=LIVE).exists()


def _may_leave(complaint, user):
    member = _membership(complaint)
    return member is not None and member.incident.is_live


def incident(complaint, user):
    """None, and no panel, while the complaint stands alone."""
    member = _membership(complaint)
    if member is None:
        return None
    statement = member.incident.statements.exclude(approved_at=None).first()
    return {"member": member, "statement": statement}


register(
    Step(
        name="join-incident",
        label=gettext_lazy("Add to a group incident"),
        right="escalation.join_incident",
        possible=_may_join,
        form=JoinForm,
        weight=160,
        place=Place.MORE,
    )
)
register(
    Step(
        name="leave-incident",
        label=gettext_lazy("Take out of the group incident"),
        right="escalation.join_incident",
        possible=_may_leave,
        form=LeaveForm,
        weight=161,
        place=Place.MORE,
    )
)
register_panel(
    Panel(
        "incident",
        gettext_lazy("Group incident"),
        "admin/escalation/incident_panel.html",
        12,
        incident,
        right="escalation.view_incident",
    )
)
