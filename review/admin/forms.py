"""What somebody who asks a customer writes down: one form for the page of the complaint and for the list of calls."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.admin.forms.fields import MomentField, text
from complaints.admin.forms.solution import ReasonForm
from complaints.admin.steps import StepForm
from complaints.services.revisit import close_by_decision
from complaints.states import DISSATISFIED, Channel, Satisfaction
from review.models import RevisitRound, Unreached
from review.services.revisit import attempt_ahead, record

_SPOKEN = (Channel.PHONE, Channel.CHAT, Channel.EMAIL, Channel.COUNTER)
_ANSWERS = [("", gettext_lazy("Not asked")), ("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]
#: What somebody who calls may have met; a link that did not arrive is noted by the system.
_MET = [choice for choice in Unreached.choices if choice[0] != Unreached.UNDELIVERED]


def _rating(label):
    return forms.TypedChoiceField(
        label=label, choices=Satisfaction, coerce=int, empty_value=None, required=False, widget=forms.RadioSelect
    )


class RevisitForm(StepForm):
    """Fields that do not apply step aside by the style sheet alone; without it all of them stand there."""

    fields_template = "admin/review/revisit_fields.html"

    channel = forms.ChoiceField(
        label=gettext_lazy("Channel"), choices=[(channel.value, channel.label) for channel in _SPOKEN]
    )
    reached = forms.BooleanField(label=gettext_lazy("I spoke to the customer"), required=False, initial=True)
    outcome = forms.ChoiceField(label=gettext_lazy("What happened"), choices=_MET, required=False)
    again_at = MomentField(label=gettext_lazy("When the customer wants to be called"), required=False)
    rating = _rating(gettext_lazy("Satisfied with the outcome"))
    reason = text(
        gettext_lazy("Why the solution missed"),
        rows=2,
        required=False,
        help_text=gettext_lazy("Needed for dissatisfied and very dissatisfied; the complaint goes round again."),
    )
    process_rating = _rating(gettext_lazy("Satisfied with the handling"))
    process_reason = text(gettext_lazy("What was wrong with the handling"), rows=2, required=False)
    would_complain_again = forms.ChoiceField(
        label=gettext_lazy("Would turn to us again"), choices=_ANSWERS, required=False
    )
    advice = text(gettext_lazy("Advice"), rows=2, required=False)

    #: Which fields are for somebody who was not spoken to, and for somebody who was.
    missed_names = ("outcome", "again_at")
    asked_names = ("rating", "reason", "process_rating", "process_reason", "would_complain_again")

    def __init__(self, *args, complaint, user, **kwargs):
        super().__init__(*args, complaint=complaint, user=user, **kwargs)
        round_ = RevisitRound.objects.filter(complaint=complaint, round=complaint.round).first()
        attempt, most = attempt_ahead(complaint, round_)
        self.fields["reached"].help_text = _("Attempt %(attempt)s of %(most)s.") % {"attempt": attempt, "most": most}

    def parts(self):
        """The fields by what they are for, in the order of a talk."""
        by_part = {"missed": self.missed_names, "asked": self.asked_names}
        part_of = {name: part for part, names in by_part.items() for name in names}
        return [(part_of.get(field.name, "both"), field) for field in self.visible_fields()]

    def run(self, *, by, now, seen):
        facts = self.cleaned_data | {
            "would_complain_again": {"yes": True, "no": False}.get(self.cleaned_data["would_complain_again"])
        }
        return record(self.complaint.pk, **facts, by=by, now=now, seen=seen)

    def done(self, result):
        if result.outcome == Unreached.DECLINED:
            return _("Recorded: the customer does not want to be asked, and will not be asked again.")
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
