"""Pages around a version of the rules: a new draft, what it would do to the open complaints, its activation."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from complaints.admin.forms.policy import ActivationForm, NewDraftForm, RepinForm
from complaints.errors import Refusal
from complaints.models import Complaint
from complaints.services import policies, repinning
from complaints.services.policy_effect import effect_of
from complaints.templatetags.moments import moment

EDIT, ACTIVATE, REPIN = "complaints.change_policy", "complaints.activate_policy", "complaints.repin_complaint"
_FOLDER = "admin/complaints/policy"


def standing_of(policy, now):
    """Draft, in force, waiting for its moment, or superseded."""
    if policy.is_draft:
        return _("Draft")
    if policy.active_from > now:
        return _("Takes effect %(moment)s") % {"moment": moment(policy.active_from)}
    return _("Superseded") if policy.is_superseded else _("In force")


class PolicyPages:
    """Mixed into the admin of the model, which gives it `opts`, `admin_site` and `get_queryset`."""

    def get_urls(self):
        wrap, name = self.admin_site.admin_view, "complaints_policy"
        one = "<int:object_id>"
        return [
            path(f"{one}/effect/", wrap(require_safe(self.effect_view)), name=f"{name}_effect"),
            path(f"{one}/activate/", wrap(require_POST(self.activate_view)), name=f"{name}_activate"),
            path(f"{one}/discard/", wrap(require_POST(self.discard_view)), name=f"{name}_discard"),
            path(f"{one}/take-back/", wrap(require_POST(self.take_back_view)), name=f"{name}_take_back"),
            path(f"{one}/repin/", wrap(require_POST(self.repin_view)), name=f"{name}_repin"),
            *super().get_urls(),
        ]

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = NewDraftForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                draft = policies.draft(form.cleaned_data["preset"], by=request.user, now=timezone.now())
            except Refusal as refusal:
                form.add_error("preset", str(refusal.sentence))
            else:
                self.log_addition(request, draft, [{"added": {}}])
                return redirect("admin:complaints_policy_change", draft.pk)
        status = 422 if form.errors else 200
        return self._drawn(request, "new", status=status, title=_("New draft of the rules"), form=form)

    def effect_view(self, request, object_id):
        return self._effect(request, self._found(request, object_id))

    def activate_view(self, request, object_id):
        policy, form = self._found(request, object_id, right=ACTIVATE), ActivationForm(request.POST)
        if not form.is_valid():
            return self._effect(request, policy, activation=form, status=422)
        return self._acted(
            request,
            policy,
            policies.activate,
            _("%(policy)s is activated. Complaints received from then on follow it; the open ones keep their rules."),
            **form.cleaned_data,
        )

    def discard_view(self, request, object_id):
        policy, told = self._found(request, object_id, right=EDIT), _("The draft %(policy)s is thrown away.")
        return self._acted(request, policy, policies.discard, told, back=False)

    def take_back_view(self, request, object_id):
        policy, told = self._found(request, object_id, right=ACTIVATE), _("%(policy)s is a draft again.")
        return self._acted(request, policy, policies.take_back, told)

    def repin_view(self, request, object_id):
        policy, form = self._found(request, object_id, right=REPIN), RepinForm(request.POST)
        if not form.is_valid():
            return self._effect(request, policy, repin=form, status=422)
        try:
            put = repinning.repin_open(
                policy.preset, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now()
            )
        except Refusal as refusal:
            messages.error(request, str(refusal.sentence))
        else:
            messages.success(request, _("Complaints put under these rules: %(count)s.") % {"count": put.done})
            if put.more:
                messages.warning(request, _("There are more. Press again to go on with them."))
        return redirect("admin:complaints_policy_effect", policy.pk)

    def _acted(self, request, policy, service, told, *, back=True, **facts):
        """Call `service`; its refusal stands on the page of the effect."""
        named = str(policy)
        try:
            service(policy.pk, by=request.user, now=timezone.now(), **facts)
        except Refusal as refusal:
            messages.error(request, str(refusal.sentence))
            return redirect("admin:complaints_policy_effect", policy.pk)
        self.log_change(request, policy, f"{service.__name__} {facts.get('reason', '')}".strip())
        messages.success(request, told % {"policy": named})
        return (
            redirect("admin:complaints_policy_change", policy.pk)
            if back
            else redirect("admin:complaints_policy_changelist")
        )

    def _found(self, request, object_id, *, right="complaints.view_policy"):
        if not request.user.has_perm(right):
            raise PermissionDenied
        policy = self.get_queryset(request).filter(pk=object_id).first()
        if policy is None:
            raise Http404
        return policy

    def _effect(self, request, policy, *, activation=None, repin=None, status=200):
        now, user = timezone.now(), request.user
        waits = not policy.is_draft and policy.active_from > now
        in_force = not (policy.is_draft or waits or policy.is_superseded)
        effect = None if policy.is_superseded else effect_of(policy, now=now)
        under = Complaint.objects.open().filter(policy__preset=policy.preset).order_by("policy__version")
        versions = list(under.values_list("policy__version").annotate(Count("pk")))
        is_behind = in_force and (effect.complaints_moved or any(version != policy.version for version, _n in versions))
        return self._drawn(
            request,
            "effect",
            status=status,
            title=str(policy),
            policy=policy,
            standing=standing_of(policy, now),
            waits=waits,
            in_force=in_force,
            effect=effect,
            versions=versions,
            may_edit=policy.is_draft and user.has_perm(EDIT),
            activation=activation or ActivationForm(initial={"seen": policy.edits}),
            may_activate=user.has_perm(ACTIVATE),
            repin=(repin or RepinForm()) if is_behind and user.has_perm(REPIN) else None,
        )

    def _drawn(self, request, template, *, status, **context):
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"{_FOLDER}/{template}.html", context, status=status)
