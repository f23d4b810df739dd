"""The final letter as a step: begun with what is on record, looked over like every word a customer reads."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.admin.forms.fields import text
from complaints.admin.forms.told import TellingForm
from complaints.admin.situation import report_of_round
from complaints.admin.steps import Place, Step, register
from complaints.telling.facts import tell_as
from escalation.models import LetterKind, OutsideBody
from escalation.services.letters import offered_so_far, places_to_turn_to, send_letter

tell_as("letter", LetterKind.choices)


class LetterForm(TellingForm):
    is_wide = True
    told = ("findings", "offered", "position")

    kind = forms.ChoiceField(
        label=gettext_lazy("Letter"), choices=LetterKind, widget=forms.RadioSelect, initial=LetterKind.FINAL_ANSWER
    )
    findings = text(gettext_lazy("What we found"), rows=5, limit=3_000)
    offered = text(gettext_lazy("What we offered"), rows=4)
    position = text(
        gettext_lazy("Our answer"),
        rows=4,
        limit=3_000,
        help_text=gettext_lazy("What we do, what we do not do, and why. This is the last word of the house."),
    )
    bodies = forms.ModelMultipleChoiceField(
        OutsideBody.objects.none(),
        label=gettext_lazy("Where else to turn"),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, complaint, user, **kwargs):
        super().__init__(*args, complaint=complaint, user=user, **kwargs)
        self.fields["bodies"].queryset = OutsideBody.objects.filter(is_active=True)
        self.initial["bodies"] = [body.pk for body in places_to_turn_to()]
        self.initial["offered"] = offered_so_far(complaint)
        report = report_of_round(complaint)
        if report is not None:
            self.initial["findings"] = f"{report.facts}\n{report.cause}"

    def run(self, *, by, now, seen):
        facts = self.cleaned_data
        return send_letter(self.complaint.pk, **facts | {"bodies": list(facts["bodies"])}, by=by, now=now, seen=seen)

    def done(self, result):
        return _("Sent: %(letter)s.") % {"letter": result}


register(
    Step(
        name="final-letter",
        label=gettext_lazy("Send the final letter"),
        right="escalation.send_final_letter",
        possible=lambda complaint, user: complaint.is_open,
        form=LetterForm,
        weight=153,
        place=Place.MORE,
        explanation=gettext_lazy("It says what was found and offered, what our answer is, and where else to turn."),
    )
)
