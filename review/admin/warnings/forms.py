"""What a warning's page asks; each form calls one service and lets refusals through."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.admin.forms.fields import text
from review.models import SurgeCause, WarningState
from review.services.warnings import handling


class WarningForm(forms.Form):
    """`states` are those in which it is asked, `right` whose it is, `title` what its button says."""

    states, right, title, hint = (), "review.handle_warning", "", ""

    def __init__(self, *args, warning, **kwargs):
        super().__init__(*args, **kwargs)
        self.warning, self.label_suffix = warning, ""
        self.prepare()

    def prepare(self):
        """Fill in what the warning knows."""

    def is_asked(self):
        return self.warning.state in self.states

    def run(self, *, by, now):
        raise NotImplementedError

    def done(self, result):
        return _("Saved.")


class AcknowledgeForm(WarningForm):
    states, title = (WarningState.OPEN,), gettext_lazy("Look into it")
    hint = gettext_lazy("The others see that you have it.")

    def run(self, *, by, now):
        return handling.acknowledge(self.warning.pk, by=by, now=now)

    def done(self, result):
        return _("You look into it from now on.")


class IncidentForm(WarningForm):
    states, right = (WarningState.OPEN, WarningState.ACKNOWLEDGED, WarningState.EXPLAINED), "escalation.join_incident"
    title = gettext_lazy("Make a group incident")
    hint = gettext_lazy("Its complaints are put under one suspected incident, which a supervisor confirms.")

    def is_asked(self):
        return super().is_asked() and self.warning.incident_id is None

    def run(self, *, by, now):
        return handling.make_incident(self.warning.pk, by=by, now=now)

    def done(self, result):
        return _("The complaints belong to %(incident)s now.") % {"incident": result}


class ExplainForm(WarningForm):
    states, title = (WarningState.ACKNOWLEDGED, WarningState.EXPLAINED), gettext_lazy("Explain it")
    cause = forms.ChoiceField(label=gettext_lazy("What is behind it"), choices=SurgeCause)
    explanation = text(gettext_lazy("In words"), rows=3, limit=2_000)

    def prepare(self):
        self.initial.setdefault("cause", self.warning.cause)
        self.initial.setdefault("explanation", self.warning.explanation)

    def run(self, *, by, now):
        return handling.explain(self.warning.pk, **self.cleaned_data, by=by, now=now)


class CloseForm(WarningForm):
    states, title = (WarningState.EXPLAINED,), gettext_lazy("Close the warning")
    hint = gettext_lazy("The same rise is not reported again for the days of rest.")
    result = text(gettext_lazy("What was done about it"), rows=2, limit=500)

    def run(self, *, by, now):
        return handling.close(self.warning.pk, **self.cleaned_data, by=by, now=now)


FORMS = {
    "acknowledge": AcknowledgeForm,
    "close": CloseForm,
    "explain": ExplainForm,
    "incident": IncidentForm,
}


def forms_for(warning, user, *, bound=None):
    """Name and form of what `user` may do with `warning` now; `bound`, one that was refused, in its place."""
    for name, form_class in FORMS.items():
        if not user.has_perm(form_class.right) or not user.has_perm("review.handle_warning"):
            continue
        form = bound if bound and type(bound) is form_class else form_class(warning=warning, auto_id=f"{name}_%s")
        if form.is_asked():
            yield name, form
