from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.admin.forms.fields import CategoryField
from complaints.errors import Refusal
from complaints.models.category import Nature
from knowledge.admin.library.pages import LibraryAdmin
from knowledge.admin.library.playbook_form import PlaybookWordsForm
from knowledge.admin.playbook_words import names_of_departments, said_in, step_label
from knowledge.models import Playbook, PlaybookVersion
from knowledge.services.library.beginning import begin


class BeginForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    nature = forms.ChoiceField(label=gettext_lazy("Nature"), choices=Nature)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        # It asks the database when it is made.
        self.fields["category"] = CategoryField(
            required=False, help_text=_("Only for complaints of this category; without one, for the whole nature.")
        )

    def run(self, *, by, now):
        return begin(**self.cleaned_data, by=by, now=now)


@admin.register(Playbook)
class PlaybookAdmin(LibraryAdmin):
    versions, words_form = PlaybookVersion, PlaybookWordsForm
    title = gettext_lazy("Playbooks")
    empty = gettext_lazy("Nothing here. The built-in playbooks wait among the drafts.")

    def get_urls(self):
        return [
            path("begin/", self.admin_site.admin_view(self.begin_view), name=self._name("begin")),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        answer = super().changelist_view(request, extra_context)
        if request.user.has_perm("knowledge.write_library"):
            answer.context_data["begin"] = self._address("begin")
        return answer

    def narrowed(self, request, rows):
        chosen = {name: request.GET.get(name, "") for name in ("nature", "mine")}
        if chosen["nature"] in Nature.values:
            rows = rows.filter(entry__nature=chosen["nature"])
        if chosen["mine"]:
            rows = rows.filter(entry__owner=request.user)
        return rows, chosen, [("nature", gettext_lazy("Every nature"), Nature.choices)]

    def beside(self, request, version):
        return {"sections": list(_sections(version))}

    def begin_view(self, request):
        if not request.user.has_perm("knowledge.write_library"):
            raise PermissionDenied
        form, refusal, status = BeginForm(request.POST or None), None, 200
        if request.method == "POST":
            status = 422
            if form.is_valid():
                try:
                    draft = form.run(by=request.user, now=timezone.now())
                except Refusal as caught:
                    refusal, status = caught, 409
                else:
                    messages.success(request, _("Begun. Write its steps and words."))
                    return redirect(self._address("write"), draft.pk)
        return self._drawn(request, "begin", status=status, title=_("New playbook"), form=form, refusal=refusal)


def _sections(version):
    """Each list as one section, in the order in which a playbook is read."""
    names = names_of_departments()
    lists = {
        "facts": [f"· {row['what']}" for row in version.facts],
        "evidence": [f"· {row['what']}" for row in version.evidence],
        "steps": [
            "\n".join(filter(None, (f"{place}. {step_label(row, names)}", row["detail"])))
            for place, row in enumerate(version.steps, 1)
        ],
        "openers": [f"· {words}" for path, _moment, words in said_in(version) if path.startswith("openers")],
        "scripts": [f"{moment} · {words}" for path, moment, words in said_in(version) if path.startswith("scripts")],
    }
    for name in version.WORDS[1:]:
        # What has several lines of its own stands apart.
        between = "\n\n" if name in ("steps", "scripts") else "\n"
        told = between.join(lists[name]) if name in lists else getattr(version, name)
        if told.strip():
            yield version._meta.get_field(name).verbose_name, told
