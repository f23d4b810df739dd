"""Matters with outside bodies on the page of a complaint: what is open, what is due, and the steps one takes."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Department
from complaints.admin.forms.fields import MomentField, text
from complaints.admin.panels import Panel
from complaints.admin.panels import register as register_panel
from complaints.admin.situation import visible_people
from complaints.admin.steps import Place, Step, StepForm, register
from complaints.deadlines.workdays import CHINA
from complaints.services.inbound import transfer_of
from complaints.telling.facts import tell_as
from complaints.templatetags.moments import moment
from escalation.models import FinalLetter, MatterResult, Milestone, OutsideBody, OutsideMatter
from escalation.services.outside import NOTED, Duty, close_matter, note, open_matter, set_hearing

_REPRESENTATIVES = ("legal", "supervisor", "director")
_DUTIES = (1, 2, 3)
_HEARING = "hearing"

tell_as("outcome", MatterResult.choices)


def matters_of(complaint):
    """Every matter of the complaint with its terms, read once for steps and panel."""
    if "outside_matters" not in complaint.__dict__:
        matters = OutsideMatter.objects.filter(complaint=complaint).select_related(
            "body", "representative", "closed_by"
        )
        complaint.outside_matters = list(
            matters.prefetch_related("terms__deadline", "obligations__task__department").order_by("closed_at", "-pk")
        )
    return complaint.outside_matters


def _has_open(complaint, user):
    return any(matter.is_open for matter in matters_of(complaint))


class _DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")


def _day(label, **kwargs):
    return forms.DateField(label=label, widget=_DayInput(), **kwargs)


def _today():
    return timezone.localtime(timezone.now(), CHINA).date()


class OpenMatterForm(StepForm):
    body = forms.ModelChoiceField(
        OutsideBody.objects.filter(is_active=True),
        label=gettext_lazy("Body"),
        empty_label=gettext_lazy("Choose …"),
        help_text=gettext_lazy("The terms the law sets with it begin with the day the notice was received."),
    )
    reference = forms.CharField(label=gettext_lazy("Their number"), max_length=80, required=False)
    received_on = _day(gettext_lazy("Notice received"))
    claim = text(gettext_lazy("What is asked of us"), rows=3)
    answer_due_at = MomentField(
        label=gettext_lazy("Answer by, as the notice says"),
        required=False,
        help_text=gettext_lazy("Without it the term of the law counts."),
    )
    hearing_at = MomentField(label=gettext_lazy("Hearing"), required=False)
    official = forms.CharField(label=gettext_lazy("Who has it there"), max_length=120, required=False)
    representative = forms.ModelChoiceField(
        None, label=gettext_lazy("Represents us"), empty_label=gettext_lazy("Choose …")
    )

    def __init__(self, *args, complaint, user, **kwargs):
        super().__init__(*args, complaint=complaint, user=user, **kwargs)
        self.fields["representative"].queryset = visible_people(_REPRESENTATIVES)
        self.initial["received_on"] = _today()
        if transfer := transfer_of(complaint):
            self.initial |= {
                "reference": transfer.reference[:80],
                "answer_due_at": transfer.answer_by,
                "claim": complaint.description[:2_000],
                "received_on": timezone.localtime(transfer.received_at, CHINA).date(),
            }
        if user.role in _REPRESENTATIVES:
            self.initial["representative"] = user.pk

    def run(self, *, by, now, seen):
        return open_matter(self.complaint.pk, **self.cleaned_data, by=by, now=now, seen=seen)

    def done(self, result):
        due = [term.due_at for term in result.terms.all() if term.binds_us]
        if not due:
            return _("The matter is open; the law sets us no term yet.")
        return _("The matter is open; the first term that binds us ends %(due)s.") % {"due": moment(min(due))}


class _MatterForm(StepForm):
    matter = forms.ModelChoiceField(OutsideMatter.objects.none(), label=gettext_lazy("Matter"), empty_label=None)

    def __init__(self, *args, complaint, user, **kwargs):
        super().__init__(*args, complaint=complaint, user=user, **kwargs)
        self.fields["matter"].queryset = OutsideMatter.objects.filter(complaint=complaint).select_related("body")
        is_open = [matter for matter in matters_of(complaint) if matter.is_open]
        self.fields["matter"].choices = [(matter.pk, str(matter)) for matter in is_open]


class NoteForm(_MatterForm):
    milestone = forms.ChoiceField(
        label=gettext_lazy("What happened"),
        choices=[*((one, one.label) for one in NOTED), (_HEARING, gettext_lazy("A hearing was set"))],
        widget=forms.RadioSelect,
    )
    on = _day(gettext_lazy("On"), required=False)
    hearing_at = MomentField(label=gettext_lazy("Hearing at"), required=False)
    words = text(
        gettext_lazy("In words"), rows=3, required=False, help_text=gettext_lazy("For an answer: what we answered.")
    )
    reference = forms.CharField(label=gettext_lazy("Their number"), max_length=80, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["on"] = _today()

    def clean(self):
        facts = super().clean()
        needed = "hearing_at" if facts.get("milestone") == _HEARING else "on"
        if not facts.get(needed) and needed not in self.errors:
            self.add_error(needed, _("Enter the date."))
        return facts

    def run(self, *, by, now, seen):
        facts = self.cleaned_data
        if facts["milestone"] == _HEARING:
            return set_hearing(facts["matter"].pk, at=facts["hearing_at"], by=by, now=now, seen=seen)
        return note(
            facts["matter"].pk,
            Milestone(facts["milestone"]),
            on=facts["on"],
            words=facts["words"],
            reference=facts["reference"],
            by=by,
            now=now,
            seen=seen,
        )


class CloseMatterForm(_MatterForm):
    fields_template = "admin/escalation/close_matter.html"
    is_wide = True

    result = forms.ChoiceField(label=gettext_lazy("Result"), choices=[("", "—"), *MatterResult.choices])
    words = text(gettext_lazy("What was decided or agreed"), rows=3)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        departments = Department.objects.filter(is_active=True).order_by("code")
        for place in _DUTIES:
            self.fields[f"title_{place}"] = forms.CharField(
                label=gettext_lazy("What to do"), max_length=200, required=False
            )
            self.fields[f"department_{place}"] = forms.ModelChoiceField(
                departments, label=gettext_lazy("Department"), required=False, empty_label="—"
            )
            self.fields[f"due_at_{place}"] = MomentField(label=gettext_lazy("Due"), required=False)

    def duties(self):
        """The fields of each obligation, as the template sets them."""
        return [[self[f"{name}_{place}"] for name in ("title", "department", "due_at")] for place in _DUTIES]

    def clean(self):
        facts = super().clean()
        for place in _DUTIES:
            named = [bool(facts.get(f"{name}_{place}")) for name in ("title", "department", "due_at")]
            if any(named) and not all(named):
                self.add_error(f"title_{place}", _("An obligation needs a department and a date."))
        return facts

    def run(self, *, by, now, seen):
        facts = self.cleaned_data
        duties = [
            Duty(facts[f"title_{place}"], facts[f"department_{place}"], facts[f"due_at_{place}"])
            for place in _DUTIES
            if facts[f"title_{place}"]
        ]
        return close_matter(
            facts["matter"].pk,
            result=facts["result"],
            words=facts["words"],
            duties=duties,
            by=by,
            now=now,
            seen=seen,
        )

    def done(self, result):
        return _("Closed: %(result)s.") % {"result": result.get_result_display()}


def matters(complaint, user):
    """None, and no panel, while nobody outside has to do with the complaint."""
    found = matters_of(complaint)
    letters = list(FinalLetter.objects.filter(complaint=complaint).select_related("sent_by"))
    if not found and not letters:
        return None
    return {"matters": found, "letters": letters, "count": len([matter for matter in found if matter.is_open])}


register(
    Step(
        name="open-matter",
        label=gettext_lazy("Open an outside matter"),
        right="escalation.open_matter",
        possible=lambda complaint, user: True,
        form=OpenMatterForm,
        weight=149,
        place=Place.MORE,
        explanation=gettext_lazy("Mediation, a regulator or a court has turned to us about this complaint."),
    )
)
register(
    Step(
        name="note-matter",
        label=gettext_lazy("Note what happened"),
        right="escalation.open_matter",
        possible=_has_open,
        form=NoteForm,
        weight=151,
        place=Place.PANEL,
    )
)
register(
    Step(
        name="close-matter",
        label=gettext_lazy("Close the matter"),
        right="escalation.open_matter",
        possible=_has_open,
        form=CloseMatterForm,
        weight=152,
        place=Place.PANEL,
        explanation=gettext_lazy(
            "Money that is owed is proposed and approved like any other; here go other obligations."
        ),
    )
)
register_panel(Panel("outside", gettext_lazy("Outside bodies"), "admin/escalation/matters.html", 75, matters))
