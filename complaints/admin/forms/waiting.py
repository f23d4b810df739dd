"""Waiting for the customer, going on, and giving a deadline more time."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.admin.forms.fields import MomentField, text
from complaints.admin.forms.told import TellingForm
from complaints.admin.steps import Place, Step, StepForm, register
from complaints.models import Deadline, PauseReason
from complaints.services.extension import extend, is_extendable
from complaints.services.pauses import ASKED_FOR, WAITING_STATES, pause, resume
from complaints.services.standstill import open_pause
from complaints.templatetags.moments import moment


class WaitForm(TellingForm):
    told = ("note",)

    reason = forms.ChoiceField(
        label=gettext_lazy("We wait for"),
        choices=[(reason, PauseReason(reason).label) for reason in ASKED_FOR],
        widget=forms.RadioSelect,
        initial=PauseReason.EVIDENCE,
    )
    note = text(
        gettext_lazy("What the customer is asked"),
        rows=3,
        limit=500,
        help_text=gettext_lazy("The customer gets it as a message and reads it on the tracking page."),
    )
    until = MomentField(label=gettext_lazy("At longest until"))
    since = MomentField(
        label=gettext_lazy("Asked already at"),
        required=False,
        help_text=gettext_lazy(
            "Only if you asked before now, by telephone for instance: the clock stands still since."
        ),
    )

    def __init__(self, *args, complaint, user, **kwargs):
        super().__init__(*args, complaint=complaint, user=user, **kwargs)
        longest = timezone.now() + timedelta(hours=complaint.policy.wait_hours)
        self.initial.setdefault("until", longest.replace(second=0, microsecond=0))

    def run(self, *, by, now, seen):
        return pause(self.complaint.pk, **self.cleaned_data, by=by, now=now, seen=seen)

    def done(self, result):
        return _("We wait for the customer until %(until)s; the clock stands still.") % {
            "until": moment(result.bound_at)
        }


class ResumeForm(StepForm):
    note = text(gettext_lazy("How the customer answered"), rows=2, limit=500, required=False)

    def run(self, *, by, now, seen):
        return resume(self.complaint.pk, **self.cleaned_data, by=by, now=now, seen=seen)

    def done(self, result):
        return _("The clock runs again; the time the customer took does not count.")


class ExtendForm(TellingForm):
    told = ("reason",)

    deadline = forms.ModelChoiceField(Deadline.objects.none(), label=gettext_lazy("Deadline"), empty_label=None)
    due_at = MomentField(label=gettext_lazy("New time"))
    reason = text(gettext_lazy("Why it takes longer"), rows=2, limit=500)

    def __init__(self, *args, complaint, user, **kwargs):
        super().__init__(*args, complaint=complaint, user=user, **kwargs)
        self.fields["deadline"].queryset = Deadline.objects.filter(complaint=complaint)
        self.fields["deadline"].choices = [
            (deadline.pk, f"{deadline.get_kind_display()} · {moment(deadline.due_at)}")
            for deadline in _extendable(complaint)
        ]

    def run(self, *, by, now, seen):
        facts = self.cleaned_data
        deadline = facts.pop("deadline")
        return extend(deadline.pk, **facts, by=by, now=now, seen=seen)

    def done(self, result):
        return _("“%(deadline)s” is now due %(due)s.") % {
            "deadline": result.get_kind_display(),
            "due": moment(result.due_at),
        }


def _extendable(complaint):
    now = timezone.now()
    return [deadline for deadline in complaint.deadlines.running() if is_extendable(deadline, now)]


register(
    Step(
        name="wait",
        label=gettext_lazy("Wait for the customer"),
        right="complaints.pause_complaint",
        possible=lambda complaint, user: complaint.state in WAITING_STATES and open_pause(complaint) is None,
        form=WaitForm,
        weight=132,
        explanation=gettext_lazy(
            "Deadlines stand still until the answer. Halfway the customer is reminded, at the end the complaint closes."
        ),
    )
)
register(
    Step(
        name="resume",
        label=gettext_lazy("Resume the clock"),
        right="complaints.pause_complaint",
        possible=lambda complaint, user: complaint.is_open and open_pause(complaint) is not None,
        form=ResumeForm,
        weight=131,
        explanation=gettext_lazy("The customer answered in another way, or is no longer waited for."),
    )
)
register(
    Step(
        name="extend",
        label=gettext_lazy("Extend a deadline"),
        right="complaints.extend_deadline",
        possible=lambda complaint, user: complaint.is_open and bool(_extendable(complaint)),
        form=ExtendForm,
        weight=136,
        place=Place.MORE,
        explanation=gettext_lazy("Before it passes and with a reason; what the customer was told is told anew."),
    )
)
