from django.contrib import admin
from django.db.models import F, Min, Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import StackedInline

from accounts.admin.manners import DeskModelAdmin, ListOnlyAdmin
from complaints.models import Complaint
from complaints.templatetags.moments import moment
from escalation.models import LegalTerm, OutsideBody, OutsideMatter


class LegalTermInline(StackedInline):
    """A law that changes is a new row; the old one ends, and what runs keeps the row it began with."""

    model = LegalTerm
    extra = 0
    can_delete = False
    fields = (
        ("name", "source"),
        ("begins_with", "ends_with"),
        ("days", "counts_working_days", "binds_us"),
        ("valid_from", "valid_until", "checked_on"),
    )

    def has_add_permission(self, request, obj=None):
        return request.user.has_perm("escalation.change_outsidebody")

    def has_change_permission(self, request, obj=None):
        return request.user.has_perm("escalation.change_outsidebody")

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("escalation.view_outsidebody")


@admin.register(OutsideBody)
class OutsideBodyAdmin(DeskModelAdmin):
    """Whom we answer outside and by which terms. Put out of use, never deleted: matters name them."""

    list_display = ("name", "kind", "contact", "is_open_to_customers", "is_active")
    list_filter = ("kind", "is_active")
    list_filter_sheet = True
    search_fields = ("name", "code")
    fields = (("name", "kind"), ("code", "position"), "contact", ("is_open_to_customers", "is_active"))
    inlines = (LegalTermInline,)

    def get_readonly_fields(self, request, obj=None):
        return ("code",) if obj else ()


@admin.register(OutsideMatter)
class OutsideMatterAdmin(ListOnlyAdmin):
    """Every matter one may see, what is due first on top; one works on it on the complaint's page."""

    list_display = ("complaint_link", "body", "reference", "representative", "received_on", "next_due", "result")
    list_select_related = ("complaint", "body", "representative")
    list_filter = ("body__kind", ("closed_at", admin.EmptyFieldListFilter))
    list_filter_sheet = True
    search_fields = ("complaint__number", "reference", "body__name")

    def get_queryset(self, request):
        visible = Complaint.everything.visible_to(request.user)
        running = Q(terms__ended_at=None, terms__deadline__isnull=False)
        matters = super().get_queryset(request).filter(visible.named_by("complaint"))
        return matters.annotate(due_at=Min("terms__due_at", filter=running))

    def get_ordering(self, request):
        return (F("closed_at").desc(nulls_first=True), F("due_at").asc(nulls_last=True), "pk")

    @admin.display(description=_("complaint"))
    def complaint_link(self, matter):
        link = reverse("admin:complaints_complaint_change", args=[matter.complaint_id])
        return format_html('<a href="{}#outside">{}</a>', link, matter.complaint)

    @admin.display(description=_("due"), ordering="due_at")
    def next_due(self, matter):
        return moment(matter.due_at)
