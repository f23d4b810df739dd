"""Webhooks of other systems and the log of their calls; what was parked or lost is sent again."""

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin.manners import ListOnlyAdmin
from complaints.models import WebhookCall
from complaints.services.webhooks import replay


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("State")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("waiting", _("Waiting")), ("sent", _("Sent")), ("parked", _("Parked"))]

    def queryset(self, request, queryset):
        states = {
            "waiting": {"sent_at": None, "parked_at": None},
            "sent": {"sent_at__isnull": False},
            "parked": {"parked_at__isnull": False},
        }
        return queryset.filter(**states.get(self.value(), {}))


@admin.register(WebhookCall)
class WebhookCallAdmin(ListOnlyAdmin):
    list_display = ("event_kind", "number", "application", "due_at", "attempts", "sent_at", "parked_at", "failure")
    list_select_related = ("event__complaint", "webhook__application")
    list_filter = (StateFilter,)
    actions = ("send_again",)

    def lookup_allowed(self, lookup, value, request):
        return lookup == StateFilter.parameter_name or super().lookup_allowed(lookup, value, request)

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("complaints.view_webhookcall")

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def has_send_permission(self, request):
        return request.user.has_perm("complaints.replay_webhookcall")

    @admin.display(description=gettext_lazy("Event"))
    def event_kind(self, call):
        return call.told_label

    @admin.display(description=gettext_lazy("Complaint"))
    def number(self, call):
        return call.told_number

    @admin.display(description=gettext_lazy("Application"))
    def application(self, call):
        return call.webhook.application

    @admin.action(description=gettext_lazy("Send again"), permissions=["send"])
    def send_again(self, request, queryset):
        for call in queryset:
            replay(call.pk, by=request.user, now=timezone.now())
        messages.success(request, _("Sent again: %(count)s.") % {"count": len(queryset)})
