"""What the page of an improvement asks; each form calls one service and lets refusals through."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import Application
from accounts.scopes import Scope
from complaints.admin.forms.fields import text
from complaints.models import Category
from complaints.states import Channel
from review.admin.causes.forms import AnalystField
from review.models import ActionKind, ActionState, Comparison, Metric
from review.services.improvements import checking, handing, planning

_RUNNING = (ActionState.PLANNED, ActionState.IN_PROGRESS, ActionState.DONE, ActionState.CHECKING, ActionState.REOPENED)
_WEEKS = timedelta(days=7)


class _DateField(forms.DateField):
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class PlanForm(forms.Form):
    """Asked on the page of a concluded analysis."""

    kind = forms.ChoiceField(label=pgettext_lazy("improvement", "Kind"), choices=ActionKind)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    plan = text(gettext_lazy("What is done"), rows=4)
    owner = AnalystField(label=gettext_lazy("Owner"))
    due_on = _DateField(label=gettext_lazy("To be done by"))
    check_on = _DateField(
        label=gettext_lazy("Checked on"), help_text=gettext_lazy("Two weeks after it is done at the earliest.")
    )
    metric = forms.ChoiceField(label=gettext_lazy("Measured by"), choices=Metric)
    target = forms.DecimalField(
        label=gettext_lazy("Goal: at most, in 30 days"), min_value=0, max_digits=7, decimal_places=1
    )
    category = forms.ModelChoiceField(
        Category.objects.filter(is_active=True),
        label=gettext_lazy("Category"),
        required=False,
        empty_label=gettext_lazy("Every category"),
    )
    product = forms.CharField(label=gettext_lazy("Product or service"), max_length=200, required=False)
    channel = forms.ChoiceField(
        label=gettext_lazy("Channel"), choices=[("", gettext_lazy("Every channel")), *Channel.choices], required=False
    )
    comparison = forms.ChoiceField(label=gettext_lazy("Compared with"), choices=Comparison)
    before_days = forms.TypedChoiceField(
        label=gettext_lazy("Time before it began"),
        choices=[
            (28, gettext_lazy("4 weeks")),
            (56, gettext_lazy("8 weeks")),
            (91, gettext_lazy("13 weeks")),
            (182, gettext_lazy("26 weeks")),
        ],
        coerce=int,
        initial=56,
    )

    def __init__(self, *args, analysis, **kwargs):
        super().__init__(*args, **kwargs)
        self.analysis, self.label_suffix = analysis, ""
        today = planning.day_of(timezone.now())
        for name, value in {
            "owner": analysis.lead_id,
            "category": analysis.category_id,
            "due_on": today + 4 * _WEEKS,
            "check_on": today + 12 * _WEEKS,
        }.items():
            self.initial.setdefault(name, value)

    def run(self, *, by, now):
        return planning.plan(self.analysis.pk, facts=self.cleaned_data, by=by, now=now)


class ActionForm(forms.Form):
    """`states` are those in which it is asked, `right` whose it is, `title` what its button says."""

    states, right, title, hint = _RUNNING, "review.work_improvement", "", ""

    def __init__(self, *args, action, **kwargs):
        super().__init__(*args, **kwargs)
        self.action, self.label_suffix = action, ""
        self.prepare()

    def prepare(self):
        """Fill in what the improvement knows."""

    def run(self, *, by, now):
        raise NotImplementedError

    def done(self, result):
        return _("Saved.")


class BeginForm(ActionForm):
    states, title = (ActionState.PLANNED, ActionState.REOPENED), pgettext_lazy("improvement", "Begin")
    hint = gettext_lazy("The time before, which it is measured against, ends with the first beginning.")

    def run(self, *, by, now):
        return planning.begin(self.action.pk, by=by, now=now)


class FinishForm(ActionForm):
    states, title = (ActionState.IN_PROGRESS,), gettext_lazy("Report done")
    hint = gettext_lazy("The time after begins today.")
    result = text(gettext_lazy("What was done"), rows=3, limit=1_000)
    check_on = _DateField(label=gettext_lazy("Checked on"))

    def prepare(self):
        earliest = planning.day_of(timezone.now()) + planning.LEAST_AFTER
        self.initial.setdefault("check_on", max(self.action.check_on, earliest))

    def run(self, *, by, now):
        return planning.finish(self.action.pk, **self.cleaned_data, by=by, now=now)


class MeasureForm(ActionForm):
    states = (ActionState.IN_PROGRESS, ActionState.DONE, ActionState.CHECKING, ActionState.REOPENED)
    title, hint = gettext_lazy("Measure now"), gettext_lazy("Shows how it stands; nothing is decided by it.")

    def run(self, *, by, now):
        return checking.measure(self.action.pk, by=by, now=now)

    def done(self, result):
        return _("Measured: %(verdict)s.") % {"verdict": result.get_verdict_display()}


class LaterForm(ActionForm):
    states, right, title = (ActionState.CHECKING,), "review.check_improvement", gettext_lazy("Check later")
    check_on = _DateField(label=gettext_lazy("Checked on"))

    def prepare(self):
        self.initial.setdefault("check_on", planning.day_of(timezone.now()) + 4 * _WEEKS)

    def run(self, *, by, now):
        return checking.check_again(self.action.pk, **self.cleaned_data, by=by, now=now)


class DecideForm(ActionForm):
    states, right, title = (ActionState.CHECKING,), "review.check_improvement", gettext_lazy("Decide in writing")
    is_effective = forms.TypedChoiceField(
        label=pgettext_lazy("improvement", "Verdict"),
        choices=[("yes", pgettext_lazy("effect", "Effective")), ("no", pgettext_lazy("effect", "Not effective"))],
        coerce=lambda chosen: chosen == "yes",
        widget=forms.RadioSelect,
    )
    reason = text(gettext_lazy("Why, since the figures do not say it"), rows=2, limit=500)

    def run(self, *, by, now):
        return checking.decide(self.action.pk, **self.cleaned_data, by=by, now=now)


class HandOverForm(ActionForm):
    right, title = "review.plan_improvement", gettext_lazy("Hand over to a tracker")
    hint = gettext_lazy("Its webhook is told; its answer comes back by the interface.")
    tracker = forms.ModelChoiceField(
        Application.objects.none(), label=gettext_lazy("System"), empty_label=gettext_lazy("Choose …")
    )

    def prepare(self):
        # A list in JSON is asked alike by both databases only in Python; applications are few.
        trackers = [one.pk for one in Application.objects.filter(is_active=True) if Scope.IMPROVE in one.scopes]
        self.fields["tracker"].queryset = Application.objects.filter(pk__in=trackers)
        self.initial.setdefault("tracker", self.action.tracker_id)

    def run(self, *, by, now):
        return handing.hand_over(self.action.pk, **self.cleaned_data, by=by, now=now)

    def done(self, result):
        return _("Handed over; the log of calls shows whether it arrived.")


class GiveUpForm(ActionForm):
    right, title = "review.plan_improvement", gettext_lazy("Give up")
    reason = text(gettext_lazy("Why it is given up"), rows=2, limit=300)

    def run(self, *, by, now):
        return planning.give_up(self.action.pk, **self.cleaned_data, by=by, now=now)


FORMS = {
    "begin": BeginForm,
    "finish": FinishForm,
    "decide": DecideForm,
    "later": LaterForm,
    "measure": MeasureForm,
    "hand-over": HandOverForm,
    "give-up": GiveUpForm,
}


def forms_for(action, user, *, bound=None):
    """Name and form of what `user` may do with the improvement now; `bound`, one that was refused, in its place."""
    for name, form in FORMS.items():
        if action.state in form.states and user.has_perm(form.right):
            yield name, bound if type(bound) is form else form(action=action, auto_id=f"{name}_%s")
