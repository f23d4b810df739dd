"""Likely duplicates on the page of a complaint: why, side by side, and the rules they are found by (INT-6)."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.admin.manners import DeskModelAdmin
from complaints.admin.panels import Panel, register
from complaints.admin.situation import likely_pairs, visible_complaint
from complaints.admin.step_views import alone_or_in_dialog
from complaints.models import Likeness, LikenessRules

_FOLDER = "admin/complaints/page"


def likely(complaint, user):
    """The panel; None where nothing is alike."""
    lines = [_line(complaint, pair) for pair in likely_pairs(complaint, user)]
    return {"lines": lines, "count": len(lines)} if lines else None


def _line(complaint, pair):
    half = pair.half_beside(complaint)
    # The newer one goes into the older, whoever's page this is.
    return {"half": half, "reasons": pair.reasons, "newer": pair.complaint, "older": pair.other}


@require_safe
def compare_view(request, object_id, other_id):
    """Two complaints one may see, put before people as alike, side by side."""
    complaint, other = visible_complaint(request.user, object_id), visible_complaint(request.user, other_id)
    pair = Likeness.objects.between(complaint.pk, other.pk).first()
    if pair is None:
        raise Http404
    context = {
        "complaint": complaint,
        "sides": sorted((complaint, other), key=lambda one: one.pk),
        "reasons": pair.reasons,
        "newer": max(complaint, other, key=lambda one: one.pk),
        "older": min(complaint, other, key=lambda one: one.pk),
        "may_decide": request.user.has_perm("complaints.close_duplicate") and not pair.verdict,
    }
    title = _("%(one)s beside %(other)s") % {"one": complaint.number, "other": other.number}
    return alone_or_in_dialog(request, f"{_FOLDER}/compare.html", context, title=title)


@admin.register(LikenessRules)
class LikenessRulesAdmin(DeskModelAdmin):
    """One row for the house, so its list is skipped."""

    fields = (("least_percent", "stranger_percent"), "lately_days")

    def has_add_permission(self, request):
        return False

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        rules, _made = LikenessRules.objects.get_or_create(pk=1)
        return redirect("admin:complaints_likenessrules_change", rules.pk)


register(
    Panel("likely", gettext_lazy("Possibly the same"), f"{_FOLDER}/likely.html", 5, likely),
)
