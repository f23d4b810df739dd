"""The list side of the desk: a queue made to be read fast, and steps on many rows at once.

It takes the place of Django's change list, which counts the whole table and draws each cell by itself.
"""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from complaints.admin import search
from complaints.admin.bulk import bulk_step_of, bulk_steps_of, carry_out, chosen_complaints
from complaints.admin.exports import FORMATS, export_filtered, export_selected, is_long, order_list
from complaints.admin.queue_page import PageOfQueue
from complaints.admin.tabs import NEWEST
from complaints.errors import Refusal
from complaints.models import Complaint

_HERE = "admin:complaints_complaint_changelist"


class QueueMixin:
    """Change list, search and bulk steps of `ComplaintAdmin`."""

    def get_urls(self):
        searching = self.admin_site.admin_view(require_POST(self.search_view))
        return [path("search/", searching, name="complaints_complaint_search"), *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method == "POST" and "order_export" not in request.POST:
            return self._bulk(request)
        page = PageOfQueue(request.user, request.GET, now=timezone.now())
        if request.method == "POST":
            return self._order_export(request, page)
        if "export" in request.GET:
            if is_long(request.user, page.matching, kind=request.GET["export"]):
                return self._drawn(request, "admin/complaints/export/long.html", _("Export"), page=page)
            return self._exported(export_filtered, request, page.matching.order_by(*page.order_of_rows))
        return self._drawn(request, "admin/complaints/complaint/change_list.html", page.tab.label, page=page)

    def search_view(self, request):
        """A POST, so that a phone number never stands in an address or a log."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        text = request.POST.get("q", "")
        found = search.find(text, user=request.user)
        if found.complaint_id:
            return redirect("admin:complaints_complaint_change", found.complaint_id)
        if found.is_personal and not found.parameters:
            messages.info(request, _("No complaint you may see has this contact or code."))
        return redirect(f"{reverse(_HERE)}?{urlencode(found.parameters)}")

    def _bulk(self, request):
        if "export" in request.POST:
            return self._export_chosen(request)
        step = bulk_step_of(request.user, request.POST.get("step", ""))
        if step is None:
            raise PermissionDenied
        back = request.get_full_path()
        complaints = chosen_complaints(request.POST.getlist("chosen"), user=request.user)
        if not complaints:
            messages.warning(request, _("Choose at least one complaint first."))
            return redirect(back)
        facts = {}
        if step.form is not None:
            form = step.form(request.POST if "confirmed" in request.POST else None)
            if not form.is_valid():
                template = "admin/complaints/complaint/bulk.html"
                return self._drawn(
                    request, template, step.label, step=step, form=form, complaints=complaints, back=back
                )
            facts = form.cleaned_data
        outcome = carry_out(step, complaints, by=request.user, now=timezone.now(), **facts)
        self._tell(request, step, outcome)
        return redirect(back)

    def _export_chosen(self, request):
        chosen = [complaint.pk for complaint in chosen_complaints(request.POST.getlist("chosen"), user=request.user)]
        return self._exported(export_selected, request, Complaint.objects.order_by(*NEWEST), chosen)

    def _order_export(self, request, page):
        try:
            order_list(request, page.matching.order_by(*page.order_of_rows))
        except Refusal as refusal:
            messages.error(request, str(refusal.sentence))
            return redirect(f"{request.path}{page.link()}")
        messages.success(request, _("The file is being made. It can be fetched here for a day once it is ready."))
        return redirect("admin:complaints_export_changelist")

    def _exported(self, export, request, *what):
        kind = request.POST.get("export") or request.GET.get("export")
        try:
            return export(request, *what, kind=kind)
        except Refusal as refusal:
            messages.error(request, str(refusal.sentence))
            return redirect(request.path)

    def _tell(self, request, step, outcome):
        if outcome.done:
            count = len(outcome.done)
            sentence = ngettext("%(step)s: %(count)s complaint.", "%(step)s: %(count)s complaints.", count)
            messages.success(request, sentence % {"step": step.label, "count": count})
        for refused in outcome.refused:
            messages.warning(request, f"{refused.number} — {refused.sentence}")

    def _drawn(self, request, template, title, **context):
        request.current_app = self.admin_site.name
        steps = bulk_steps_of(request.user)
        formats = FORMATS if request.user.has_perm("complaints.export_complaints") else ()
        context |= {
            **self.admin_site.each_context(request),
            "title": title,
            "bulk_steps": steps,
            "export_formats": formats,
            "may_choose": bool(steps or formats),
            "may_add": request.user.has_perm("complaints.add_complaint"),
        }
        return TemplateResponse(request, template, context)
