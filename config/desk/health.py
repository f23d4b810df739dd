"""The administrator's page about the repeated work: who does it, what is wrong in sentences, what stands aside."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from complaints.services.sweeps.aside import set_aside, try_again
from config import work
from config.doctor.channels import channels
from config.doctor.findings import Grade

_TONES = {Grade.FINE: "fine", Grade.DOUBTFUL: "soon", Grade.BROKEN: "late"}


@require_http_methods(["GET", "HEAD", "POST"])
def health(request):
    if not request.user.has_perm("complaints.view_heartbeat"):
        raise PermissionDenied
    if request.method == "POST":
        return _try_again(request)
    now = timezone.now()
    context = {
        **admin.site.each_context(request),
        "title": _("Scheduled work"),
        "now": now,
        "findings": [(_TONES[finding.grade], finding.sentence) for finding in (*work.findings(now), *channels())],
        "jobs": work.jobs(),
        "aside": set_aside(),
        "may_retry": request.user.has_perm("complaints.retry_work"),
    }
    request.current_app = admin.site.name
    return TemplateResponse(request, "admin/desk/health.html", context)


def _try_again(request):
    if not request.user.has_perm("complaints.retry_work"):
        raise PermissionDenied
    count = try_again(by=request.user)
    sentence = ngettext("%(count)s piece of work is tried again.", "%(count)s pieces of work are tried again.", count)
    messages.success(request, sentence % {"count": count})
    return redirect("admin:health")
