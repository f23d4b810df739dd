"""The survey after execution: the customer's word closes the complaint or sends it back (REV-1, REV-2).

It is answered behind number and code, or by the link of one round; either way only by a confirmed POST.
"""

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from complaints.errors import Refusal
from complaints.portal import access
from complaints.portal.answers import answer
from complaints.portal.pages import STATUS, refusal
from complaints.states import Channel, State
from review.models import Revisit
from review.portal.forms import LinkedSurveyForm, SurveyForm
from review.services import revisit
from review.services.survey_links import round_at

_methods = require_http_methods(["GET", "HEAD", "POST"])


@access.with_complaint
@_methods
def survey(request, complaint):
    """Asked once a round, while the revisit is open; a second sending of the same answer is the first one."""
    if request.method != "POST" and complaint.state != State.REVISIT:
        raise Http404
    rounds = Revisit.objects.filter(complaint=complaint, rating__isnull=False)

    def run(facts):
        _record(complaint, facts)

    def is_done(present):
        last = rounds.order_by("-round").first()
        return last is not None and str(last.rating) == request.POST.get("rating") and present.state != State.REVISIT

    page = _page(complaint)
    done = _("Thank you for your answer.")
    return answer(request, complaint, form_type=SurveyForm, page=page, run=run, is_done=is_done, done=done)


@never_cache
@_methods
def linked(request, token):
    """By the link of one round, which opens nothing else: looking changes nothing, as mail scanners look (A28)."""
    round_ = round_at(token)
    if round_ is None:
        raise Http404
    complaint, now = round_.complaint, timezone.now()
    given = Revisit.objects.filter(complaint=complaint, round=round_.round, rating__isnull=False).first()
    if given is not None:
        is_other = request.method == "POST" and request.POST.get("rating") != str(given.rating)
        return _given(request, complaint, given, status=409 if is_other else 200)
    is_asked = complaint.state == State.REVISIT and complaint.round == round_.round
    if not is_asked or now > round_.survey_until:
        return refusal(
            request,
            410,
            _("This survey is closed"),
            _("It was open for a while only. On the page of your complaint you see how it stands and can write to us."),
        )
    form = LinkedSurveyForm(request.POST or None) if request.method == "POST" else LinkedSurveyForm()
    if request.method == "POST" and form.is_valid():
        try:
            _record(complaint, form.cleaned_data)
        except Refusal as refused:
            form.add_error(None, str(refused.sentence))
            return _asked(request, complaint, form, status=STATUS[type(refused)])
        return redirect(request.path)
    return _asked(request, complaint, form, status=422 if form.is_bound else 200)


def _record(complaint, facts):
    revisit.record(
        complaint.pk, channel=Channel.WEB_FORM, reached=True, by=User.objects.customer(), now=timezone.now(), **facts
    )


def _page(complaint):
    return {
        "title": _("Is it solved?"),
        "meaning": _(
            "If you are satisfied, or it will do, your complaint is closed; you can open it again for %(days)s days. "
            "If you are dissatisfied, we look into it again."
        )
        % {"days": complaint.policy.reopen_days},
        "button": _("Send my answer"),
    }


def _asked(request, complaint, form, *, status):
    chosen = complaint.accepted_proposal and complaint.accepted_proposal.chosen
    context = {"complaint": complaint, "form": form, "chosen": chosen, **_page(complaint)}
    return render(request, "portal/survey.html", context, status=status)


def _given(request, complaint, given, *, status):
    return render(request, "portal/surveyed.html", {"complaint": complaint, "given": given}, status=status)
