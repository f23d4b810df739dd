"""The customer's decisions. Each page asks one plain question and says what will happen; only its button acts."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from complaints.errors import Refusal
from complaints.models import ProposalStatus
from complaints.portal import access
from complaints.portal.forms.answers import (
    ChaseForm,
    ConfirmForm,
    FilesForm,
    ReasonForm,
    WishForm,
    WordsForm,
    WriteForm,
)
from complaints.portal.offers import offers_of
from complaints.portal.pages import STATUS, limited_upload
from complaints.portal.progress import waiting
from complaints.portal.steps import may_reopen, may_write, offered_proposal
from complaints.services import closing, pauses, proposal
from complaints.services.chase import chase as press
from complaints.services.customer_words import hear
from complaints.services.gate import is_possible
from complaints.services.self_service import add_files
from complaints.states import Channel, Resolution, State

VIA = "tracking"
_SAME_CLICK = timedelta(minutes=1)
_form_methods = require_http_methods(["GET", "HEAD", "POST"])


@access.with_complaint
@_form_methods
def accept(request, complaint, position):
    offered = offered_proposal(complaint)
    option = offered and next((one for one in offers_of(offered) if one.position == position), None)
    if request.method != "POST" and option is None:
        raise Http404

    def run(facts):
        proposal.accept(complaint.pk, position=position, via=VIA, seen=facts["seen"], **_as_customer())

    def is_done(complaint):
        chosen = complaint.accepted_proposal_id and complaint.accepted_proposal.chosen
        return bool(chosen) and chosen.position == position

    page = {
        "title": _("Do you choose this solution?"),
        "option": option,
        "meaning": _("We carry it out and tell you when it is done. The other options are then off the table."),
        "button": _("Yes, I choose this"),
    }
    done = _("Thank you. We are carrying it out now.")
    return answer(request, complaint, form_type=ConfirmForm, page=page, run=run, is_done=is_done, done=done)


@access.with_complaint
@_form_methods
def refuse(request, complaint):
    if request.method != "POST" and offered_proposal(complaint) is None:
        raise Http404

    def run(facts):
        proposal.refuse(complaint.pk, reason=facts["reason"], via=VIA, seen=facts["seen"], **_as_customer())

    page = {
        "title": _("Does none of the options suit you?"),
        "meaning": _("We look into it again and come back with another solution."),
        "button": _("Refuse the options"),
    }
    done = _("Thank you for telling us why. We are looking for another solution.")
    return answer(request, complaint, form_type=ReasonForm, page=page, run=run, is_done=_is_refused, done=done)


@access.with_complaint
@_form_methods
def another(request, complaint):
    """The customer says what would suit instead; the desk answers with a new proposal (PRO-4, PRO-5)."""
    if request.method != "POST" and offered_proposal(complaint) is None:
        raise Http404

    def run(facts):
        seen = facts.pop("seen")
        proposal.refuse(complaint.pk, **facts, via=VIA, seen=seen, **_as_customer())

    page = {
        "title": _("What would suit you better?"),
        "meaning": _(
            "We look at what you ask for and answer with a new solution. The options on the table now lapse with it."
        ),
        "button": _("Ask for another solution"),
    }
    done = _("Thank you, we have what you ask for and come back with a new solution.")
    return answer(request, complaint, form_type=WishForm, page=page, run=run, is_done=_is_refused, done=done)


@access.with_complaint
@_form_methods
def withdraw(request, complaint):
    if request.method != "POST" and not is_possible(complaint, "withdraw"):
        raise Http404

    def run(facts):
        closing.withdraw(complaint.pk, reason=facts["reason"], seen=facts["seen"], **_as_customer())

    def is_done(complaint):
        return complaint.resolution == Resolution.WITHDRAWN

    page = {
        "title": _("Do you want to withdraw your complaint?"),
        "meaning": _("We stop working on it and close it. Anything offered but not yet chosen is off the table."),
        "button": _("Withdraw my complaint"),
        "tone": "danger",
    }
    done = _("Your complaint is withdrawn.")
    return answer(request, complaint, form_type=ReasonForm, page=page, run=run, is_done=is_done, done=done)


@access.with_complaint
@_form_methods
def reopen(request, complaint):
    if request.method != "POST" and not may_reopen(complaint, timezone.now()):
        raise Http404

    def run(facts):
        closing.reopen(complaint.pk, reason=facts["reason"], seen=facts["seen"], **_as_customer())

    def is_done(complaint):
        return complaint.state == State.INVESTIGATING and complaint.reopened_count > 0

    page = {
        "title": _("Is it not solved after all?"),
        "meaning": _("We open your complaint again; whoever looks after it has everything you told us."),
        "button": _("Open it again"),
    }
    done = _("Your complaint is open again.")
    return answer(request, complaint, form_type=ReasonForm, page=page, run=run, is_done=is_done, done=done)


@access.with_complaint
@_form_methods
def chase(request, complaint):
    """催办. A second click within the minute is the same click."""
    if request.method != "POST" and not complaint.is_open:
        raise Http404

    def run(facts):
        press(complaint.pk, words=facts["words"], **_as_customer())

    def is_done(complaint):
        return complaint.chased_at is not None and timezone.now() - complaint.chased_at < _SAME_CLICK

    page = {
        "title": _("Shall we hurry the person in charge?"),
        "meaning": _(
            "Whoever looks after your complaint is told at once, and it moves up. You can do this once an hour."
        ),
        "button": _("Yes, press them"),
    }
    done = _("We have told the person who looks after your complaint.")
    return answer(request, complaint, form_type=ChaseForm, page=page, run=run, is_done=is_done, done=done)


@access.with_complaint
@_form_methods
def reply(request, complaint):
    """To what the desk asked (SLA-16)."""
    if request.method != "POST" and not pauses.is_asked(complaint):
        raise Http404

    def run(facts):
        hear(complaint.pk, words=facts["words"], via=Channel.WEB_FORM, seen=facts["seen"], **_as_customer())

    def is_done(complaint):
        return not pauses.is_asked(complaint)

    asked = waiting(complaint)
    page = {
        "title": _("Your answer"),
        "meaning": asked.asked if asked else "",
        "button": _("Send"),
    }
    done = _("Thank you, we go on with your complaint.")
    return answer(request, complaint, form_type=WordsForm, page=page, run=run, is_done=is_done, done=done)


@limited_upload
@access.with_complaint
@_form_methods
def write(request, complaint):
    if request.method != "POST" and not may_write(complaint, timezone.now()):
        raise Http404

    def run(facts):
        hear(complaint.pk, words=facts["words"], via=Channel.WEB_FORM, uploads=facts["files"], **_as_customer())

    page = {
        "title": _("Write to us"),
        "meaning": _("It goes to the person who looks after your complaint, and you see it on its page."),
        "button": _("Send"),
    }
    done = _("Thank you, we have your message.")
    return answer(request, complaint, form_type=WriteForm, page=page, run=run, is_done=None, done=done)


@limited_upload
@access.with_complaint
@_form_methods
def add_evidence(request, complaint):
    if request.method != "POST" and not complaint.is_open:
        raise Http404

    def run(facts):
        add_files(complaint.pk, uploads=facts["files"], note=facts["note"], **_as_customer())

    page = {
        "title": _("Send photos or videos"),
        "meaning": _("They go to the person who looks after your complaint, and to nobody outside."),
        "button": _("Send"),
    }
    done = _("Thank you, your files have arrived.")
    return answer(request, complaint, form_type=FilesForm, page=page, run=run, is_done=None, done=done)


def answer(request, complaint, *, form_type, page, run, is_done, done, template="portal/answer.html"):
    """Draw the question, or run the answer and go back to the progress page.

    A refusal is shown on the page with what was typed. `is_done` tells a second click from a changed complaint.
    """
    if request.method != "POST":
        return _question(request, complaint, form_type(), page, template, status=200)
    form = form_type(request.POST, request.FILES)
    if not form.is_valid():
        return _question(request, complaint, form, page, template, status=422)
    try:
        run(form.cleaned_data)
    except Refusal as refused:
        complaint = access.opened(request, now=timezone.now()) or complaint
        if not (is_done and is_done(complaint)):
            form.add_error(None, str(refused.sentence))
            return _question(request, complaint, form, page, template, status=STATUS[type(refused)])
    messages.success(request, done)
    return redirect("portal:progress")


def _question(request, complaint, form, page, template, *, status):
    context = page | {"form": form, "complaint": complaint, "files_lost": bool(request.FILES)}
    return render(request, template, context, status=status)


def _is_refused(complaint):
    last = complaint.proposals.order_by("-pk").first()
    return last is not None and last.status == ProposalStatus.REFUSED and last.answered_via == VIA


def _as_customer():
    return {"by": User.objects.customer(), "now": timezone.now()}
