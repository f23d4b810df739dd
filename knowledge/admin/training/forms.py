"""Drills and tests as their authors write them: questions in a table, right answers marked by a star."""

from django import forms
from django.utils.translation import gettext_lazy

from complaints.admin.forms.fields import text
from knowledge.models import Drill, TrainingTest

_EXTRA, _MOST = 3, 60
_STAR = "*"


class QuestionForm(forms.Form):
    ask = forms.CharField(label=gettext_lazy("Question"), max_length=500, required=False)
    options = text(
        gettext_lazy("Answers to choose from"),
        rows=4,
        required=False,
        help_text=gettext_lazy("One a line; * before each right one."),
    )
    why = text(gettext_lazy("Explanation"), rows=2, limit=1_000, required=False)


QuestionForms = forms.formset_factory(QuestionForm, extra=_EXTRA, can_delete=True, max_num=_MOST)


class LessonForm(forms.ModelForm):
    """Everything of a drill or test but its questions; `seen` is the version the form was drawn from."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    points = text(
        gettext_lazy("What a good answer holds"), rows=4, required=False, help_text=gettext_lazy("One point a line.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["seen"].initial = self.instance.edits
        self.initial["points"] = "\n".join(self.instance.points)

    def clean_points(self):
        return _lines(self.cleaned_data["points"])

    def _post_clean(self):
        """The service weighs everything together, on the row it locked."""

    def words(self, questions):
        """By the names of `FIELDS`, with the rows of the table `questions`."""
        words = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        return words | {"questions": [_row(one.cleaned_data) for one in questions if _is_kept(one.cleaned_data)]}


class DrillForm(LessonForm):
    class Meta:
        model = Drill
        fields = ("title", "scenario", "task", "model_answer")


class TestForm(LessonForm):
    class Meta:
        model = TrainingTest
        fields = (
            *("title", "pass_mark", "drawn", "minutes", "attempts_a_day", "valid_months"),
            *("task", "writing_share", "model_answer"),
        )


def rows_of(lesson):
    """The questions of a draft as the table begins with them."""
    return [
        {
            "ask": row["ask"],
            "options": "\n".join(
                f"{_STAR if place in row['right'] else ''}{option}" for place, option in enumerate(row["options"])
            ),
            "why": row["why"],
        }
        for row in lesson.questions
    ]


def _is_kept(cleaned):
    return not cleaned.get("DELETE") and any(cleaned.get(name) for name in ("ask", "options", "why"))


def _row(cleaned):
    lines = _lines(cleaned["options"])
    return {
        "ask": cleaned["ask"],
        "options": [line.lstrip("*＊").strip() for line in lines],
        "right": [place for place, line in enumerate(lines) if line.startswith(("*", "＊"))],
        "why": cleaned["why"],
    }


def _lines(value):
    return [line.strip() for line in value.splitlines() if line.strip()]
