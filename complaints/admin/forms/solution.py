from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.admin.forms.fields import text
from complaints.admin.situation import live_proposal
from complaints.admin.steps import Place, Step, StepForm, register
from complaints.models import ProposalStatus
from complaints.services.gate import is_possible
from complaints.services.proposal import accept, give_up_execution, offer, refuse, take_back
from complaints.states import Channel, State

_REFUSED = "none"
_UNANSWERED = frozenset({ProposalStatus.SUBMITTED, ProposalStatus.APPROVED, ProposalStatus.OFFERED})
_SPOKEN = (Channel.PHONE, Channel.COUNTER, Channel.CHAT, Channel.EMAIL, Channel.GROUP_CHAT)


class OfferForm(StepForm):
    def run(self, *, by, now, seen):
        return offer(self.complaint.pk, by=by, now=now, seen=seen)

    def done(self, result):
        return _("Offered; the customer is told.")


class AnswerForm(StepForm):
    answer = forms.ChoiceField(label=gettext_lazy("The customer chooses"), widget=forms.RadioSelect)
    via = forms.ChoiceField(
        label=gettext_lazy("How we know"), choices=[(channel.value, channel.label) for channel in _SPOKEN]
    )
    reason = text(
        gettext_lazy("Why none of the options suits"),
        required=False,
        help_text=gettext_lazy("Needed when the customer refuses."),
    )
    wish = text(
        gettext_lazy("What would suit the customer instead"),
        required=False,
        help_text=gettext_lazy("Enough for a refusal by itself."),
    )
    wish_cny = forms.DecimalField(
        label=gettext_lazy("Sum the customer asks for (¥)"),
        min_value=0,
        max_digits=12,
        decimal_places=2,
        required=False,
    )

    def __init__(self, *args, complaint, user, **kwargs):
        super().__init__(*args, complaint=complaint, user=user, **kwargs)
        proposal = live_proposal(complaint)
        options = proposal.options.all() if proposal else []
        self.fields["answer"].choices = [
            *((str(option.position), f"{option.position}. {option.title}") for option in options),
            (_REFUSED, _("None of them")),
        ]

    def run(self, *, by, now, seen):
        facts, common = self.cleaned_data, {"by": by, "now": now, "seen": seen}
        if facts["answer"] == _REFUSED:
            said = {name: facts[name] for name in ("reason", "wish", "wish_cny", "via")}
            return refuse(self.complaint.pk, **said, **common)
        return accept(self.complaint.pk, position=int(facts["answer"]), via=facts["via"], **common)

    def done(self, result):
        if result.status == ProposalStatus.ACCEPTED:
            return _("Accepted; the tasks are with their departments.")
        return _("Refused; a new round of investigation begins.")


class ReasonForm(StepForm):
    """A step that asks nothing but why."""

    reason = text(gettext_lazy("Reason"))


class TakeBackForm(ReasonForm):
    def run(self, *, by, now, seen):
        return take_back(self.complaint.pk, **self.cleaned_data, by=by, now=now, seen=seen)

    def done(self, result):
        return _("Taken back. Write another proposal.")


class GiveUpForm(ReasonForm):
    def run(self, *, by, now, seen):
        return give_up_execution(self.complaint.pk, **self.cleaned_data, by=by, now=now, seen=seen)

    def done(self, result):
        return _("Execution ended. Write another proposal.")


def _stands_as(*statuses):
    def possible(complaint, user):
        proposal = live_proposal(complaint)
        return complaint.state == State.PROPOSED and proposal is not None and proposal.status in statuses

    return possible


register(
    Step(
        name="offer",
        label=gettext_lazy("Offer to the customer"),
        right="complaints.offer_proposal",
        possible=_stands_as(ProposalStatus.APPROVED),
        form=OfferForm,
        weight=70,
        is_main=True,
        explanation=gettext_lazy("The proposal is approved. The customer gets a message and can choose."),
    )
)
register(
    Step(
        name="answer",
        label=gettext_lazy("Record the answer"),
        right="complaints.record_answer",
        possible=_stands_as(ProposalStatus.OFFERED),
        form=AnswerForm,
        weight=75,
        is_main=True,
    )
)
register(
    Step(
        name="take-back",
        label=gettext_lazy("Take the proposal back"),
        right="complaints.propose_solution",
        possible=_stands_as(*_UNANSWERED),
        form=TakeBackForm,
        weight=230,
        place=Place.MORE,
        explanation=gettext_lazy("Its approval lapses with it; the old proposal stays readable."),
    )
)
register(
    Step(
        name="give-up",
        label=gettext_lazy("Cannot be carried out"),
        right="complaints.give_up_execution",
        possible=lambda complaint, user: is_possible(complaint, "give_up_execution"),
        form=GiveUpForm,
        weight=235,
        place=Place.MORE,
        tone="danger",
        explanation=gettext_lazy("Open tasks end, what was paid stays paid, and a new proposal is needed."),
    )
)
