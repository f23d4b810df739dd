"""What the desk tells its people: the bell's list, reading it, and what else shall be sent (COM-5)."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.admin.manners import ListOnlyAdmin
from complaints.admin.situation import row_id
from complaints.admin.tabs import forget_counts, remembered
from complaints.models import Complaint, NoticeKind, NoticePreference, StaffNotice
from complaints.services.staff import choose_notices, mark_read, words_of

_HERE = "admin:complaints_staffnotice_changelist"
_PER_PAGE = 50
_MOST_COUNTED = 99


def unread_count(user):
    """How many notices wait for this person, at most one more than is ever written; half a minute old at most."""
    unread = StaffNotice.objects.unread_by(user).order_by()[: _MOST_COUNTED + 1]
    return remembered(user, "notices", unread.count)


def written_unread(user):
    count = unread_count(user)
    return f"{_MOST_COUNTED}+" if count > _MOST_COUNTED else str(count or "")


@admin.register(StaffNotice)
class StaffNoticeAdmin(ListOnlyAdmin):
    """Everybody's own; looking at the list reads nothing, a click does."""

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("read/", wrap(require_POST(self.read_view)), name="complaints_staffnotice_read"),
            path("wishes/", wrap(self.wishes_view), name="complaints_staffnotice_wishes"),
            path("<int:notice_id>/open/", wrap(require_POST(self.open_view)), name="complaints_staffnotice_open"),
            *super().get_urls(),
        ]

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("complaints.view_complaint")

    def has_module_permission(self, request):
        return False

    def changelist_view(self, request, extra_context=None):
        self._check(request)
        mine = StaffNotice.objects.filter(to=request.user)
        only_unread = request.GET.get("all") != "1"
        shown = (mine.filter(read_at=None) if only_unread else mine).select_related("complaint")
        page = (
            int(request.GET["page"]) if request.GET.get("page", "").isdecimal() and len(request.GET["page"]) < 4 else 1
        )
        rows = list(shown[(page - 1) * _PER_PAGE : page * _PER_PAGE + 1])
        context = {
            "title": _("Notices"),
            "rows": [(notice, words_of(notice)) for notice in rows[:_PER_PAGE]],
            "only_unread": only_unread,
            "page": page,
            "has_next": len(rows) > _PER_PAGE,
        }
        return self._drawn(request, "admin/complaints/notices/list.html", context)

    def read_view(self, request):
        self._check(request)
        chosen = request.POST.getlist("notice")
        ids = {row_id(one) for one in chosen} if chosen else None
        count = mark_read(ids, by=request.user, now=timezone.now())
        forget_counts(request.user)
        if count:
            told = ngettext("%(count)s notice read.", "%(count)s notices read.", count) % {"count": count}
            messages.success(request, told)
        return redirect(_HERE)

    def open_view(self, request, notice_id):
        """Read, and on to what it is about; somebody else's notice does not exist."""
        self._check(request)
        notice = StaffNotice.objects.filter(to=request.user, pk=notice_id).select_related("complaint").first()
        if notice is None:
            raise Http404
        mark_read([notice.pk], by=request.user, now=timezone.now())
        forget_counts(request.user)
        if notice.complaint_id is None:
            return redirect(notice.facts["link"])
        if Complaint.objects.visible_to(request.user).filter(pk=notice.complaint_id).exists():
            return redirect("admin:complaints_complaint_change", notice.complaint_id)
        told = _("Complaint %(number)s is no longer yours to see.") % {"number": notice.complaint.number}
        messages.info(request, told)
        return redirect(_HERE)

    def wishes_view(self, request):
        return require_http_methods(["GET", "HEAD", "POST"])(self._wishes)(request)

    def _wishes(self, request):
        self._check(request)
        if request.method == "POST":
            known = set(NoticeKind.values)
            choose_notices(
                by_email=known & set(request.POST.getlist("by_email")),
                by_robot=known & set(request.POST.getlist("by_robot")),
                by=request.user,
            )
            messages.success(request, _("Saved; it holds for what is told from now on."))
            return redirect("admin:complaints_staffnotice_wishes")
        wishes = NoticePreference.objects.filter(user=request.user).first() or NoticePreference()
        kinds = [(kind, kind.label, kind in wishes.by_email, kind in wishes.by_robot) for kind in NoticeKind]
        context = {"title": _("How I want to be told"), "kinds": kinds, "address": request.user.email}
        return self._drawn(request, "admin/complaints/notices/wishes.html", context)

    def _check(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied

    def _drawn(self, request, template, context):
        request.current_app = self.admin_site.name
        return TemplateResponse(request, template, {**self.admin_site.each_context(request), **context})


def bell(user):
    """Address and count of the bell in the header, or nothing for whom no complaint concerns."""
    if not user.is_authenticated or not user.has_perm("complaints.view_complaint"):
        return {}
    return {"bell": {"url": reverse(_HERE), "count": written_unread(user)}}
