"""Qualifications, and which role needs one before it may act: proposed by one, put in force by another (KNO-5)."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST, require_safe

from accounts.admin.manners import DeskModelAdmin, ListOnlyAdmin
from accounts.errors import Refusal
from accounts.models import Qualification, RoleRequirement
from accounts.services import certificates

_PAGE, _LIST = "admin:accounts_rolerequirement_change", "admin:accounts_rolerequirement_changelist"
_PROPOSE, _DECIDE = "accounts.propose_rolerequirement", "accounts.activate_rolerequirement"


@admin.register(Qualification)
class QualificationAdmin(DeskModelAdmin):
    list_display = ("name", "name_en", "code", "is_active")
    fields = ("code", ("name", "name_en"), "is_active")

    def get_readonly_fields(self, request, obj=None):
        return ("code",) if obj else ()


class ProposeForm(forms.ModelForm):
    class Meta:
        model = RoleRequirement
        fields = ("role", "qualification", "from_on")
        widgets = {"from_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["qualification"].queryset = Qualification.objects.filter(is_active=True)

    def _post_clean(self):
        """The service checks the row as a whole."""


@admin.register(RoleRequirement)
class RoleRequirementAdmin(ListOnlyAdmin):
    list_display = ("named", "from_on", "standing", "proposed_by", "activated_by")
    list_select_related = ("qualification", "proposed_by", "activated_by")
    list_words = gettext_lazy(
        "Whoever has the role and lacks the certificate keeps reading, learning and asking for help. "
        "Administrators are never locked out."
    )
    list_before_template = "admin/accounts/requirements_head.html"

    def get_urls(self):
        wrap, one = self.admin_site.admin_view, "<int:object_id>"
        return [
            path("propose/", wrap(require_POST(self.propose_view)), name="accounts_rolerequirement_propose"),
            path(f"{one}/", wrap(require_safe(self.page_view)), name="accounts_rolerequirement_change"),
            path(f"{one}/do/<slug:name>/", wrap(require_POST(self.act_view)), name="accounts_rolerequirement_act"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        context = {"propose_form": ProposeForm() if request.user.has_perm(_PROPOSE) else None}
        return super().changelist_view(request, context | (extra_context or {}))

    @admin.display(description=gettext_lazy("requirement"), ordering="role")
    def named(self, requirement):
        return format_html('<a href="{}">{}</a>', reverse(_PAGE, args=[requirement.pk]), requirement)

    @admin.display(description=gettext_lazy("state"))
    def standing(self, requirement):
        if requirement.ended_at:
            return pgettext("requirement", "ended")
        return _("in force") if requirement.activated_at else pgettext("requirement", "proposed")

    def propose_view(self, request):
        if not request.user.has_perm(_PROPOSE):
            raise PermissionDenied
        form = ProposeForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Choose a role, a qualification and a day."))
            return redirect(_LIST)
        return self._done(
            request,
            certificates.propose_requirement,
            done=_("Proposed. Somebody else puts it in force."),
            **form.cleaned_data,
        )

    def page_view(self, request, object_id):
        requirement = self._found(request, object_id)
        may = request.user.has_perm(_DECIDE) and requirement.ended_at is None
        is_own = requirement.proposed_by_id in request.user.circle()
        request.current_app = self.admin_site.name
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(requirement),
            "requirement": requirement,
            "standing": self.standing(requirement),
            "may_activate": may and not is_own and requirement.activated_at is None,
            "may_end": may,
        }
        return TemplateResponse(request, "admin/accounts/requirement.html", context)

    def act_view(self, request, object_id, name):
        requirement = self._found(request, object_id)
        if name not in ("activate", "end"):
            raise Http404
        if not request.user.has_perm(_DECIDE):
            raise PermissionDenied
        if name == "activate":
            return self._done(request, certificates.activate_requirement, requirement.pk, done=_("It is in force."))
        reason = request.POST.get("reason", "")
        return self._done(request, certificates.end_requirement, requirement.pk, done=_("Ended."), reason=reason)

    def _found(self, request, object_id):
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = RoleRequirement.objects.select_related("qualification", "proposed_by", "activated_by", "ended_by")
        requirement = rows.filter(pk=object_id).first()
        if requirement is None:
            raise Http404
        return requirement

    def _done(self, request, service, *args, done, **told):
        """Back to the list, with what happened or with the refusal."""
        try:
            service(*args, **told, by=request.user, now=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal.sentence))
        else:
            messages.success(request, done)
        return redirect(_LIST)
