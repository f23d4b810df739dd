from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.admin.forms.fields import HandlerField, text
from complaints.admin.steps import Place, Step, StepForm, register
from complaints.services.assignment import assign, claim, hand_over
from complaints.services.people import unmask


class ClaimForm(StepForm):
    def run(self, *, by, now, seen):
        return claim(self.complaint.pk, by=by, now=now, seen=seen)

    def done(self, result):
        return _("Complaint %(number)s is yours.") % {"number": result.number}


class AssignForm(StepForm):
    def __init__(self, *args, complaint, user, **kwargs):
        super().__init__(*args, complaint=complaint, user=user, **kwargs)
        self.fields["handler"] = HandlerField(first_team=complaint.team_id, initial=complaint.handler_id)

    def run(self, *, by, now, seen):
        return assign(self.complaint.pk, **self.cleaned_data, by=by, now=now, seen=seen)

    def done(self, result):
        return _("%(handler)s has the complaint now.") % {"handler": result.handler}


class HandOverForm(AssignForm):
    reason = text(gettext_lazy("Reason"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["handler"].initial = None
        self.order_fields(["handler", "reason"])

    def run(self, *, by, now, seen):
        return hand_over(self.complaint.pk, **self.cleaned_data, by=by, now=now, seen=seen)


class UnmaskForm(StepForm):
    reason = text(gettext_lazy("What you need it for"), rows=2, limit=300)

    def run(self, *, by, now, seen):
        return unmask(self.complaint.pk, **self.cleaned_data, by=by, now=now)


register(
    Step(
        name="claim",
        label=gettext_lazy("Claim"),
        right="complaints.claim_complaint",
        possible=lambda complaint, user: complaint.is_open and complaint.handler_id is None,
        form=ClaimForm,
        weight=20,
        explanation=gettext_lazy("You become the named handler until the end."),
    )
)
register(
    Step(
        name="hand-over",
        label=gettext_lazy("Hand over"),
        right="complaints.hand_over_complaint",
        possible=lambda complaint, user: complaint.is_open and complaint.handler_id is not None,
        form=HandOverForm,
        weight=220,
        place=Place.MORE,
        explanation=gettext_lazy("Deadlines keep running. The third hand-over goes to a supervisor."),
    )
)
register(
    Step(
        name="assign",
        label=gettext_lazy("Assign"),
        right="complaints.assign_complaint",
        possible=lambda complaint, user: complaint.is_open,
        form=AssignForm,
        weight=110,
    )
)
register(
    Step(
        name="unmask",
        label=gettext_lazy("Show contact data"),
        right="complaints.unmask_contact",
        possible=lambda complaint, user: True,
        form=UnmaskForm,
        weight=300,
        place=Place.PANEL,
        explanation=gettext_lazy("Shown once. Who looked and why is recorded."),
        result_template="admin/complaints/page/unmasked.html",
    )
)
