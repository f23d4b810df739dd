from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.admin.forms.fields import text
from complaints.admin.forms.solution import ReasonForm
from complaints.admin.panels import Panel
from complaints.admin.panels import register as register_panel
from complaints.admin.steps import Place, Step, StepForm, register
from complaints.services.gate import is_possible
from complaints.services.revisit import close_by_decision
from complaints.states import DISSATISFIED, Channel, Satisfaction, State
from review.models import Revisit
from review.services.revisit import MOST_ATTEMPTS, record

_SPOKEN = (Channel.PHONE, Channel.CHAT, Channel.EMAIL, Channel.COUNTER)
_ANSWERS = [("", gettext_lazy("Not asked")), ("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]


class RevisitForm(StepForm):
    channel = forms.ChoiceField(
        label=gettext_lazy("Channel"), choices=[(channel.value, channel.label) for channel in _SPOKEN]
    )
    reached = forms.BooleanField(label=gettext_lazy("I spoke to the customer"), required=False, initial=True)
    rating = forms.TypedChoiceField(
        label=gettext_lazy("Satisfied with the outcome"),
        choices=Satisfaction,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    process_rating = forms.TypedChoiceField(
        label=gettext_lazy("Satisfied with the handling"),
        choices=Satisfaction,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    reason = text(
        gettext_lazy("Why the solution missed"),
        rows=2,
        required=False,
        help_text=gettext_lazy("Needed for dissatisfied and very dissatisfied; the complaint goes round again."),
    )
    would_complain_again = forms.ChoiceField(
        label=gettext_lazy("Would turn to us again"), choices=_ANSWERS, required=False
    )
    advice = text(gettext_lazy("Advice"), rows=2, required=False)

    def __init__(self, *args, complaint, user, **kwargs):
        super().__init__(*args, complaint=complaint, user=user, **kwargs)
        tried = Revisit.objects.filter(complaint=complaint, round=complaint.round).count()
        self.fields["reached"].help_text = _(
            "Attempt %(attempt)s of %(most)s; the last one unanswered closes the complaint as not reached."
        ) % {"attempt": tried + 1, "most": MOST_ATTEMPTS}

    def run(self, *, by, now, seen):
        facts = self.cleaned_data | {
            "would_complain_again": {"yes": True, "no": False}.get(self.cleaned_data["would_complain_again"])
        }
        return record(self.complaint.pk, **facts, by=by, now=now, seen=seen)

    def done(self, result):
        if not result.reached:
            return _("Attempt %(attempt)s recorded: not reached.") % {"attempt": result.attempt}
        if result.rating in DISSATISFIED:
            return _("Back to investigation: the customer is not satisfied.")
        return _("Closed: the customer is satisfied.")


class DecisionForm(ReasonForm):
    def run(self, *, by, now, seen):
        return close_by_decision(self.complaint.pk, **self.cleaned_data, by=by, now=now, seen=seen)

    def done(self, result):
        return _("Closed by your decision.")


def revisits(complaint, user):
    rounds = Revisit.objects.filter(complaint=complaint).select_related("by").order_by("-round", "-attempt")
    return {"revisits": list(rounds), "is_due": complaint.state == State.REVISIT}


register(
    Step(
        name="revisit",
        label=gettext_lazy("Record the revisit"),
        right="review.record_revisit",
        possible=lambda complaint, user: complaint.state == State.REVISIT,
        form=RevisitForm,
        weight=80,
        is_main=True,
    )
)
register(
    Step(
        name="close-by-decision",
        label=gettext_lazy("Close by decision"),
        right="review.close_by_reason",
        possible=lambda complaint, user: (
            is_possible(complaint, "close_by_decision") and complaint.dissatisfied_count >= complaint.policy.loop_limit
        ),
        form=DecisionForm,
        weight=238,
        place=Place.MORE,
        tone="danger",
        explanation=gettext_lazy("Without the customer's consent; your written reason stays on the record."),
    )
)
register_panel(Panel("revisit", gettext_lazy("Revisit"), "admin/review/revisits.html", 80, revisits))
