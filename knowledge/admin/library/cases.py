from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.urls import path
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from accounts.models import User
from complaints.admin.forms.fields import CategoryField, text
from complaints.errors import Refusal
from complaints.models import Category, Complaint
from knowledge.admin.library.pages import LibraryAdmin
from knowledge.admin.library.search import SearchPages
from knowledge.models import CaseVersion, LibraryCase, LibraryTag
from knowledge.services.library import freshness, writing

_QUALITY = [(place, "★" * place) for place in range(5, 0, -1)]
_ROWS = {"situation": 4, "facts": 4, "cause": 3, "handling": 5, "script": 5, "result": 3, "lesson": 3}


class WordsForm(forms.Form):
    """The words of a case; `seen` is the count of edits they were drawn from."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(max_length=120)

    def __init__(self, *args, version, **kwargs):
        super().__init__(*args, **kwargs)
        self.version, self.label_suffix = version, ""
        self.initial |= {"seen": version.edits} | {name: getattr(version, name) for name in version.WORDS}
        for name, rows in _ROWS.items():
            field = version._meta.get_field(name)
            self.fields[name] = text(capfirst(field.verbose_name), rows=rows, limit=field.max_length, required=False)
        self.fields["title"].label = capfirst(version._meta.get_field("title").verbose_name)

    def run(self, *, by, now):
        words = {name: self.cleaned_data[name] for name in self.version.WORDS}
        seen = self.cleaned_data["seen"]
        return writing.write(CaseVersion, self.version.pk, words=words, seen=seen, by=by, now=now)


class PlaceForm(forms.Form):
    """Where the case is found, and who looks after it."""

    field_order = ("category",)

    product = forms.CharField(label=gettext_lazy("Product or service"), max_length=200, required=False)
    quality = forms.TypedChoiceField(label=gettext_lazy("Quality"), choices=_QUALITY, coerce=int)
    owner = forms.ModelChoiceField(User.objects.none(), label=pgettext_lazy("library", "Owner"))
    review_on = forms.DateField(
        label=gettext_lazy("To be looked at again"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    tags = forms.CharField(
        label=gettext_lazy("Tags"), max_length=300, required=False, help_text=gettext_lazy("Separated by spaces.")
    )

    def __init__(self, *args, entry, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        # It asks the database when it is made.
        self.fields["category"] = CategoryField(required=False)
        self.order_fields(self.field_order)
        roles = ("curator", "supervisor", "director", "legal")
        self.fields["owner"].queryset = User.objects.filter(role__in=roles, is_active=True).order_by("name")
        for name in ("category", "product", "quality", "owner", "review_on"):
            value = getattr(entry, name)
            self.initial[name] = getattr(value, "pk", value)
        self.initial["tags"] = " ".join(entry.tags.values_list("name", flat=True))

    def clean_tags(self):
        names = self.cleaned_data["tags"].replace("，", " ").replace(",", " ").split()
        if any(len(name) > LibraryTag._meta.get_field("name").max_length for name in names):
            raise forms.ValidationError(gettext_lazy("A tag has at most 30 characters."))
        return list(dict.fromkeys(names))

    def run(self, version, *, by, now):
        facts = dict(self.cleaned_data)
        tags = facts.pop("tags")
        return freshness.arrange(CaseVersion, version.pk, facts=facts, tags=tags, by=by, now=now)


@admin.register(LibraryCase)
class LibraryCaseAdmin(SearchPages, LibraryAdmin):
    versions, words_form = CaseVersion, WordsForm
    title = gettext_lazy("Library cases")
    empty = gettext_lazy("Nothing here. A case begins when QA takes up a nominated complaint.")

    def get_urls(self):
        place = require_POST(self.place_view)
        address = "version/<int:version_id>/place/"
        place = path(address, self.admin_site.admin_view(place), name=self._name("place"))
        return [*self.search_urls(), place, *super().get_urls()]

    def narrowed(self, request, rows):
        chosen = {name: request.GET.get(name, "") for name in ("category", "quality", "tag", "mine")}
        if chosen["category"].isdecimal() and len(chosen["category"]) < 10:
            own = Category.objects.filter(pk=chosen["category"]) | Category.objects.filter(parent=chosen["category"])
            rows = rows.filter(entry__category__in=own)
        if chosen["quality"] in ("1", "2", "3", "4", "5"):
            rows = rows.filter(entry__quality__gte=int(chosen["quality"]))
        if chosen["tag"]:
            rows = rows.filter(entry__tags__name=chosen["tag"])
        if chosen["mine"]:
            rows = rows.filter(entry__owner=request.user)
        tags = LibraryTag.objects.values_list("name", flat=True)
        used = Category.objects.filter(pk__in=LibraryCase.objects.order_by().values("category"))
        fields = [
            ("category", gettext_lazy("Every category"), [(str(one.pk), str(one)) for one in used]),
            (
                "tag",
                gettext_lazy("Every tag"),
                [(name, name) for name in tags],
            ),
            ("quality", gettext_lazy("Every quality"), [(str(place), f"{stars} +") for place, stars in _QUALITY]),
        ]
        return rows.prefetch_related("entry__tags"), chosen, fields

    def beside(self, request, version):
        entry = version.entry
        origin = Complaint.objects.visible_to(request.user).filter(pk=entry.complaint_id).first()
        place = None
        if request.user.has_perm("knowledge.write_library"):
            place = PlaceForm(entry=entry, auto_id="place_%s")
        return {"origin": origin, "tags": entry.tags.all(), "place": place, "place_address": self._address("place")}

    def place_view(self, request, version_id):
        if not request.user.has_perm("knowledge.write_library"):
            raise PermissionDenied
        version = self._by_id(request, version_id)
        form = PlaceForm(request.POST, entry=version.entry, auto_id="place_%s")
        refusal, status = None, 422
        if form.is_valid():
            try:
                return self._to(form.run(version, by=request.user, now=timezone.now()))
            except Refusal as caught:
                refusal, status = caught, 409
        answer = self._page(request, version, refusal=refusal, status=status)
        answer.context_data["place"] = form
        return answer
