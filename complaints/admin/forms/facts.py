from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from complaints.admin.forms.fields import FilesField, MomentField, text
from complaints.admin.steps import Place, Step, StepForm, register
from complaints.models import Complaint, Direction
from complaints.services.chase import LONGEST_WORDS, chase
from complaints.services.contacts import EDITABLE, correct_facts, record_contact
from complaints.services.evidence import add_all
from complaints.states import Channel


class ContactForm(StepForm):
    direction = forms.ChoiceField(
        label=gettext_lazy("Direction"), choices=Direction, initial=Direction.OUT, widget=forms.RadioSelect
    )
    channel = forms.ChoiceField(label=gettext_lazy("Channel"), choices=Channel, initial=Channel.PHONE)
    reached = forms.BooleanField(label=gettext_lazy("I spoke to the customer"), required=False, initial=True)
    summary = text(gettext_lazy("What was said"), rows=5, limit=5_000)
    tells_direction = forms.BooleanField(
        label=gettext_lazy("I told the customer which way we will solve it"), required=False
    )
    next_contact_at = MomentField(
        label=gettext_lazy("Promised to call back by"),
        required=False,
        help_text=gettext_lazy("A promise is a deadline: it appears in your queue."),
    )

    def run(self, *, by, now, seen):
        return record_contact(self.complaint.pk, **self.cleaned_data, by=by, now=now, seen=seen)

    def done(self, result):
        return _("Contact recorded.")


class ChaseForm(StepForm):
    words = text(gettext_lazy("What the customer said"), required=False, limit=LONGEST_WORDS)

    def run(self, *, by, now, seen):
        return chase(self.complaint.pk, **self.cleaned_data, by=by, now=now, seen=seen)

    def done(self, result):
        return _("Written down: pressed %(count)s times so far.") % {"count": result.chased_count}


class CorrectForm(StepForm):
    """Only what this person changed is sent: what somebody else changed meanwhile stays."""

    def __init__(self, *args, complaint, user, **kwargs):
        super().__init__(*args, complaint=complaint, user=user, **kwargs)
        self.fields |= forms.fields_for_model(
            Complaint,
            EDITABLE,
            field_classes={"occurred_at": MomentField},
            widgets={"description": forms.Textarea(attrs={"rows": 6})},
        )
        self.initial |= forms.model_to_dict(complaint, EDITABLE)
        if complaint.occurred_at:
            self.initial["occurred_at"] = complaint.occurred_at.replace(second=0, microsecond=0)
        for field in self.fields.values():
            field.show_hidden_initial = True

    def redrawn(self, complaint):
        """The same edits over what the complaint holds now; what was not touched shows the present value."""
        fresh = CorrectForm(complaint=complaint, user=self.user)
        data = self.data.copy()
        for bound in fresh:
            stored = bound.value()
            data[bound.html_initial_name] = "" if stored is None else str(stored)
            if bound.name not in self.changed_data:
                data[bound.html_name] = data[bound.html_initial_name]
        return CorrectForm(data, complaint=complaint, user=self.user)

    def run(self, *, by, now, seen):
        facts = {name: self.cleaned_data[name] for name in self.changed_data}
        return correct_facts(self.complaint.pk, facts=facts, by=by, now=now, seen=seen)

    def done(self, result):
        return _("Facts corrected; before and after are on the record.")


class EvidenceForm(StepForm):
    files = FilesField(
        label=gettext_lazy("Files"), help_text=gettext_lazy("Pictures, videos, recordings or PDF; several at once.")
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=200, required=False)

    def run(self, *, by, now, seen):
        facts = self.cleaned_data
        return add_all(self.complaint.pk, uploads=facts["files"], note=facts["note"], by=by, now=now)

    def done(self, result):
        return ngettext("%(count)s file kept.", "%(count)s files kept.", len(result)) % {"count": len(result)}


def _is_open(complaint, user):
    return complaint.is_open


register(
    Step(
        name="contact",
        label=gettext_lazy("Record contact"),
        right="complaints.record_contact",
        possible=_is_open,
        form=ContactForm,
        weight=100,
    )
)
register(
    Step(
        name="chase",
        label=gettext_lazy("Customer presses"),
        right="complaints.chase_complaint",
        possible=_is_open,
        form=ChaseForm,
        weight=205,
        place=Place.MORE,
        explanation=gettext_lazy(
            "For a customer who calls again. It is counted, the handler is told, the queue place rises."
        ),
    )
)
register(
    Step(
        name="add-evidence",
        label=gettext_lazy("Add evidence"),
        right="complaints.add_evidence",
        possible=_is_open,
        form=EvidenceForm,
        weight=120,
    )
)
register(
    Step(
        name="correct",
        label=gettext_lazy("Correct facts"),
        right="complaints.change_complaint",
        possible=_is_open,
        form=CorrectForm,
        weight=200,
        place=Place.MORE,
    )
)
