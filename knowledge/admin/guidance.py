"""The playbook beside the complaint: its steps become tasks, its words go into the message box (INV-5, KNO-3)."""

import re

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from complaints.admin.panels import Panel
from complaints.admin.panels import register as register_panel
from complaints.admin.steps import Place, Step, StepForm, find, register
from complaints.services.words import OPEN_PLACE
from knowledge.admin.playbook_words import names_of_departments, said_in, step_label
from knowledge.models import CaseVersion, EntryKind, PlaybookVersion
from knowledge.services.library import checklist, guidance, places, sources
from knowledge.services.library.playbooks import for_complaint

_VERSIONS = {EntryKind.CASE: CaseVersion, EntryKind.PLAYBOOK: PlaybookVersion}
_PARTS = re.compile(f"({OPEN_PLACE.pattern})")


class FollowForm(StepForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    steps = forms.TypedMultipleChoiceField(label=gettext_lazy("Steps"), coerce=int, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        version = _asked(self, PlaybookVersion)
        if version is None:
            return
        taken = guidance.titles_taken(self.complaint, version.entry)
        names = names_of_departments()
        left = [(place, step) for place, step in enumerate(version.steps) if step["title"] not in taken]
        self.fields["steps"].choices = [(place, step_label(step, names)) for place, step in left]
        self.initial |= {"version": version.pk, "steps": [place for place, step in left if step["is_required"]]}

    def run(self, *, by, now, seen):
        facts = self.cleaned_data
        return guidance.follow(self.complaint.pk, facts["version"], steps=facts["steps"], by=by, now=now, seen=seen)

    def done(self, result):
        return ngettext("%(count)s task assigned.", "%(count)s tasks assigned.", len(result)) % {"count": len(result)}


class InsertForm(StepForm):
    """`text` and what follows is the message as it stood in the box, so that nothing typed is lost."""

    kind = forms.ChoiceField(choices=EntryKind, required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)
    path = forms.ChoiceField(label=pgettext_lazy("playbook", "Words"), widget=forms.RadioSelect)
    text = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._versions = _VERSIONS.get(self.data.get("kind"), PlaybookVersion)
        version = _asked(self, self._versions)
        if version is not None:
            self.fields["path"].choices = [(path, words) for path, _moment, words in said_in(version)]
            self.initial["version"] = version.pk

    def run(self, *, by, now, seen):
        facts = self.cleaned_data
        asked = {"path": facts["path"], "complaint_id": self.complaint.pk}
        words = guidance.insert(self._versions, facts["version"], **asked, by=by, now=now)
        written = {"text": "\n".join(filter(None, (facts["text"].rstrip(), words)))}
        if facts["text"]:
            written |= {name: name in self.data for name in ("tells_direction", "keep_promises")}
            written["override"] = self.data.get("override", "")
        step = find("write")
        return {"step": step, "form": step.form(complaint=self.complaint, user=self.user, initial=written)}


def _asked(form, versions):
    """The version a form was posted for, published some time, or the one nearest to its complaint."""
    named = str(form.data.get("version", "")) if form.is_bound else ""
    if not named:
        return for_complaint(form.complaint) if versions is PlaybookVersion else None
    shown = versions.objects.exclude(published_at=None).select_related("entry")
    return shown.filter(pk=named).first() if named.isdecimal() and len(named) < 19 else None


def guide(complaint, user):
    """None, and no panel, where nothing guides and nothing retired was sent."""
    version = for_complaint(complaint) if complaint.is_open else None
    retired = list(sources.replies_from_retired(complaint))
    if version is None:
        return {"retired": retired} if retired else None
    taken = guidance.titles_taken(complaint, version.entry)
    known = places.facts_of(complaint, reader=user, now=timezone.now())
    names = names_of_departments()
    steps = [
        {
            "place": place,
            "step": step,
            "department": names.get(step["department"], ""),
            "is_taken": step["title"] in taken,
        }
        for place, step in enumerate(version.steps)
    ]
    facts, evidence = checklist.facts_of(version, complaint), checklist.evidence_of(version, complaint)
    return {
        "version": version,
        "steps": steps,
        "lists": [(_("Facts to know"), facts), (_("Evidence to attach"), evidence)],
        "words": [
            {"path": path, "moment": moment, "parts": _PARTS.split(places.filled(words, known))}
            for path, moment, words in said_in(version)
        ],
        "retired": retired,
        "count": sum(not one["is_taken"] for one in steps),
    }


def _is_guided(complaint, user):
    return complaint.is_open and for_complaint(complaint) is not None


def _has_steps(complaint, user):
    """Whether a step of the playbook is no task yet."""
    version = for_complaint(complaint) if complaint.is_open else None
    taken = version and guidance.titles_taken(complaint, version.entry)
    return version is not None and any(step["title"] not in taken for step in version.steps)


register(
    Step(
        name="follow-playbook",
        label=gettext_lazy("Make tasks of the chosen steps"),
        right="complaints.assign_task",
        possible=_has_steps,
        form=FollowForm,
        weight=330,
        place=Place.PANEL,
    )
)
register(
    Step(
        name="insert-words",
        label=gettext_lazy("Insert into the reply"),
        right="complaints.write_message",
        possible=_is_guided,
        form=InsertForm,
        weight=331,
        place=Place.PANEL,
        result_template="admin/knowledge/composer.html",
    )
)
register_panel(
    Panel(
        "playbook",
        gettext_lazy("Playbook"),
        "admin/knowledge/playbook_panel.html",
        26,
        guide,
        right="knowledge.use_library",
    )
)
