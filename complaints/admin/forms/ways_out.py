from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.admin.forms.fields import HandlerField, text
from complaints.admin.forms.solution import ReasonForm
from complaints.admin.forms.told import TellingForm
from complaints.admin.steps import Place, Step, StepForm, register
from complaints.services.closing import refuse_complaint, renew_tracking_code, reopen, withdraw
from complaints.services.gate import is_possible


class WithdrawForm(ReasonForm):
    def run(self, *, by, now, seen):
        return withdraw(self.complaint.pk, **self.cleaned_data, by=by, now=now, seen=seen)

    def done(self, result):
        return _("Closed: withdrawn by the customer.")


class RefuseForm(TellingForm):
    told = ("reason",)

    reason = text(gettext_lazy("Reason"))

    def run(self, *, by, now, seen):
        return refuse_complaint(self.complaint.pk, **self.cleaned_data, by=by, now=now, seen=seen)

    def done(self, result):
        return _("Closed: not accepted. The customer is told why and where else to turn.")


class ReopenForm(ReasonForm):
    def __init__(self, *args, complaint, user, **kwargs):
        super().__init__(*args, complaint=complaint, user=user, **kwargs)
        self.fields["handler"] = HandlerField(first_team=complaint.team_id, initial=complaint.handler_id)

    def run(self, *, by, now, seen):
        return reopen(self.complaint.pk, **self.cleaned_data, by=by, now=now, seen=seen)

    def done(self, result):
        return _("Open again: round %(round)s.") % {"round": result.round}


class RenewCodeForm(StepForm):
    def run(self, *, by, now, seen):
        return renew_tracking_code(self.complaint.pk, by=by, now=now, seen=seen)

    def done(self, result):
        return _("The new tracking code is on its way to the customer; the old one no longer works.")


register(
    Step(
        name="withdraw",
        label=gettext_lazy("Withdrawn by the customer"),
        right="complaints.withdraw_complaint",
        possible=lambda complaint, user: is_possible(complaint, "withdraw"),
        form=WithdrawForm,
        weight=240,
        place=Place.MORE,
        tone="danger",
    )
)
register(
    Step(
        name="refuse",
        label=gettext_lazy("Do not accept"),
        right="complaints.refuse_complaint",
        possible=lambda complaint, user: is_possible(complaint, "refuse"),
        form=RefuseForm,
        weight=250,
        place=Place.MORE,
        tone="danger",
        explanation=gettext_lazy("The customer reads the reason and is told where else to turn."),
    )
)
register(
    Step(
        name="reopen",
        label=gettext_lazy("Reopen"),
        right="complaints.reopen_complaint",
        possible=lambda complaint, user: not complaint.is_open,
        form=ReopenForm,
        weight=140,
    )
)
register(
    Step(
        name="renew-code",
        label=gettext_lazy("New tracking code"),
        right="complaints.renew_tracking_code",
        possible=lambda complaint, user: True,
        form=RenewCodeForm,
        weight=225,
        place=Place.MORE,
        explanation=gettext_lazy("Goes to the known contact only; the old code stops working."),
    )
)
