"""Progress of one's own complaint, behind number and code."""

from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.roles import Role
from complaints.errors import TooOften
from complaints.models import Evidence
from complaints.portal import access, progress
from complaints.portal.client import client_of
from complaints.portal.conversation import conversation
from complaints.portal.forms.answers import TrackForm, WriteForm
from complaints.portal.offers import offers_of
from complaints.portal.pages import STATUS, refusal
from complaints.portal.steps import may_write, offered_proposal, steps_for
from complaints.services.customers import rows_of
from complaints.services.evidence import open_evidence
from complaints.services.tracking import look_up

#: Of the conversation; what was said before is folded.
_SHOWN = 5


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def track(request):
    now = timezone.now()
    if request.method != "POST":
        form = TrackForm()
        return render(request, "portal/track.html", {"form": form, "opened": access.opened(request, now=now)})
    form = TrackForm(request.POST)
    if not form.is_valid():
        return render(request, "portal/track.html", {"form": form}, status=422)
    try:
        complaint = look_up(**form.cleaned_data, client=client_of(request), now=now)
    except TooOften as refused:
        return refusal(request, STATUS[TooOften], _("Please wait a little"), refused.sentence)
    if complaint is None:
        form.add_error(None, _("Number and code do not fit together. Check both in our message and try again."))
        return render(request, "portal/track.html", {"form": form}, status=403)
    access.grant(request, complaint, now=now)
    return redirect("portal:progress")


@access.with_complaint
@require_safe
def show(request, complaint):
    now = timezone.now()
    proposal = offered_proposal(complaint)
    stage = progress.stage_of(complaint, proposal)
    events = progress.told_events(complaint)
    said = conversation(complaint)
    context = {
        "complaint": complaint,
        "line": progress.line(complaint, events, stage),
        "now_sentence": progress.now_sentence(complaint, stage),
        "promise": progress.next_promise(complaint, stage, now),
        "waiting": progress.waiting(complaint),
        "happened": progress.told(events),
        "earlier": said[:-_SHOWN],
        "conversation": said[-_SHOWN:],
        "write": WriteForm() if may_write(complaint, now) else None,
        "files": _own_files(complaint),
        "proposal": proposal,
        "options": offers_of(proposal) if proposal else (),
        "accepted": complaint.accepted_proposal_id and complaint.accepted_proposal.chosen,
        "steps": steps_for(complaint, now),
        "leads_on": _leads_on(complaint),
    }
    return render(request, "portal/progress.html", context)


@access.with_complaint
@require_POST
def follow(request, complaint):
    """From a merged complaint to the one it goes on in, where both are the same customer's."""
    if not _leads_on(complaint):
        raise Http404
    access.grant(request, complaint.duplicate_of, now=timezone.now())
    return redirect("portal:progress")


@access.with_complaint
@require_POST
def open_file(request, complaint, uuid):
    """One of the customer's own files, as a download; the look is recorded, hence no GET."""
    if not _own_files(complaint).filter(uuid=uuid).exists():
        raise Http404
    evidence = open_evidence(uuid, by=User.objects.customer(), now=timezone.now())
    return FileResponse(
        evidence.file.open("rb"), as_attachment=True, filename=evidence.name, content_type=evidence.content_type
    )


@never_cache
@require_POST
def leave(request):
    access.end(request)
    return redirect("portal:track")


def _own_files(complaint):
    """What was sent to this very complaint; a merged one may have been somebody else's."""
    inherited = Evidence.objects.filter(complaint__duplicate_of=complaint).values("file")
    return complaint.evidence.filter(added_by__role=Role.CUSTOMER).exclude(file__in=inherited)


def _leads_on(complaint):
    """Whether the customer may see the complaint this one was merged into: never a stranger's."""
    other = complaint.duplicate_of
    return other is not None and other.complainant_id in rows_of(complaint.complainant_id)
