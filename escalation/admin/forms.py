from decimal import Decimal
from itertools import groupby
from operator import attrgetter

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.admin.forms.fields import text
from complaints.admin.forms.told import TellingForm
from complaints.admin.situation import live_proposal
from complaints.admin.steps import StepForm
from complaints.models import ProposalStatus
from complaints.services.proposal import Choice, Item
from complaints.states import Demand, Measure
from escalation.models import ApprovalRequest, bound_told
from escalation.services import authority
from escalation.services.decision import approve, send_back
from escalation.services.dossiers import precedents
from escalation.services.limits import rates_in_force, version_in_force
from escalation.services.submission import submit_proposal

_OPTIONS = (1, 2, 3)
_MEASURES = (1, 2)
_FIRST_MEASURE = {
    Demand.REFUND: Measure.REFUND,
    Demand.EXCHANGE: Measure.EXCHANGE,
    Demand.REPAIR: Measure.REPAIR,
}


class ProposeForm(TellingForm):
    """Up to three options of up to two measures each, side by side."""

    fields_template = "admin/escalation/propose.html"
    is_wide = True
    told = ("message", "improvement", "title_", "description_")

    message = text(gettext_lazy("Message to the customer"), rows=3, limit=5_000)
    improvement = text(gettext_lazy("What we improve"), rows=2, required=False)

    def __init__(self, *args, complaint, user, **kwargs):
        super().__init__(*args, complaint=complaint, user=user, **kwargs)
        for option in _OPTIONS:
            self._add_option(option)
        self.mark_told()
        if complaint.demand in _FIRST_MEASURE:
            self.initial |= {"measure_1_1": _FIRST_MEASURE[complaint.demand], "value_1_1": complaint.demand_cny}

    def _add_option(self, option):
        self.fields[f"title_{option}"] = forms.CharField(
            label=gettext_lazy("Title"), max_length=60, required=option == 1
        )
        for place in _MEASURES:
            self.fields[f"measure_{option}_{place}"] = forms.ChoiceField(
                label=gettext_lazy("Measure"), choices=[("", "—"), *Measure.choices], required=False
            )
            self.fields[f"value_{option}_{place}"] = forms.DecimalField(
                label=gettext_lazy("Value (¥)"),
                max_digits=12,
                decimal_places=2,
                min_value=0,
                required=False,
                widget=forms.NumberInput(attrs={"data-worth": "", "step": "0.01"}),
            )
            self.fields[f"quantity_{option}_{place}"] = forms.IntegerField(
                label=gettext_lazy("Quantity"), min_value=1, required=False
            )
        self.fields[f"description_{option}"] = text(
            gettext_lazy("What it means for the customer"), rows=2, limit=1_000, required=False
        )

    def precedents(self):
        """What comparable complaints received, so that the same matter is worth the same whoever proposes."""
        return precedents(self.complaint, now=timezone.now())

    def options(self):
        """The fields of each option, as the template sets them."""
        for option in _OPTIONS:
            yield {
                "position": option,
                "title": self[f"title_{option}"],
                "description": self[f"description_{option}"],
                "measures": [
                    [self[f"{name}_{option}_{place}"] for name in ("measure", "value", "quantity")]
                    for place in _MEASURES
                ],
                "worth": sum(self._worth(option, place) for place in _MEASURES),
            }

    def _worth(self, option, place):
        value = self[f"value_{option}_{place}"].value()
        try:
            return Decimal(str(value or 0))
        except ArithmeticError:
            return Decimal(0)

    def limits(self):
        """What the proposer may still grant alone on this complaint: bound, and for each kind what is left of what."""
        now = timezone.now()
        days = version_in_force(now).window_days
        rooms = authority.rooms(self.complaint, self.user, now=now)
        return [
            (bound_told(bound, days), list(of_bound)) for bound, of_bound in groupby(rooms, key=attrgetter("bound"))
        ]

    def rates(self):
        """What a unit counts at least, by measure."""
        return [(Measure(measure).label, cny.normalize()) for measure, cny in rates_in_force(timezone.now()).items()]

    def clean(self):
        facts = super().clean()
        for option in _OPTIONS:
            filled = any(facts.get(f"measure_{option}_{place}") for place in _MEASURES)
            if (filled or facts.get(f"description_{option}")) and not facts.get(f"title_{option}"):
                self.add_error(f"title_{option}", _("Give every option a title."))
            for place in _MEASURES:
                if facts.get(f"value_{option}_{place}") and not facts.get(f"measure_{option}_{place}"):
                    self.add_error(f"measure_{option}_{place}", _("Choose what this sum is for."))
        return facts

    def run(self, *, by, now, seen):
        return submit_proposal(
            self.complaint.pk,
            message=self.cleaned_data["message"],
            improvement=self.cleaned_data["improvement"],
            override=self.cleaned_data["override"],
            choices=tuple(self._choice(option) for option in _OPTIONS if self.cleaned_data[f"title_{option}"]),
            by=by,
            now=now,
            seen=seen,
        )

    def _choice(self, option):
        facts = self.cleaned_data
        items = tuple(
            Item(
                facts[f"measure_{option}_{place}"],
                facts[f"value_{option}_{place}"] or Decimal(0),
                facts[f"quantity_{option}_{place}"],
            )
            for place in _MEASURES
            if facts[f"measure_{option}_{place}"]
        )
        return Choice(facts[f"title_{option}"], items, facts[f"description_{option}"])

    def done(self, result):
        if result.status == ProposalStatus.OFFERED:
            return _("Within your limit: offered to the customer.")
        steps = ApprovalRequest.objects.get(proposal=result).steps.all()
        return _("It waits for the approval of: %(roles)s.") % {
            "roles": _(", ").join(str(step.get_asked_role_display()) for step in steps)
        }


class _DecisionForm(StepForm):
    fields_template = "admin/escalation/decision.html"

    def __init__(self, *args, complaint, user, **kwargs):
        super().__init__(*args, complaint=complaint, user=user, **kwargs)
        self.waiting = live_proposal(complaint)
        #: The number of the proposal this form was drawn for: another one is not decided by it.
        self.fields["proposal"] = forms.IntegerField(widget=forms.HiddenInput, initial=self.waiting and self.waiting.pk)
        #: What was shown: changed content is not decided by it either (A30).
        self.fields["content"] = forms.CharField(
            widget=forms.HiddenInput, initial=self.waiting and self.waiting.content_hash, required=False
        )

    def clean_proposal(self):
        if not self.complaint.proposals.filter(pk=self.cleaned_data["proposal"]).exists():
            raise forms.ValidationError(_("This proposal belongs to another complaint."))
        return self.cleaned_data["proposal"]

    def why(self):
        """Why the proposer may not grant it alone."""
        request = ApprovalRequest.objects.filter(proposal=self.waiting).prefetch_related("steps").first()
        return request.why if request else ""


def decided(proposal):
    """What a yes has led to, in words."""
    if proposal.status == ProposalStatus.APPROVED:
        return _("Approved; it can be offered to the customer.")
    steps = ApprovalRequest.objects.get(proposal=proposal).steps.open()
    return _("Noted. It now waits for: %(roles)s.") % {
        "roles": _(", ").join(str(step.get_asked_role_display()) for step in steps)
    }


class ApproveForm(_DecisionForm):
    comment = text(gettext_lazy("Comment"), rows=2, required=False)

    def run(self, *, by, now, seen):
        facts = self.cleaned_data
        common = {"content": facts["content"], "by": by, "now": now, "seen": seen}
        return approve(facts["proposal"], comment=facts["comment"], **common)

    def done(self, result):
        return decided(result)


class SendBackForm(_DecisionForm):
    reason = text(gettext_lazy("What should be different"))

    def run(self, *, by, now, seen):
        facts = self.cleaned_data
        common = {"content": facts["content"], "by": by, "now": now, "seen": seen}
        return send_back(facts["proposal"], reason=facts["reason"], **common)

    def done(self, result):
        return _("Sent back; the complaint is under investigation again.")
