"""The score sheet as a form: a row of points and a remark for each line, and a word on the whole."""

from typing import NamedTuple

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.admin.forms.fields import text
from review.models import Criterion

_LEFT_OUT = "na"


class Row(NamedTuple):
    criterion: Criterion
    points: forms.BoundField
    remark: forms.BoundField


class MarksForm(forms.Form):
    """Fatal lines stand as holding until somebody says otherwise; every other line has to be marked."""

    comment = text(gettext_lazy("On the whole"), rows=2, required=False)

    def __init__(self, *args, criteria, start=None, comment_needed=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix, self.criteria = "", criteria
        self.fields["comment"].required = comment_needed
        for one in criteria:
            given, remark = (start or {}).get(one.pk, (one.points if one.is_fatal else None, ""))
            left_out = start is not None and given is None
            self.fields[f"p{one.pk}"] = forms.ChoiceField(
                label=str(one),
                choices=_choices(one),
                widget=forms.RadioSelect,
                initial=_LEFT_OUT if left_out else given,
                error_messages={"required": _("Mark this line.")},
            )
            self.fields[f"r{one.pk}"] = forms.CharField(
                label=_("Why points are taken"), max_length=500, required=False, initial=remark
            )

    @property
    def rows(self):
        return [Row(one, self[f"p{one.pk}"], self[f"r{one.pk}"]) for one in self.criteria]

    def clean(self):
        told = super().clean()
        for one in self.criteria:
            points = told.get(f"p{one.pk}")
            if points not in (None, _LEFT_OUT) and int(points) < one.points and not told.get(f"r{one.pk}"):
                self.add_error(f"r{one.pk}", _("Say why points are taken."))
        return told

    def marks(self):
        """(points, remark) by criterion key, as the services take them."""
        told = self.cleaned_data
        return {
            one.pk: (None if told[f"p{one.pk}"] == _LEFT_OUT else int(told[f"p{one.pk}"]), told[f"r{one.pk}"])
            for one in self.criteria
        }


def marks_of(assessment):
    """What an opinion said, to begin another one from."""
    return {mark.criterion_id: (mark.points, mark.remark) for mark in assessment.marks.all()}


def _choices(one):
    if one.is_fatal:
        return [("1", _("Holds")), ("0", _("Fails"))]
    points = [(str(value), str(value)) for value in range(one.points + 1)]
    return [*points, (_LEFT_OUT, _("n/a"))] if one.may_not_apply else points
