from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.admin.steps import Place, Step, StepForm, register
from complaints.models import DeliveryState
from complaints.services.delivery import resend
from complaints.states import PreferredChannel


def parked(complaint):
    """Messages of `complaint` that no channel could deliver, the newest first."""
    return complaint.deliveries.filter(state=DeliveryState.PARKED).defer("body", "facts")


class ResendForm(StepForm):
    delivery = forms.TypedChoiceField(label=gettext_lazy("Message"), coerce=int)
    channel = forms.ChoiceField(label=gettext_lazy("By"), choices=PreferredChannel)

    def __init__(self, *args, complaint, user, **kwargs):
        super().__init__(*args, complaint=complaint, user=user, **kwargs)
        waiting = list(parked(complaint))
        self.fields["delivery"].choices = [
            (one.pk, f"{one.subject} · {one.get_channel_display()} · {one.get_reason_display()}") for one in waiting
        ]
        if waiting:
            self.fields["channel"].initial = waiting[0].channel

    def run(self, *, by, now, seen):
        facts = self.cleaned_data
        return resend(facts["delivery"], channel=facts["channel"], by=by, now=now, seen=seen)

    def done(self, result):
        return _("On its way again, by %(channel)s.") % {"channel": result.get_channel_display()}


register(
    Step(
        name="resend",
        label=gettext_lazy("Send again"),
        right="complaints.resend_message",
        possible=lambda complaint, user: parked(complaint).exists(),
        form=ResendForm,
        weight=310,
        place=Place.PANEL,
        explanation=gettext_lazy("Put the cause right first: the address, or the account of the channel."),
    )
)
