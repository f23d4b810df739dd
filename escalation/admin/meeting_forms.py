from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Department
from accounts.roles import Role
from complaints.admin.forms.fields import MomentField, text
from complaints.admin.situation import visible_people
from complaints.admin.steps import StepForm
from complaints.templatetags.moments import moment
from escalation.models import JointMeeting
from escalation.services.meetings import Decision, convene, open_meeting, record_minutes

#: Who can be asked: whoever sees the complaint anyhow, or by the task of coming.
_ASKED = frozenset({Role.HANDLER, Role.FINANCE, Role.SUPERVISOR, Role.DIRECTOR, Role.LEGAL})
_OWNERS = frozenset({Role.AGENT, Role.HANDLER, Role.FINANCE, Role.SUPERVISOR, Role.LEGAL})
_DECISIONS = (1, 2, 3, 4)


def _by_department(roles):
    people = visible_people(roles).select_related("department").order_by("department__code", "name")
    return people.exclude(department=None)


def _told(person):
    return f"{person.department} · {person}"


class ConveneForm(StepForm):
    agenda = forms.CharField(label=gettext_lazy("What is to be decided"), max_length=180)
    held_at = MomentField(label=gettext_lazy("Time"))
    place = forms.CharField(label=gettext_lazy("Place or link"), max_length=200, required=False)
    departments = forms.ModelMultipleChoiceField(
        Department.objects.none(),
        label=gettext_lazy("Departments"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Each gets coming as a task, and sees the complaint."),
    )
    people = forms.ModelMultipleChoiceField(None, label=gettext_lazy("People"), required=False)

    def __init__(self, *args, complaint, user, **kwargs):
        super().__init__(*args, complaint=complaint, user=user, **kwargs)
        self.fields["departments"].queryset = Department.objects.filter(is_active=True)
        self.fields["people"].queryset = _by_department(_ASKED).exclude(pk=user.pk)
        self.fields["people"].label_from_instance = _told
        if complaint.department_id:
            self.initial["departments"] = [complaint.department_id]

    def run(self, *, by, now, seen):
        facts = self.cleaned_data | {name: list(self.cleaned_data[name]) for name in ("departments", "people")}
        return convene(self.complaint.pk, **facts, by=by, now=now, seen=seen)

    def done(self, result):
        return _("The meeting is called for %(time)s; everybody was told.") % {"time": moment(result.held_at)}


class MinutesForm(StepForm):
    """Minutes, the joint solution, and up to four decisions with owner and date."""

    fields_template = "admin/escalation/minutes.html"
    is_wide = True

    minutes = text(gettext_lazy("Minutes"), rows=6, limit=10_000)
    solution = text(gettext_lazy("Joint solution"), rows=3, limit=5_000)

    def __init__(self, *args, complaint, user, **kwargs):
        super().__init__(*args, complaint=complaint, user=user, **kwargs)
        self.waiting = open_meeting(complaint)
        self.fields["meeting"] = forms.IntegerField(widget=forms.HiddenInput, initial=self.waiting and self.waiting.pk)
        owners = [("", _("Choose …")), *((one.pk, _told(one)) for one in _by_department(_OWNERS))]
        for place in _DECISIONS:
            self.fields[f"title_{place}"] = forms.CharField(
                label=gettext_lazy("Decision"), max_length=200, required=False
            )
            self.fields[f"owner_{place}"] = forms.ModelChoiceField(
                _by_department(_OWNERS), label=gettext_lazy("Owner"), required=False
            )
            self.fields[f"owner_{place}"].choices = owners
            self.fields[f"due_{place}"] = MomentField(label=gettext_lazy("Due"), required=False)

    def decisions(self):
        """The fields of each decision, as the template sets them."""
        for place in _DECISIONS:
            yield [self[f"{name}_{place}"] for name in ("title", "owner", "due")]

    def clean_meeting(self):
        if not JointMeeting.objects.filter(pk=self.cleaned_data["meeting"], complaint=self.complaint).exists():
            raise forms.ValidationError(_("This meeting belongs to another complaint."))
        return self.cleaned_data["meeting"]

    def clean(self):
        facts = super().clean()
        for place in _DECISIONS:
            given = [bool(facts.get(f"{name}_{place}")) for name in ("title", "owner", "due")]
            if any(given) and not all(given):
                self.add_error(f"title_{place}", _("A decision needs words, an owner and a date."))
        return facts

    def run(self, *, by, now, seen):
        facts = self.cleaned_data
        decisions = [
            Decision(facts[f"title_{place}"], facts[f"owner_{place}"], facts[f"due_{place}"])
            for place in _DECISIONS
            if facts[f"title_{place}"]
        ]
        return record_minutes(
            facts["meeting"],
            minutes=facts["minutes"],
            solution=facts["solution"],
            decisions=decisions,
            by=by,
            now=now,
            seen=seen,
        )

    def done(self, result):
        return _("Minutes recorded; the decisions are tasks now.")
