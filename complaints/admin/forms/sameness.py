"""Two complaints that are one matter, or are not (INT-6)."""

from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.admin.forms.fields import CategoryField, text
from complaints.admin.forms.solution import ReasonForm
from complaints.admin.situation import likely_pairs
from complaints.admin.steps import Place, Step, StepForm, register
from complaints.models import Complaint
from complaints.services.gate import is_possible
from complaints.services.joining import RIGHT as JOIN
from complaints.services.joining import join_customers, part_customers, partable
from complaints.services.likeness import rule_out
from complaints.services.merging import close_duplicate
from complaints.services.parting import undo_merge, undoable
from complaints.services.splitting import Part, split
from complaints.states import Demand


class OtherForm(StepForm):
    """Names another complaint by its number."""

    number = forms.CharField(
        label=gettext_lazy("Number of the other complaint"),
        max_length=20,
        widget=forms.TextInput(attrs={"placeholder": "202611-001", "inputmode": "numeric"}),
    )

    def clean_number(self):
        number = self.cleaned_data["number"].strip()
        self.other = Complaint.objects.visible_to(self.user).filter(number=number).first()
        if self.other is None:
            raise forms.ValidationError(_("There is no complaint %(number)s you may see.") % {"number": number})
        return number


class DuplicateForm(OtherForm):
    is_same_person = forms.BooleanField(
        label=gettext_lazy("It is the same customer"),
        initial=True,
        required=False,
        help_text=gettext_lazy("Otherwise the two customers stay apart: neither sees anything of the other."),
    )
    reason = text(gettext_lazy("Why it is one matter"), rows=2, required=False)

    def run(self, *, by, now, seen):
        facts = {name: self.cleaned_data[name] for name in ("is_same_person", "reason")}
        return close_duplicate(self.complaint.pk, of_id=self.other.pk, **facts, by=by, now=now, seen=seen)

    def done(self, result):
        return _("Closed as a duplicate of %(number)s.") % {"number": self.other.number}


class UndoForm(ReasonForm):
    def run(self, *, by, now, seen):
        return undo_merge(self.complaint.pk, **self.cleaned_data, by=by, now=now, seen=seen)

    def done(self, result):
        return _("The merge is taken back: the complaint is handled by itself again.")


class SplitForm(StepForm):
    """The second matter in its own words, with the files that belong to it."""

    is_wide = True

    subject = forms.CharField(label=gettext_lazy("The second matter in a few words"), max_length=120)
    description = text(gettext_lazy("What happened"), rows=4, limit=10_000)
    demand = forms.ChoiceField(label=gettext_lazy("Demand"), choices=Demand)
    evidence = forms.MultipleChoiceField(
        label=gettext_lazy("Files that belong to it"), required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = text(gettext_lazy("Why these are two matters"), rows=2, limit=500)

    def __init__(self, *args, complaint, user, **kwargs):
        super().__init__(*args, complaint=complaint, user=user, **kwargs)
        files = list(complaint.evidence.all())
        self.fields["evidence"].choices = [(str(file.uuid), file.name) for file in files]
        if not files:
            del self.fields["evidence"]
        self.fields["category"] = CategoryField(required=False)
        self.order_fields(["subject", "description", "demand", "category", "evidence", "reason"])

    def run(self, *, by, now, seen):
        facts = dict(self.cleaned_data)
        reason, evidence = facts.pop("reason"), tuple(map(UUID, facts.pop("evidence", ())))
        return split(self.complaint.pk, Part(**facts, evidence=evidence), reason=reason, by=by, now=now, seen=seen)

    def done(self, result):
        return _("%(number)s is received for the second matter.") % {"number": result.number}


class JoinForm(OtherForm):
    reason = text(gettext_lazy("What shows that they are one person"), rows=2, limit=500)

    def run(self, *, by, now, seen):
        reason = self.cleaned_data["reason"]
        return join_customers(self.complaint.pk, other_id=self.other.pk, reason=reason, by=by, now=now, seen=seen)

    def done(self, result):
        return _("One customer now: complaints and what was given stand together.")


class PartForm(ReasonForm):
    def run(self, *, by, now, seen):
        return part_customers(self.complaint.pk, **self.cleaned_data, by=by, now=now, seen=seen)

    def done(self, result):
        return _("Two customers again.")


class NotSameForm(OtherForm):
    number = forms.CharField(max_length=20, widget=forms.HiddenInput)

    def run(self, *, by, now, seen):
        return rule_out(self.complaint.pk, other_id=self.other.pk, by=by, now=now, seen=seen)

    def done(self, result):
        return _("Not the same as %(number)s; the two are not put before anybody again.") % {
            "number": self.other.number
        }


register(
    Step(
        name="duplicate",
        label=gettext_lazy("Duplicate of …"),
        right="complaints.close_duplicate",
        possible=lambda complaint, user: is_possible(complaint, "close_duplicate"),
        form=DuplicateForm,
        weight=245,
        place=Place.MORE,
        tone="danger",
        explanation=gettext_lazy(
            "The other complaint inherits contacts, evidence, open checks, promises and the stricter severity. "
            "Within a day this can be taken back."
        ),
    )
)
register(
    Step(
        name="not-same",
        label=gettext_lazy("Not the same"),
        right="complaints.close_duplicate",
        possible=lambda complaint, user: bool(likely_pairs(complaint, user)),
        form=NotSameForm,
        weight=246,
        place=Place.PANEL,
        explanation=gettext_lazy("The two stay apart, and are no longer put before anybody as one matter."),
    )
)
register(
    Step(
        name="undo-merge",
        label=gettext_lazy("Take the merge back"),
        right="complaints.close_duplicate",
        possible=lambda complaint, user: undoable(complaint, now=timezone.now()) is not None,
        form=UndoForm,
        weight=139,
        explanation=gettext_lazy(
            "What was moved comes back; what happened to the other complaint since stays. "
            "A solution that had been offered or accepted is worked out anew."
        ),
    )
)
register(
    Step(
        name="split",
        label=gettext_lazy("Split into two"),
        right="complaints.split_complaint",
        possible=lambda complaint, user: complaint.is_open,
        form=SplitForm,
        weight=244,
        place=Place.MORE,
        explanation=gettext_lazy(
            "The second matter becomes a complaint of the same customer, who gets its number. Limits count both as one."
        ),
    )
)
register(
    Step(
        name="join-customers",
        label=gettext_lazy("Same person as …"),
        right=JOIN,
        possible=lambda complaint, user: True,
        form=JoinForm,
        weight=248,
        place=Place.MORE,
        explanation=gettext_lazy(
            "The customers of the two complaints are one person: history, limits and frequency count together. "
            "Within a day this can be taken back."
        ),
    )
)
register(
    Step(
        name="part-customers",
        label=gettext_lazy("Not one person after all"),
        right=JOIN,
        possible=lambda complaint, user: partable(complaint, now=timezone.now()) is not None,
        form=PartForm,
        weight=249,
        place=Place.MORE,
    )
)
