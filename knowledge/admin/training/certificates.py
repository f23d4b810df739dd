"""Certificates: one's own to read and print, those of all to look up, and who in each team holds what (KNO-5)."""

from datetime import timedelta
from itertools import groupby

from django.contrib import admin, messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Certificate, Qualification, User
from accounts.services.certificates import revoke
from complaints.admin.evidence_views import harmless
from complaints.typesetting.press import NotSet
from knowledge.admin.training.manners import TrainingAdmin
from knowledge.exports.certificate import printed

_PAGE, _VIEW, _REVOKE = "admin:accounts_certificate_change", "accounts.view_certificate", "accounts.revoke_certificate"
_SOON = timedelta(days=30)


@admin.register(Certificate)
class CertificateAdmin(TrainingAdmin):
    list_display = ("named", "user", "qualification", "valid_until", "standing")
    list_select_related = ("user", "qualification")
    list_filter = ("qualification",)
    list_filter_sheet = True
    search_fields = ("number", "code", "user__name")
    list_before_template = "admin/knowledge/training/certificates_head.html"

    def get_urls(self):
        wrap, one = self.admin_site.admin_view, "<int:object_id>"
        return [
            path("teams/", wrap(require_safe(self.teams_view)), name="accounts_certificate_teams"),
            path(f"{one}/", wrap(require_safe(self.page_view)), name="accounts_certificate_change"),
            path(f"{one}/certificate.pdf", wrap(require_safe(self.pdf_view)), name="accounts_certificate_pdf"),
            path(f"{one}/revoke/", wrap(require_POST(self.revoke_view)), name="accounts_certificate_revoke"),
            *super().get_urls(),
        ]

    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request, obj) or request.user.has_perm(_VIEW)

    def changelist_view(self, request, extra_context=None):
        self.check_may(request, _VIEW)
        return super().changelist_view(request, extra_context)

    @admin.display(description=gettext_lazy("number"), ordering="number")
    def named(self, certificate):
        return format_html('<a href="{}">{}</a>', reverse(_PAGE, args=[certificate.pk]), certificate)

    @admin.display(description=gettext_lazy("state"))
    def standing(self, certificate):
        return standing_of(certificate, timezone.localdate())

    def page_view(self, request, object_id):
        certificate = self._found(request, object_id)
        context = {
            "certificate": certificate,
            "standing": standing_of(certificate, timezone.localdate()),
            "may_revoke": request.user.has_perm(_REVOKE) and certificate.ended_at is None,
        }
        return self.drawn(request, "certificate", certificate.number, **context)

    def pdf_view(self, request, object_id):
        certificate = self._found(request, object_id)
        try:
            pages = printed(certificate)
        except NotSet:
            messages.error(request, _("The PDF could not be set just now. Try again."))
            return redirect(_PAGE, certificate.pk)
        answer = HttpResponse(pages, content_type="application/pdf")
        name = f"{certificate.number}-{get_language()[:2]}.pdf"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return harmless(answer)

    def revoke_view(self, request, object_id):
        self.check_may(request, _REVOKE)
        reason = request.POST.get("reason", "")
        if self.tried(request, revoke, object_id, reason=reason, by=request.user, now=timezone.now()):
            messages.success(request, _("Taken back."))
        return redirect(_PAGE, object_id)

    def teams_view(self, request):
        """Who of each team and department holds what, and until when."""
        self.check_may(request, _VIEW)
        qualifications = list(Qualification.objects.filter(is_active=True))
        held = {(one.user_id, one.qualification_id): one for one in Certificate.objects.living()}
        takers = User.objects.filter(is_active=True, role__in=User.objects.roles_with("knowledge.take_training"))
        people = takers.select_related("team", "department").order_by("department__code", "team__code", "name")
        today = timezone.localdate()
        groups = [
            (place, [(one, [_cell(held.get((one.pk, which.pk)), today) for which in qualifications]) for one in rows])
            for place, rows in groupby(people, key=lambda person: person.team or person.department)
        ]
        return self.drawn(request, "teams", _("Who holds what"), qualifications=qualifications, groups=groups)

    def _found(self, request, object_id):
        self.check_may(request)
        certificate = (
            Certificate.objects.select_related("user", "qualification", "ended_by").filter(pk=object_id).first()
        )
        if certificate is None or not (certificate.user_id == request.user.pk or request.user.has_perm(_VIEW)):
            raise Http404
        return certificate


def standing_of(certificate, today):
    """Whether it is in force, in words."""
    if certificate.ended_at is not None:
        return _("ended: %(why)s") % {"why": certificate.ended_because}
    return _("in force") if certificate.is_valid(today) else _("expired")


def _cell(certificate, today):
    """(certificate, tone) of one person and qualification."""
    if certificate is None:
        return None, ""
    if not certificate.is_valid(today):
        return certificate, "late"
    return certificate, "soon" if certificate.valid_until - today <= _SOON else ""
