"""Evidence packages: ordered on the complaint's page, listed, and served like evidence to those with the right."""

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.admin.manners import ListOnlyAdmin
from complaints.admin.evidence_views import harmless
from complaints.admin.panels import Panel
from complaints.admin.panels import register as register_panel
from complaints.admin.situation import row_id
from complaints.admin.steps import Place, Step, StepForm, register
from complaints.errors import Refusal
from complaints.models import Complaint, Evidence
from complaints.telling.facts import tell_as
from complaints.templatetags.moments import moment
from escalation.admin.matters import matters_of
from escalation.exports.profiles import PROFILES
from escalation.models import EvidencePackage, Recipient
from escalation.services.packages import may_reveal, open_package, order_package

tell_as("profile", Recipient.choices)


class PackageForm(StepForm):
    fields_template = "admin/escalation/package.html"
    is_wide = True

    profile = forms.ChoiceField(label=gettext_lazy("For"), choices=Recipient, widget=forms.RadioSelect)
    recipient = forms.CharField(
        label=gettext_lazy("Recipient"), max_length=120, help_text=gettext_lazy("Stands on every page.")
    )
    purpose = forms.CharField(label=gettext_lazy("Purpose"), max_length=300)
    matter = forms.ModelChoiceField(None, label=gettext_lazy("Matter"), required=False, empty_label="—")
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    files = forms.ModelMultipleChoiceField(
        None,
        label=gettext_lazy("Files that go along"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        to_field_name="uuid",
        help_text=gettext_lazy(
            "Files go along as they were stored: nothing inside a picture or a recording is masked."
        ),
    )

    def __init__(self, *args, complaint, user, **kwargs):
        super().__init__(*args, complaint=complaint, user=user, **kwargs)
        offered = [one for one in Recipient if may_reveal(user, one)]
        self.fields["profile"].choices = [(one, one.label) for one in offered]
        self.fields["files"].queryset = Evidence.objects.filter(complaint=complaint)
        self.fields["matter"].queryset = EvidencePackage.matter.field.related_model.objects.filter(complaint=complaint)
        self.fields["matter"].choices = [("", "—"), *((one.pk, str(one)) for one in matters_of(complaint))]
        self.initial |= {
            "files": [one.uuid for one in self.fields["files"].queryset],
            "language": get_language(),
        }

    def profiles(self):
        """What each profile shows and what it masks, for the choice to be made with open eyes."""
        return [
            {
                "value": one,
                "label": one.label,
                "shown": [what for what, is_full in PROFILES[one].lines() if is_full],
                "masked": [what for what, is_full in PROFILES[one].lines() if not is_full],
            }
            for one in Recipient
            if may_reveal(self.user, one)
        ]

    def run(self, *, by, now, seen):
        facts = dict(self.cleaned_data)
        chosen = {one.pk for one in facts.pop("files")}
        left_out = [one.uuid for one in self.fields["files"].queryset if one.pk not in chosen]
        return order_package(self.complaint.pk, **facts, left_out=left_out, by=by, now=now, seen=seen)

    def done(self, result):
        return _("The package is being made; it stands on this page when it is ready.")


def packages(complaint, user):
    """None, and no panel, before the first; what one may not open is named without a link."""
    found = list(EvidencePackage.objects.filter(complaint=complaint).select_related("ordered_by")[:20])
    for package in found:
        package.complaint = complaint
        package.is_mine_to_open = user.has_perm("escalation.open_package") and may_reveal(user, package.profile)
    return {"packages": found, "count": len(found)} if found else None


@admin.register(EvidencePackage)
class EvidencePackageAdmin(ListOnlyAdmin):
    list_display = ("ordered", "complaint_link", "profile", "recipient", "ordered_by", "state")
    list_select_related = ("complaint", "ordered_by")
    list_filter = ("profile", "state")
    list_filter_sheet = True
    search_fields = ("complaint__number", "recipient")

    def get_urls(self):
        file = path(
            "<int:object_id>/file/", self.admin_site.admin_view(file_view), name="escalation_evidencepackage_file"
        )
        return [file, *super().get_urls()]

    def get_queryset(self, request):
        visible = Complaint.everything.visible_to(request.user)
        return super().get_queryset(request).filter(visible.named_by("complaint"))

    @admin.display(description=gettext_lazy("ordered"), ordering="ordered_at")
    def ordered(self, package):
        return moment(package.ordered_at)

    @admin.display(description=gettext_lazy("complaint"))
    def complaint_link(self, package):
        link = reverse("admin:complaints_complaint_change", args=[package.complaint_id])
        return format_html('<a href="{}">{}</a>', link, package.complaint.number)

    def get_list_display(self, request):
        return (*self.list_display, _file_for(request.user))


def _file_for(user):
    """The column with the file, a link where `user` may take it away."""

    @admin.display(description=gettext_lazy("file"))
    def file(package):
        digest = package.sha256[:12]
        if not digest or not user.has_perm("escalation.open_package") or not may_reveal(user, package.profile):
            return digest or package.failure
        link = reverse("admin:escalation_evidencepackage_file", args=[package.pk])
        return format_html('<a href="{}" title="SHA-256 {}" download>{}</a>', link, package.sha256, _("Download"))

    return file


@require_safe
def file_view(request, object_id):
    """The package as a download; taking it away is on the record."""
    visible = Complaint.everything.visible_to(request.user)
    package = EvidencePackage.objects.filter(visible.named_by("complaint"), pk=row_id(object_id)).first()
    if package is None:
        raise Http404
    try:
        package = open_package(package.pk, by=request.user, now=timezone.now())
    except Refusal:
        raise PermissionDenied from None
    file = package.file.open("rb")
    return harmless(
        FileResponse(file, as_attachment=True, filename=package.download_name, content_type="application/zip")
    )


register(
    Step(
        name="order-package",
        label=gettext_lazy("Make an evidence package"),
        right="escalation.make_package",
        possible=lambda complaint, user: True,
        form=PackageForm,
        weight=154,
        place=Place.MORE,
        explanation=gettext_lazy("One file with the whole record, made for one recipient and verifiable without us."),
    )
)
register_panel(Panel("packages", gettext_lazy("Evidence packages"), "admin/escalation/packages.html", 76, packages))
