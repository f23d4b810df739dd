"""Links and QR codes for places, products and categories, and the sheet to print. Looking makes nothing."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_safe

from complaints.admin.forms.fields import CategoryField
from complaints.services.form_links import FormContext, link_to, qr_code
from complaints.states import Preset
from complaints.typesetting.press import typeset

_RIGHT = "complaints.change_policy"
_MOST_PLACES = 30
_LONGEST_PLACE = 60


class LinksForm(forms.Form):
    preset = forms.ChoiceField(label=gettext_lazy("Kind of form"), choices=Preset, initial=Preset.GENERAL)
    places = forms.CharField(
        label=gettext_lazy("Places or shops"),
        required=False,
        max_length=_MOST_PLACES * (_LONGEST_PLACE + 2),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("One a line; each gets a code of its own. Without a place there is one code for all."),
    )
    product = forms.CharField(label=gettext_lazy("Product or service"), max_length=120, required=False)
    order = forms.CharField(
        label=gettext_lazy("Beginning of the order numbers"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("Stands in the form already; the customer types the rest."),
    )
    title = forms.CharField(
        label=gettext_lazy("Title on the sheet"),
        max_length=20,
        required=False,
        initial=gettext_lazy("Something wrong? Tell us"),
    )

    def __init__(self, *args):
        super().__init__(*args)
        self.fields["category"] = CategoryField(required=False)

    def clean_places(self):
        places = [line.strip() for line in self.cleaned_data["places"].splitlines() if line.strip()]
        if len(places) > _MOST_PLACES:
            raise ValidationError(_("At most %(count)s places at a time.") % {"count": _MOST_PLACES})
        if any(len(place) > _LONGEST_PLACE for place in places):
            raise ValidationError(_("Keep each place within %(count)s characters.") % {"count": _LONGEST_PLACE})
        return list(dict.fromkeys(places))

    def clean(self):
        facts = super().clean()
        category = facts.get("category")
        if category and category.preset != facts.get("preset"):
            self.add_error("category", _("This category belongs to another desk."))
        return facts

    def links(self):
        """(place, link) of each code asked for."""
        facts = self.cleaned_data
        known = {name: facts[name] for name in ("preset", "product", "order")}
        known["category"] = facts["category"].code if facts["category"] else ""
        return [(place, link_to(FormContext(place=place, **known))) for place in facts["places"] or [""]]


@require_safe
def form_links_view(request):
    if not request.user.has_perm(_RIGHT):
        raise PermissionDenied
    form = LinksForm(request.GET) if request.GET else LinksForm()
    links = form.links() if form.is_bound and form.is_valid() else []
    if links and "print" in request.GET:
        return _sheet(form.cleaned_data["title"], links)
    sheet = request.GET.copy()
    sheet["print"] = "1"
    context = {
        **admin.site.each_context(request),
        "title": _("Links and QR codes"),
        "form": form,
        "links": [(place, link, qr_code(link)) for place, link in links],
        "sheet": sheet.urlencode(),
    }
    request.current_app = admin.site.name
    return TemplateResponse(request, "admin/complaints/form_links.html", context)


def _sheet(title, links):
    facts = {
        "title": title or _both(gettext_lazy("Something wrong? Tell us"))[0],
        "house": _both(gettext_lazy("Redress"))[0],
        "lang": "zh",
        "words": _both(
            gettext_lazy("Scan the code and tell us in three questions. A person gets in touch within 15 minutes.")
        ),
        "free": _both(gettext_lazy("No account, no charge, and never to your disadvantage.")),
        "codes": [{"place": place, "svg": qr_code(link).svg} for place, link in links],
    }
    answer = HttpResponse(typeset("sheet", facts, at=timezone.now()), content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="qr-codes.pdf"'
    return answer


def _both(words):
    told = []
    for language in ("zh-hans", "en"):
        with override(language):
            told.append(str(words))
    return told
