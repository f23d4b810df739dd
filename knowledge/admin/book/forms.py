from django import forms
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy, pgettext_lazy

from complaints.models.category import Nature
from knowledge.models import BookEdition
from knowledge.services.book.choosing import best, candidates, playbooks


class ComposeForm(forms.Form):
    """What goes into an edition; the cases are drawn as a table under their chapters."""

    title = forms.CharField(label=pgettext_lazy("book", "Title"), max_length=40)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    foreword = forms.CharField(
        label=gettext_lazy("Foreword"), max_length=5_000, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    natures = forms.MultipleChoiceField(choices=Nature)
    cases = forms.TypedMultipleChoiceField(coerce=int, required=False)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.shelf = candidates()
        self.fields["cases"].choices = [
            (one.version.entry_id, one.version.entry.number) for _nature, found in self.shelf for one in found
        ]

    @property
    def plain_fields(self):
        return [self[name] for name in ("title", "language", "foreword")]

    def chapters(self):
        """Every nature with what is published of it, and whether it is chosen: drawn as a table each."""
        guides, shelf = playbooks(), dict(self.shelf)
        natures, cases = ({str(one) for one in self[name].value() or ()} for name in ("natures", "cases"))
        return [
            {
                "nature": nature,
                "is_chosen": nature.value in natures,
                "playbooks": guides[nature],
                "cases": [(one, str(one.version.entry_id) in cases) for one in shelf.get(nature, ())],
            }
            for nature in Nature
            if guides[nature] or nature in shelf
        ]


def usual():
    """What a new edition begins with: every chapter there is, and the best cases."""
    shelf = candidates()
    natures = {nature for nature, _found in shelf} | set(playbooks())
    language = settings.LANGUAGE_CODE
    with translation.override(language):
        title = str(BookEdition._meta.verbose_name_plural)
    return {
        "title": title,
        "language": language,
        "natures": [nature.value for nature in Nature if nature in natures],
        "cases": best(shelf),
    }


def of_draft(edition):
    names = ("title", "language", "foreword", "natures", "cases")
    return {name: getattr(edition, name) for name in names} | {"seen": edition.edits}
