"""Today's calls: whom to ask, with the script beside the form, and one service behind it (REV-1)."""

from datetime import timedelta

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.admin.manners import ListOnlyAdmin
from complaints.admin.rows import tone_of
from complaints.admin.situation import visible_complaint
from complaints.crypto.contact import ContactKind
from complaints.errors import NotPermitted, Refusal
from complaints.models import Complaint
from complaints.states import State
from review.admin.forms import RevisitForm
from review.models import Revisit, RevisitStep
from review.services.callers import take_call
from review.services.own_work import is_own_work
from review.services.scripts import script_for

_MOST = 100
_LATELY = timedelta(days=1)
LIST = "admin:review_revisitstep_changelist"


def calls_waiting(user):
    """How many calls are this person's to make."""
    return RevisitStep.objects.calls().filter(caller=user, round__complaint__state=State.REVISIT).order_by()[:_MOST]


@admin.register(RevisitStep)
class CallAdmin(ListOnlyAdmin):
    def get_urls(self):
        own = [
            path("<int:step_id>/call/", self.admin_site.admin_view(self.call_view), name="review_revisitstep_call"),
            path(
                "<int:step_id>/take/",
                self.admin_site.admin_view(require_POST(self.take_view)),
                name="review_revisitstep_take",
            ),
        ]
        return [*own, *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        request.current_app = self.admin_site.name
        now = timezone.now()
        context = {
            **self.admin_site.each_context(request),
            "title": _("Revisit calls"),
            "lists": _lists(request.user, now),
            "made": _made_lately(request.user, now),
            "may_record": request.user.has_perm("review.record_revisit"),
            "now": now,
        }
        return TemplateResponse(request, "admin/review/calls.html", context)

    def call_view(self, request, step_id):
        """The page somebody has open while talking to the customer; its form goes to the one service."""
        if not request.user.has_perm("review.record_revisit"):
            raise PermissionDenied
        step = _known(step_id)
        complaint = visible_complaint(request.user, step.round.complaint_id)
        now = timezone.now()
        form, refusal, status = RevisitForm(complaint=complaint, user=request.user), None, 200
        if request.method == "POST":
            form = RevisitForm(request.POST, complaint=complaint, user=request.user)
            status = 422
            if form.is_valid():
                try:
                    result = form.run(by=request.user, now=now, seen=_seen(request))
                except Refusal as refused:
                    refusal, status = refused, 403 if isinstance(refused, NotPermitted) else 409
                else:
                    messages.success(request, f"{complaint.number} · {form.done(result)}")
                    return redirect(LIST)
        elif not step.round.is_asked_about(complaint) or is_own_work(complaint, request.user):
            form = None
        return self._drawn(request, step, complaint, form=form, refusal=refusal, status=status, now=now)

    def take_view(self, request, step_id):
        if not request.user.has_perm("review.record_revisit"):
            raise PermissionDenied
        try:
            take_call(_known(step_id).pk, by=request.user, now=timezone.now())
        except Refusal as refused:
            messages.error(request, str(refused.sentence))
            return redirect(LIST)
        return redirect("admin:review_revisitstep_call", step_id)

    def _drawn(self, request, step, complaint, *, form, refusal, status, now):
        request.current_app = self.admin_site.name
        points = [point for point in complaint.complainant.contact_points.all() if point.kind != ContactKind.ELSEWHERE]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Revisit of %(number)s") % {"number": complaint.number},
            "step": step,
            "complaint": complaint,
            "points": points,
            "script": script_for(complaint, caller=request.user),
            "earlier": Revisit.objects.filter(complaint=complaint).select_related("by").order_by("round", "attempt"),
            "form": form,
            "refusal": refusal,
            "is_own": is_own_work(complaint, request.user),
            "may_unmask": request.user.has_perm("complaints.unmask_contact"),
            "now": now,
        }
        return TemplateResponse(request, "admin/review/call.html", context, status=status)


def _lists(user, now):
    """Title and lines: this person's, those nobody has, those of colleagues."""
    visible = Complaint.objects.visible_to(user).filter(state=State.REVISIT)
    calls = RevisitStep.objects.calls().filter(visible.named_by("round__complaint"))
    calls = calls.select_related("round__complaint__complainant", "round__complaint__handler", "caller")
    mine, free = calls.filter(caller=user)[:_MOST], calls.filter(caller=None)[:_MOST]
    others = calls.exclude(caller=None).exclude(caller=user)[:_MOST]
    lists = (
        (_("For you to call"), mine, "mine"),
        (_("Nobody's yet"), free, "free"),
        (_("With colleagues"), others, "others"),
    )
    return [(title, name, [_line(step, user, now) for step in rows]) for title, rows, name in lists]


def _line(step, user, now):
    complaint = step.round.complaint
    return {
        "step": step,
        "complaint": complaint,
        "tone": tone_of(step.next_step_at, now) if step.next_step_at else "late",
        "attempt": step.round.attempts_made + 1,
        "is_own": is_own_work(complaint, user),
    }


def _made_lately(user, now):
    """What this person asked since yesterday."""
    made = Revisit.objects.filter(by=user, at__gte=now - _LATELY).select_related("complaint").order_by("-at")
    return list(made[:20])


def _known(step_id):
    step = RevisitStep.objects.select_related("round").filter(pk=step_id).first()
    if step is None:
        raise Http404
    return step


def _seen(request):
    value = request.POST.get("seen", "")
    return int(value) if value.isdecimal() and len(value) < 10 else 0
