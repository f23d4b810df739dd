from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.admin.forms.fields import text
from complaints.admin.panels import Panel
from complaints.admin.panels import register as register_panel
from complaints.admin.steps import Step, StepForm, register
from knowledge.models import LibraryCase, Nomination
from knowledge.models.nomination import Verdict
from knowledge.services.nomination import decide, nominate


class NominateForm(StepForm):
    reason = text(gettext_lazy("What others can learn from it"))

    def run(self, *, by, now, seen):
        return nominate(self.complaint.pk, **self.cleaned_data, by=by, now=now, seen=seen)

    def done(self, result):
        return _("Nominated; QA decides.")


class VerdictForm(StepForm):
    verdict = forms.ChoiceField(label=gettext_lazy("Verdict"), choices=Verdict, widget=forms.RadioSelect)
    comment = text(gettext_lazy("Comment"), required=False, help_text=gettext_lazy("Needed when you decline."))

    def run(self, *, by, now, seen):
        return decide(self.complaint.pk, **self.cleaned_data, by=by, now=now, seen=seen)

    def done(self, result):
        return _("Decided: %(verdict)s.") % {"verdict": result.get_verdict_display()}


def _is_nominable(complaint, user):
    return not complaint.is_open and not Nomination.objects.filter(complaint=complaint).exists()


def _is_decidable(complaint, user):
    return Nomination.objects.filter(complaint=complaint, verdict="").exclude(nominated_by=user).exists()


def nomination(complaint, user):
    """None, and no panel, before anybody nominated the complaint."""
    found = Nomination.objects.filter(complaint=complaint).select_related("nominated_by", "decided_by").first()
    return {"nomination": found, "case": LibraryCase.objects.filter(complaint=complaint).first()} if found else None


register(
    Step(
        name="nominate",
        label=gettext_lazy("Nominate for the library"),
        right="knowledge.nominate_complaint",
        possible=_is_nominable,
        form=NominateForm,
        weight=150,
    )
)
register(
    Step(
        name="decide-nomination",
        label=gettext_lazy("Decide about the nomination"),
        right="knowledge.decide_nomination",
        possible=_is_decidable,
        form=VerdictForm,
        weight=90,
        is_main=True,
    )
)
register_panel(Panel("nomination", gettext_lazy("Case library"), "admin/knowledge/nomination.html", 95, nomination))
