"""Versions of the approval chain: the one in force is read, a draft is edited, somebody else activates it."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from unfold.admin import TabularInline

from accounts.admin.manners import DeskModelAdmin
from complaints.errors import Refusal
from complaints.models import Nature
from complaints.templatetags.moments import moment
from escalation.admin.replay.pages import check_any, headline, replay_page
from escalation.models import ApprovalChain, ChainRule, StatutoryBaseline
from escalation.services import chains
from escalation.services.replay.simulating import of_chain

EDIT, ACTIVATE = "escalation.change_approvalchain", "escalation.activate_approvalchain"


def _may_edit(request, chain):
    return chain is not None and chain.is_draft and request.user.has_perm(EDIT)


class ChainRuleInline(TabularInline):
    model = ChainRule
    fields = ("place", "cause", "rung", "priority", "asked_role", "minutes", "then_role")
    extra = 0
    hide_title = True

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("escalation.view_approvalchain")

    def has_add_permission(self, request, obj):
        return _may_edit(request, obj)

    def has_change_permission(self, request, obj=None):
        return _may_edit(request, obj)

    def has_delete_permission(self, request, obj=None):
        return _may_edit(request, obj)


@admin.register(ApprovalChain)
class ApprovalChainAdmin(DeskModelAdmin):
    list_display = ("name", "standing", "in_words", "reason", "drafted_by", "activated_by")
    list_select_related = ("drafted_by", "activated_by")
    fields = ("remind_percent",)
    inlines = (ChainRuleInline,)
    list_before_template = "admin/escalation/chain_list.html"
    change_form_outer_before_template = "admin/escalation/chain_head.html"

    def get_queryset(self, request):
        later = ApprovalChain.objects.filter(version__gt=OuterRef("version"), active_from__lte=timezone.now())
        return super().get_queryset(request).prefetch_related("rules").annotate(is_latest=~Exists(later))

    def get_urls(self):
        wrap, one = self.admin_site.admin_view, "<int:object_id>"
        return [
            path("draft/", wrap(require_POST(self.draft_view)), name="escalation_approvalchain_draft"),
            path(f"{one}/replay/", wrap(require_safe(self.replay_view)), name="escalation_approvalchain_replay"),
            path(f"{one}/activate/", wrap(require_POST(self.activate_view)), name="escalation_approvalchain_activate"),
            path(f"{one}/discard/", wrap(require_POST(self.discard_view)), name="escalation_approvalchain_discard"),
            *super().get_urls(),
        ]

    def has_add_permission(self, request):
        """A version begins as a copy of the one in force, not empty."""
        return False

    def has_change_permission(self, request, obj=None):
        return request.user.has_perm(EDIT) if obj is None else _may_edit(request, obj)

    def draft_view(self, request):
        if not request.user.has_perm(EDIT):
            raise PermissionDenied
        return self._acted(request, lambda: chains.draft_chain(by=request.user, now=timezone.now()), _("Drafted."))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        chain = self.get_object(request, object_id)
        may_edit, may_activate = _may_edit(request, chain), request.user.has_perm(ACTIVATE)
        is_draft = chain is not None and chain.is_draft
        told = {
            "chain": chain,
            "may_edit": may_edit,
            "may_activate": may_activate,
            "may_replay": is_draft and (may_edit or may_activate),
            "headline": headline(chain, of_chain) if is_draft and may_activate else "",
        }
        return super().change_view(request, object_id, form_url, (extra_context or {}) | (told if chain else {}))

    def changelist_view(self, request, extra_context=None):
        told = {"may_draft": request.user.has_perm(EDIT)}
        return super().changelist_view(request, (extra_context or {}) | told)

    def activate_view(self, request, object_id):
        self._check(request, ACTIVATE, object_id)
        facts = {"reason": request.POST.get("reason", ""), "by": request.user, "now": timezone.now()}
        return self._acted(request, lambda: chains.activate_chain(object_id, **facts), _("In force from now on."))

    def replay_view(self, request, object_id):
        check_any(request, EDIT, ACTIVATE)
        chain = get_object_or_404(ApprovalChain.objects.filter(active_from=None), pk=object_id)
        told = {"named": _("Approval chain %(version)s") % {"version": chain}, "file": f"chain-v{chain.version}"}
        back = reverse("admin:escalation_approvalchain_change", args=[chain.pk])
        return replay_page(self.admin_site, request, chain, of_chain, back=back, **told)

    def discard_view(self, request, object_id):
        self._check(request, EDIT, object_id)
        facts = {"by": request.user, "now": timezone.now()}
        return self._acted(request, lambda: chains.discard_chain(object_id, **facts), _("The draft is thrown away."))

    def _check(self, request, right, object_id):
        if not request.user.has_perm(right):
            raise PermissionDenied
        get_object_or_404(ApprovalChain, pk=object_id)

    def _acted(self, request, act, told):
        try:
            chain = act()
        except Refusal as refusal:
            messages.error(request, str(refusal.sentence))
        else:
            messages.success(request, told)
            if chain is not None and chain.is_draft:
                return redirect("admin:escalation_approvalchain_change", chain.pk)
        return redirect("admin:escalation_approvalchain_changelist")

    @admin.display(description=gettext_lazy("version"), ordering="version")
    def name(self, chain):
        return str(chain)

    @admin.display(description=gettext_lazy("standing"))
    def standing(self, chain):
        if chain.is_draft:
            return _("Draft")
        words = _("In force from %(moment)s") if chain.is_latest else _("Superseded (in force from %(moment)s)")
        return words % {"moment": moment(chain.active_from)}

    @admin.display(description=gettext_lazy("who is asked"))
    def in_words(self, chain):
        return " → ".join(dict.fromkeys(str(rule.get_asked_role_display()) for rule in chain.rules.all()))


@admin.register(StatutoryBaseline)
class StatutoryBaselineAdmin(DeskModelAdmin):
    """Ended by a date and never deleted, so that past decisions are read by what was valid."""

    list_display = ("provision", "granted", "times", "least_cny", "valid_from", "valid_until")
    search_fields = ("code", "law", "rule")
    fields = (
        ("code", "preset"),
        "natures",
        ("law", "law_en"),
        "rule",
        "rule_en",
        ("times", "least_cny"),
        ("valid_from", "valid_until"),
    )

    @admin.display(description=gettext_lazy("provision"), ordering="law")
    def provision(self, baseline):
        return str(baseline)

    @admin.display(description=gettext_lazy("what it grants"))
    def granted(self, baseline):
        return baseline.words

    def get_readonly_fields(self, request, obj=None):
        return ("code",) if obj else ()

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "natures":
            return forms.MultipleChoiceField(
                label=db_field.verbose_name,
                choices=Nature.choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)
