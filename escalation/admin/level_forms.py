from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Role
from complaints.admin.forms.fields import DepartmentField, text
from complaints.admin.situation import visible_people
from complaints.admin.steps import StepForm
from complaints.states import Level, Trigger
from escalation.models import Escalation
from escalation.services.raising import escalate
from escalation.services.referee import decide_owner
from escalation.services.stepping import hand_back, resolve, step_in

#: What a person at the desk can know; the others are found by the clock and by counting.
_BY_PEOPLE = (
    Trigger.BY_HAND,
    Trigger.SUPERIOR,
    Trigger.THREAT,
    Trigger.AUTHORITY,
    Trigger.PRESSING,
    Trigger.IMPACT,
)
_ABOVE = [level for level in Level if level != Level.FRONTLINE]


class EscalateForm(StepForm):
    trigger = forms.ChoiceField(
        label=gettext_lazy("Trigger"), choices=[(trigger.value, trigger.label) for trigger in _BY_PEOPLE]
    )
    reason = text(
        gettext_lazy("Reason"),
        rows=4,
        required=False,
        help_text=gettext_lazy("What happened, and what is needed. Without a trigger it is required."),
    )
    to = forms.ChoiceField(
        label=gettext_lazy("Level"),
        choices=[(level.value, level.label) for level in _ABOVE],
        widget=forms.RadioSelect,
    )
    person = forms.ModelChoiceField(
        None, label=gettext_lazy("Put before"), required=False, empty_label=gettext_lazy("Whoever is on duty there")
    )

    def __init__(self, *args, complaint, user, **kwargs):
        super().__init__(*args, complaint=complaint, user=user, **kwargs)
        # All levels stay on offer: somebody else may have been faster, and this button is never blocked (ESC-5).
        self.initial["to"] = Level(complaint.level).next_up
        self.fields["person"].queryset = visible_people({Role.SUPERVISOR, Role.DIRECTOR, Role.LEGAL}).order_by(
            "role", "name"
        )
        self.fields["person"].label_from_instance = lambda person: f"{person} · {person.get_role_display()}"

    def clean(self):
        facts = super().clean()
        if facts.get("trigger") == Trigger.BY_HAND and not facts.get("reason", "").strip():
            self.add_error("reason", _("Say why the complaint needs more power; whoever gets it reads it first."))
        return facts

    def run(self, *, by, now, seen):
        return escalate(self.complaint.pk, **self.cleaned_data, by=by, now=now)

    def done(self, result):
        if result.asked:
            return _("%(person)s has it before them now.") % {"person": result.asked}
        return _("It is with the level “%(level)s” now.") % {"level": result.get_to_level_display()}


class _AnswerForm(StepForm):
    """About the highest escalation this person may answer, kept in the form: another one is not answered by it."""

    fields_template = "admin/escalation/answer.html"

    def __init__(self, *args, complaint, user, **kwargs):
        super().__init__(*args, complaint=complaint, user=user, **kwargs)
        self.escalation = answerable(complaint, user)
        self.fields["escalation"] = forms.IntegerField(
            widget=forms.HiddenInput, initial=self.escalation and self.escalation.pk
        )

    def clean_escalation(self):
        if not Escalation.objects.filter(pk=self.cleaned_data["escalation"], complaint=self.complaint).exists():
            raise forms.ValidationError(_("This escalation belongs to another complaint."))
        return self.cleaned_data["escalation"]


class StepInForm(_AnswerForm):
    def run(self, *, by, now, seen):
        return step_in(self.cleaned_data["escalation"], by=by, now=now)

    def done(self, result):
        return _("You have stepped in; the handler knows.")


class ResolveForm(_AnswerForm):
    answer = text(gettext_lazy("What was decided"), rows=4, limit=5_000)

    def run(self, *, by, now, seen):
        facts = self.cleaned_data
        return resolve(facts["escalation"], answer=facts["answer"], by=by, now=now, seen=seen)

    def done(self, result):
        return _("Resolved; the handler goes on from your decision.")


class HandBackForm(_AnswerForm):
    instructions = text(gettext_lazy("What is to be done"), rows=4, limit=5_000)

    def run(self, *, by, now, seen):
        facts = self.cleaned_data
        return hand_back(facts["escalation"], instructions=facts["instructions"], by=by, now=now, seen=seen)

    def done(self, result):
        return _("Handed back with your instructions.")


class RuleOwnerForm(StepForm):
    department = DepartmentField()
    ruling = text(
        gettext_lazy("Ruling"),
        rows=4,
        help_text=gettext_lazy("Why this department answers for it. It is binding, and all of them read it."),
    )

    def __init__(self, *args, complaint, user, **kwargs):
        super().__init__(*args, complaint=complaint, user=user, **kwargs)
        self.initial["department"] = complaint.department_id

    def run(self, *, by, now, seen):
        return decide_owner(self.complaint.pk, **self.cleaned_data, by=by, now=now, seen=seen)

    def done(self, result):
        return _("%(department)s answers for it; the ruling is binding.") % {"department": result.department}


def answerable(complaint, user):
    """The highest running escalation of `complaint` that `user` may answer, or None; no query for what is not up."""
    if complaint.level == Level.FRONTLINE:
        return None
    mine = Escalation.objects.answerable_by(user).filter(complaint=complaint).select_related("by", "asked", "deadline")
    return max(mine, key=lambda one: Level(one.to_level).rank, default=None)
