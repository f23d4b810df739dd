"""Taking a step: a dialog on the page, or a page of its own where no script runs."""

from django.contrib import admin, messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints.admin import steps
from complaints.admin.situation import visible_complaint
from complaints.admin.tabs import forget_counts
from complaints.errors import NotPermitted, Outdated, Refusal, RuleBroken
from complaints.models import Complaint
from complaints.telling.timeline import entries

_PAGE = "admin:complaints_complaint_change"
#: What a link of the page may have chosen.
_LINKED = frozenset({"task", "deadline", "matter", "letter", "number"})
_QUEUE = "admin:complaints_complaint_changelist"


def step_view(request, object_id, name):
    """GET draws the form; POST takes the step once and answers 409 with the sentence when it is refused."""
    step = steps.find(name)
    if step is None:
        raise Http404
    complaint = visible_complaint(request.user, object_id)
    if not request.user.has_perm(step.right):
        return _drawn(request, step, complaint, refusal=NotPermitted(_("Your role does not take this step.")))
    if request.method == "POST":
        return _take(request, step, complaint)
    if not step.is_open_to(complaint, request.user):
        sentence = _("“%(step)s” is not possible now: the complaint is “%(state)s”.")
        facts = {"step": step.label, "state": complaint.get_state_display()}
        return _drawn(request, step, complaint, refusal=RuleBroken(sentence % facts))
    form = step.form(complaint=complaint, user=request.user, initial=_asked_for(request))
    return _drawn(request, step, complaint, form=form)


def _take(request, step, complaint):
    form = step.form(request.POST, request.FILES, complaint=complaint, user=request.user)
    if not form.is_valid():
        return _drawn(request, step, complaint, form=form, status=422)
    seen = _seen(request)
    try:
        result = form.run(by=request.user, now=timezone.now(), seen=seen)
    except Refusal as refusal:
        fresh = visible_complaint(request.user, complaint.pk)
        since = entries(fresh, since=seen, most=8) if isinstance(refusal, Outdated) else ()
        return _drawn(request, step, fresh, form=form.redrawn(fresh), refusal=refusal, since=since)
    forget_counts(request.user)
    if step.result_template:
        return _answer(request, step.result_template, step, complaint, result=result)
    messages.success(request, form.done(result))
    return _gone_on(request, complaint)


def _gone_on(request, complaint):
    """Back to the page, or to the queue when the complaint is no longer this person's to see."""
    still_visible = Complaint.objects.visible_to(request.user).filter(pk=complaint.pk).exists()
    target = reverse(_PAGE, args=[complaint.pk]) if still_visible else reverse(_QUEUE)
    if not _is_dialog(request):
        return redirect(target)
    return HttpResponse(headers={"X-Next": target})


def _drawn(request, step, complaint, *, form=None, refusal=None, since=(), status=200):
    if refusal is not None:
        status = 403 if isinstance(refusal, NotPermitted) else 409
    return _answer(
        request,
        "admin/complaints/page/step_form.html",
        step,
        complaint,
        status=status,
        form=form,
        refusal=refusal,
        since=since,
    )


def _answer(request, template, step, complaint, *, status=200, **facts):
    context = {"step": step, "complaint": complaint, "now": timezone.now(), **facts}
    return alone_or_in_dialog(request, template, context, title=f"{complaint.number} · {step.label}", status=status)


def alone_or_in_dialog(request, template, context, *, title, status=200):
    """`template` as what a dialog holds, or as a page of its own where no script runs."""
    if not _is_dialog(request):
        context |= {**admin.site.each_context(request), "title": title, "content_template": template}
        template = "admin/complaints/page/step_page.html"
    return TemplateResponse(request, template, context, status=status)


def _is_dialog(request):
    return request.headers.get("X-Dialog") == "1"


def _asked_for(request):
    """What a link of the page has chosen already, such as the task to report done."""
    return {name: value for name, value in request.GET.items() if name in _LINKED}


def _seen(request):
    value = request.POST.get("seen", "")
    return int(value) if value.isdecimal() and len(value) < 10 else 0
