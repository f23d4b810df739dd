"""Form fields of the desk: categories by nature, people with their load, moments, several files."""

from itertools import groupby

from django import forms
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Department
from complaints.admin.situation import visible_people
from complaints.models import Category, Complaint
from complaints.services.assignment import HANDLING_ROLES


class CategoryField(forms.ModelChoiceField):
    """The leaves of one preset's tree, under their natures."""

    def __init__(self, *, preset=None, **kwargs):
        kwargs.setdefault("label", gettext_lazy("Category"))
        categories = Category.objects.filter(is_active=True).exclude(parent=None)
        if preset:
            categories = categories.filter(preset=preset)
        super().__init__(categories.select_related("parent"), **kwargs)
        self.choices = [("", _("Choose …")), *self._grouped(many_presets=not preset)]

    def _grouped(self, *, many_presets):
        for parent, leaves in groupby(self.queryset, key=lambda category: category.parent):
            title = f"{parent.get_preset_display()} · {parent}" if many_presets else str(parent)
            yield title, [(leaf.pk, str(leaf)) for leaf in leaves]


class HandlerField(forms.ModelChoiceField):
    """People who can be the named handler, with how many open complaints each has; `first_team` leads."""

    def __init__(self, *, first_team=None, **kwargs):
        kwargs.setdefault("label", gettext_lazy("Handler"))
        super().__init__(visible_people(HANDLING_ROLES), **kwargs)
        load = dict(
            Complaint.objects.open().exclude(handler=None).order_by().values_list("handler").annotate(Count("pk"))
        )
        people = sorted(self.queryset, key=lambda person: person.team_id != first_team)
        self.choices = [("", _("Choose …")), *self._grouped(people, load)]

    def _grouped(self, people, load):
        for team, members in groupby(people, key=lambda person: person.team):
            yield str(team or _("Without a desk")), [(person.pk, _told(person, load)) for person in members]


class DepartmentField(forms.ModelChoiceField):
    def __init__(self, **kwargs):
        kwargs.setdefault("label", gettext_lazy("Department"))
        super().__init__(Department.objects.filter(is_active=True), empty_label=gettext_lazy("Choose …"), **kwargs)


class MomentField(forms.DateTimeField):
    """A moment by the browser's own picker, to the minute."""

    def __init__(self, **kwargs):
        kwargs.setdefault(
            "widget", forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local", "step": 60})
        )
        super().__init__(**kwargs)


class _FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; the service checks each by its content."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", _FilesInput(attrs={"accept": "image/*,video/*,audio/*,application/pdf"}))
        super().__init__(**kwargs)

    def clean(self, data, initial=None):
        files = data if isinstance(data, list | tuple) else [data]
        if not any(files):
            if self.required:
                raise forms.ValidationError(self.error_messages["required"], code="required")
            return []
        return [super(FilesField, self).clean(one, initial) for one in files]


def text(label, *, rows=3, limit=2_000, **kwargs):
    """Several lines of text, at most `limit` characters."""
    attrs = {"rows": rows} | kwargs.pop("attrs", {})
    return forms.CharField(label=label, max_length=limit, widget=forms.Textarea(attrs=attrs), **kwargs)


def _told(person, load):
    return _("%(person)s · %(count)s open") % {"person": person, "count": load.get(person.pk, 0)}
