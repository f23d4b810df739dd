from django import forms
from django.contrib import admin, messages
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin.manners import DeskModelAdmin, ServiceForm
from accounts.errors import Refusal
from accounts.models import Delegation, User
from accounts.roles import OUTSIDE_DELEGATION
from accounts.services import delegation


class DelegationForm(ServiceForm, forms.ModelForm):
    class Meta:
        model = Delegation
        fields = ("delegator", "delegate", "starts_on", "ends_on", "reason")

    def check_rules(self, cleaned):
        delegation.check_delegation(by=self.by, **cleaned)


@admin.register(Delegation)
class DelegationAdmin(DeskModelAdmin):
    """Who stands in for whom. Arranged once, ended early if need be, never rewritten."""

    form = DelegationForm
    list_display = ("delegator", "delegate", "starts_on", "ends_on", "reason", "created_by", "ended_at")
    list_select_related = ("delegator", "delegate", "created_by")
    search_fields = ("delegator__name", "delegate__name")
    fieldsets = ((None, {"fields": (("delegator", "delegate"), ("starts_on", "ends_on"), "reason")}),)
    actions = ("end_now",)

    def has_change_permission(self, request, obj=None):
        return False

    def has_end_permission(self, request):
        return request.user.has_perm("accounts.end_delegation")

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.by = request.user
        return form

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        kwargs["queryset"] = User.objects.filter(is_active=True).exclude(role__in=OUTSIDE_DELEGATION).order_by("name")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        obj.pk = delegation.delegate(by=request.user, now=timezone.now(), **form.cleaned_data).pk

    @admin.action(description=gettext_lazy("End today"), permissions=["end"])
    def end_now(self, request, queryset):
        ended = 0
        for one in queryset:
            try:
                delegation.end_delegation(one.pk, by=request.user, now=timezone.now())
                ended += 1
            except Refusal as refusal:
                messages.warning(request, f"{one}: {refusal.sentence}")
        if ended:
            messages.success(request, _("Ended: %(count)s.") % {"count": ended})
