"""The register of complaints and the lists taken out: preview, order, and the file for its owner."""

from datetime import timedelta
from itertools import islice

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.admin.manners import ListOnlyAdmin
from complaints.admin.evidence_views import harmless
from complaints.admin.situation import row_id
from complaints.admin.tabs import capped_count, written_count
from complaints.crypto.files import unseal_file
from complaints.deadlines.workdays import CHINA
from complaints.errors import Refusal
from complaints.exports import register
from complaints.models import Export, ExportKind, ExportState
from complaints.services.taking_out import RIGHT, open_export, order_export
from complaints.states import Channel
from complaints.templatetags.moments import moment

_PREVIEWED = 20
_LIST = "admin:complaints_export_changelist"


class _DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")


class RegisterForm(forms.Form):
    since = forms.DateField(label=gettext_lazy("Received from"), widget=_DayInput)
    until = forms.DateField(label=gettext_lazy("to"), widget=_DayInput)
    channel = forms.ChoiceField(
        label=gettext_lazy("Way of receipt"), choices=[("", gettext_lazy("All")), *Channel.choices], required=False
    )

    def clean(self):
        facts = super().clean()
        if not self.errors and facts["since"] > facts["until"]:
            self.add_error("until", _("Choose a first and a last day, in this order."))
        return facts


class OrderForm(RegisterForm):
    kind = forms.ChoiceField(label=gettext_lazy("File type"), choices=ExportKind)
    unmasked = forms.BooleanField(label=gettext_lazy("Contact data in full"), required=False)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300, required=False)


def register_view(request):
    """What the register of a time would show; ordering it makes the file."""
    if not request.user.has_perm(RIGHT):
        raise PermissionDenied
    if request.method == "POST":
        return _ordered(request)
    form = RegisterForm(request.GET if "since" in request.GET else _this_month())
    return _page(request, form)


def _ordered(request):
    form = OrderForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        order_export(**form.cleaned_data, language=get_language(), by=request.user, now=timezone.now())
    except Refusal as refusal:
        form.add_error(None, str(refusal.sentence))
        return _page(request, form, status=409)
    messages.success(request, _("The file is being made. It can be fetched here for a day once it is ready."))
    return redirect(_LIST)


def _page(request, form, status=200):
    lines, total = [], ""
    if form.is_valid() or status == 409:
        period = {name: form.cleaned_data[name] for name in ("since", "until", "channel")}
        complaints = register.complaints_of(user=request.user, **period)
        shown = complaints.select_related(*register.RELATED).prefetch_related(*register.FETCHED)
        lines = [register.line_of(serial, one) for serial, one in enumerate(islice(shown, _PREVIEWED), 1)]
        total = written_count(capped_count(complaints.order_by()))
    request.current_app = admin.site.name
    context = {
        **admin.site.each_context(request),
        "title": _("Register of complaints"),
        "form": form,
        "periods": _periods(),
        "headings": register.headings(),
        "lines": lines,
        "total": total,
        "kinds": ExportKind.choices,
        "may_unmask": request.user.has_perm("complaints.unmask_contact"),
        "exports": reverse(_LIST),
    }
    return TemplateResponse(request, "admin/complaints/export/register.html", context, status=status)


def _today():
    return timezone.localtime(timezone.now(), CHINA).date()


def _this_month():
    today = _today()
    return {"since": today.replace(day=1), "until": today, "channel": ""}


def _periods():
    """Label and address of the times one asks for most."""
    today = _today()
    first = today.replace(day=1)
    last_month = first - timedelta(days=1)
    new_year = today.replace(month=1, day=1)
    for label, since, until in (
        (_("This month"), first, today),
        (_("Last month"), last_month.replace(day=1), last_month),
        (_("This year"), new_year, today),
        (_("Last year"), new_year.replace(year=today.year - 1), new_year - timedelta(days=1)),
    ):
        yield label, f"?since={since}&until={until}"


@admin.register(Export)
class ExportAdmin(ListOnlyAdmin):
    list_display = ("ordered", "subject", "period", "kind", "size", "contact_data", "reason", "owner")
    list_select_related = ("owner",)
    list_filter = ("subject", "is_unmasked")
    list_filter_sheet = True
    list_words = gettext_lazy("Who took which list out of the desk, and why. The file itself is its owner's for a day.")

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("register/", wrap(register_view), name="complaints_export_register"),
            path("<int:object_id>/file/", wrap(file_view), name="complaints_export_file"),
            *super().get_urls(),
        ]

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user).defer("ids")

    @admin.display(description=gettext_lazy("ordered"), ordering="ordered_at")
    def ordered(self, export):
        return moment(export.ordered_at)

    @admin.display(description=gettext_lazy("period"))
    def period(self, export):
        return f"{export.since} – {export.until}" if export.since else "—"

    @admin.display(description=gettext_lazy("complaints"), ordering="done_count")
    def size(self, export):
        return "" if export.state == ExportState.WAITING else export.done_count

    @admin.display(description=gettext_lazy("contact data"))
    def contact_data(self, export):
        return _("in full") if export.is_unmasked else _("masked")

    def get_list_display(self, request):
        return (*self.list_display, _file_for(request.user))


def _file_for(user):
    """The column with the file, a link where `user` may take it away."""

    @admin.display(description=gettext_lazy("file"))
    def file(export):
        if export.state == ExportState.WAITING:
            return _("Being made: %(percent)s %%") % {"percent": export.percent}
        if export.state != ExportState.MADE or export.owner_id != user.pk:
            return export.failure or export.get_state_display()
        link = reverse("admin:complaints_export_file", args=[export.pk])
        return format_html('<a href="{}" download>{}</a>', link, _("Download"))

    return file


@require_safe
def file_view(request, object_id):
    """The file of one's own export, opened piece by piece."""
    try:
        export = open_export(row_id(object_id), by=request.user, now=timezone.now())
        source = export.file.open("rb")
    except (Refusal, FileNotFoundError):
        raise Http404 from None
    answer = StreamingHttpResponse(_opened(source, str(export.uuid)), content_type="application/octet-stream")
    name = f"complaints-{export.subject}-{timezone.localtime(export.ordered_at, CHINA):%Y%m%d-%H%M}.{export.kind}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return harmless(answer)


def _opened(source, place):
    with source:
        yield from unseal_file(source, place=place)
