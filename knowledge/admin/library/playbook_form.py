"""The words of a playbook as one form: its texts and five lists of rows, with empty ones at the end of each."""

from django import forms
from django.urls import reverse_lazy
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy, pgettext_lazy

from complaints.admin.forms.fields import text
from knowledge.admin.playbook_words import names_of_departments
from knowledge.models import Moment, PlaybookVersion
from knowledge.services.library import writing
from knowledge.services.library.places import PLACES

_EMPTY_ROWS = 2
_ROWS = PlaybookVersion.ROWS


class _Row(forms.Form):
    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""


class FactRow(_Row):
    what = forms.CharField(label=gettext_lazy("What"), max_length=_ROWS["facts"]["what"])


class StepRow(_Row):
    title = forms.CharField(label=gettext_lazy("What to do"), max_length=_ROWS["steps"]["title"])
    department = forms.ChoiceField(label=gettext_lazy("Department"), required=False)
    hours = forms.IntegerField(label=gettext_lazy("Within hours"), min_value=1, max_value=2_160, initial=24)
    is_required = forms.BooleanField(label=gettext_lazy("Always"), required=False, initial=True)
    detail = text(pgettext_lazy("playbook", "How"), rows=2, limit=_ROWS["steps"]["detail"], required=False)

    def __init__(self, *args, departments, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["department"].choices = [("", gettext_lazy("the handler")), *departments.items()]


class OpenerRow(_Row):
    words = text(pgettext_lazy("playbook", "Words"), rows=2, limit=_ROWS["openers"]["words"], attrs={"data-told": ""})


class ScriptRow(_Row):
    # An empty row chooses nothing, so that it counts as empty.
    moment = forms.ChoiceField(
        label=pgettext_lazy("playbook", "When"), choices=[("", gettext_lazy("Choose …")), *Moment.choices]
    )
    words = text(pgettext_lazy("playbook", "Words"), rows=3, limit=_ROWS["scripts"]["words"], attrs={"data-told": ""})


_FORMS = {"facts": FactRow, "evidence": FactRow, "steps": StepRow, "openers": OpenerRow, "scripts": ScriptRow}


class PlaybookWordsForm(forms.Form):
    """`seen` is the count of edits the words were drawn from."""

    fields_template = "admin/knowledge/library/playbook_fields.html"
    words_url = reverse_lazy("admin:complaints_complaint_words")
    places = PLACES

    seen = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(max_length=120)

    def __init__(self, data=None, *, version):
        super().__init__(data)
        self.version, self.label_suffix = version, ""
        self.initial |= {"seen": version.edits}
        for name in ("title", "purpose", "cautions"):
            field = version._meta.get_field(name)
            label = capfirst(field.verbose_name)
            if name != "title":
                self.fields[name] = text(label, rows=3, limit=field.max_length, required=False)
            self.fields[name].label = label
            self.initial[name] = getattr(version, name)
        departments = names_of_departments()
        self.lists = [self._list(name, row, data, departments) for name, row in _FORMS.items()]

    def _list(self, name, row, data, departments):
        factory = forms.formset_factory(
            row, extra=_EMPTY_ROWS, can_order=True, can_delete=True, max_num=writing.MOST_ROWS, validate_max=True
        )
        rows = factory(
            data,
            prefix=name,
            initial=getattr(self.version, name),
            form_kwargs={"departments": departments} if row is StepRow else {},
        )
        rows.label = self.version._meta.get_field(name).verbose_name
        return rows

    def is_valid(self):
        return all([super().is_valid(), *(rows.is_valid() for rows in self.lists)])

    def run(self, *, by, now):
        words = {name: self.cleaned_data[name] for name in ("title", "purpose", "cautions")}
        for rows in self.lists:
            words[rows.prefix] = [
                {key: row.cleaned_data[key] for key in _ROWS[rows.prefix]} for row in rows.ordered_forms
            ]
        seen = self.cleaned_data["seen"]
        return writing.write(PlaybookVersion, self.version.pk, words=words, seen=seen, by=by, now=now)
