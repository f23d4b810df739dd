"""Who may grant how much: the version in force, its history, drafts, and what is used of the month's budgets."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.admin.manners import ReadOnlyAdmin
from complaints.errors import Refusal
from complaints.templatetags.moments import moment
from escalation.admin.limit_forms import ActivateLimitsForm, LimitForms
from escalation.admin.replay.pages import check_any, headline, replay_page
from escalation.models import LimitVersion
from escalation.services import limit_drafts
from escalation.services.limit_table import changes_between, lines_of, uses_of
from escalation.services.limits import version_in_force
from escalation.services.replay.simulating import of_limits

VIEW, DRAFT, ACTIVATE = "escalation.view_limitversion", "escalation.draft_limits", "escalation.activate_limits"
_LIST, _ONE = "admin:escalation_limitversion_changelist", "admin:escalation_limitversion_change"
_HISTORY = 50


@admin.register(LimitVersion)
class LimitVersionAdmin(ReadOnlyAdmin):
    """Read by tables of their own, changed by a draft of one person that another activates."""

    def get_urls(self):
        wrap, name = self.admin_site.admin_view, "escalation_limitversion"
        one = "<int:object_id>"
        return [
            path("", wrap(self.changelist_view), name=f"{name}_changelist"),
            path("draft/", wrap(require_POST(self.draft_view)), name=f"{name}_draft"),
            path(f"{one}/change/", wrap(self.change_view), name=f"{name}_change"),
            path(f"{one}/edit/", wrap(self.edit_view), name=f"{name}_edit"),
            path(f"{one}/replay/", wrap(require_safe(self.replay_view)), name=f"{name}_replay"),
            path(f"{one}/activate/", wrap(require_POST(self.activate_view)), name=f"{name}_activate"),
            path(f"{one}/discard/", wrap(require_POST(self.discard_view)), name=f"{name}_discard"),
        ]

    def changelist_view(self, request, extra_context=None):
        _check(request, VIEW)
        now = timezone.now()
        version = version_in_force(now)
        versions = LimitVersion.objects.select_related("drafted_by", "activated_by", "discarded_by")
        return self._drawn(
            request,
            "list",
            title=_("Authority limits"),
            uses=uses_of(version, now=now),
            month=timezone.localdate(now),
            draft=versions.drafts().first(),
            may_draft=request.user.has_perm(DRAFT),
            history=[(one, standing_of(one, version)) for one in versions[:_HISTORY]],
            **_shown(version),
        )

    def change_view(self, request, object_id, form_url="", extra_context=None):
        version = _found(request, object_id, right=VIEW)
        return self._one(request, version)

    def draft_view(self, request):
        _check(request, DRAFT)
        try:
            version = limit_drafts.draft_limits(by=request.user, now=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal.sentence))
            return redirect(_LIST)
        self.log_addition(request, version, [{"added": {}}])
        return redirect("admin:escalation_limitversion_edit", version.pk)

    def edit_view(self, request, object_id):
        version = _found(request, object_id, right=DRAFT)
        if not version.is_draft:
            raise Http404
        forms = LimitForms(version, request.POST if request.method == "POST" else None)
        refused = ""
        if request.method == "POST" and forms.is_valid():
            try:
                limit_drafts.save_limits(version.pk, by=request.user, now=timezone.now(), **forms.facts())
            except Refusal as refusal:
                refused = str(refusal.sentence)
            else:
                messages.success(request, _("The draft is saved. This is what it would change."))
                return redirect(_ONE, version.pk)
        return self._drawn(
            request,
            "edit",
            status=422 if request.method == "POST" else 200,
            title=str(version),
            version=version,
            forms=forms,
            refused=refused,
            is_own=version.drafted_by_id == request.user.pk,
        )

    def replay_view(self, request, object_id):
        check_any(request, DRAFT, ACTIVATE)
        version = _found(request, object_id, right=VIEW)
        if not version.is_draft:
            raise Http404
        told = {"named": version, "file": f"limits-v{version.number}", "back": reverse(_ONE, args=[version.pk])}
        return replay_page(self.admin_site, request, version, of_limits, **told)

    def activate_view(self, request, object_id):
        version, form = _found(request, object_id, right=ACTIVATE), ActivateLimitsForm(request.POST)
        if not form.is_valid():
            return self._one(request, version, activation=form, status=422)
        return self._acted(
            request,
            version,
            limit_drafts.activate_limits,
            _("%(version)s is in force. What was approved before stays approved under its own version."),
            **form.cleaned_data,
        )

    def discard_view(self, request, object_id):
        version = _found(request, object_id, right=DRAFT)
        return self._acted(request, version, limit_drafts.discard_limits, _("The draft %(version)s is thrown away."))

    def _acted(self, request, version, service, told, **facts):
        try:
            service(version.pk, by=request.user, now=timezone.now(), **facts)
        except Refusal as refusal:
            messages.error(request, str(refusal.sentence))
            return redirect(_ONE, version.pk)
        self.log_change(request, version, f"{service.__name__} {facts.get('reason', '')}".strip())
        messages.success(request, told % {"version": version})
        return redirect(_LIST)

    def _one(self, request, version, *, activation=None, status=200):
        user, in_force = request.user, version_in_force(timezone.now())
        is_own = version.drafted_by_id in {person.pk for person in user.acts_for()}
        may_activate = version.is_draft and user.has_perm(ACTIVATE) and not is_own
        return self._drawn(
            request,
            "version",
            status=status,
            title=str(version),
            standing=standing_of(version, in_force),
            changes=changes_between(in_force, version) if version.is_draft else [],
            in_force=in_force,
            may_edit=version.is_draft and user.has_perm(DRAFT) and version.drafted_by_id == user.pk,
            may_discard=version.is_draft and user.has_perm(DRAFT),
            may_replay=version.is_draft and (user.has_perm(DRAFT) or user.has_perm(ACTIVATE)),
            headline=headline(version, of_limits) if may_activate else "",
            may_activate=may_activate,
            activation=activation or ActivateLimitsForm(initial={"seen": version.edits}),
            **_shown(version),
        )

    def _drawn(self, request, template, *, status=200, **context):
        request.current_app = self.admin_site.name
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/escalation/limits/{template}.html", context, status=status)


def standing_of(version, in_force):
    """Draft, in force, thrown away, or superseded, in words."""
    if version.is_draft:
        return _("Draft")
    if version.discarded_at:
        return _("Thrown away %(moment)s") % {"moment": moment(version.discarded_at)}
    return _("In force") if version == in_force else _("Superseded")


def _shown(version):
    return {"version": version, "lines": lines_of(version), "rates": list(version.rates.all())}


def _check(request, right):
    if not request.user.has_perm(right):
        raise PermissionDenied


def _found(request, object_id, *, right):
    _check(request, right)
    people = ("drafted_by", "activated_by", "discarded_by")
    version = LimitVersion.objects.select_related(*people).filter(pk=object_id).first()
    if version is None:
        raise Http404
    return version
