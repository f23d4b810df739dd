"""The survey after execution: the customer's word closes the complaint or sends it back (REV-1, REV-2)."""

from django import forms
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.models import User
from complaints.portal import access
from complaints.portal.answers import answer
from complaints.portal.forms.answers import ConfirmForm
from complaints.states import DISSATISFIED, Channel, Satisfaction, State
from review.models import Revisit
from review.services import revisit


class SurveyForm(ConfirmForm):
    rating = forms.TypedChoiceField(
        label=gettext_lazy("How satisfied are you with what came out of it?"),
        choices=Satisfaction,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how satisfied you are with the outcome.")},
    )
    process_rating = forms.TypedChoiceField(
        label=gettext_lazy("And with the way we treated you?"),
        choices=Satisfaction,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how satisfied you are with the way we treated you.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("If you are dissatisfied: what did our solution miss?"),
        max_length=2_000,
        required=False,
        help_text=gettext_lazy("We need it to do better: we then look into your complaint again."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    would_complain_again = forms.TypedChoiceField(
        label=gettext_lazy("Would you turn to us again if something went wrong?"),
        choices=[
            ("", gettext_lazy("No answer")),
            ("yes", gettext_lazy("Yes, I would")),
            ("no", gettext_lazy("No, I would not")),
        ],
        coerce=lambda answered: answered == "yes",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    advice = forms.CharField(
        label=gettext_lazy("What should we do better?"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self):
        facts = super().clean()
        if facts.get("rating") in DISSATISFIED and not facts.get("reason"):
            self.add_error("reason", _("Tell us what our solution missed, so that we can look into it again."))
        return facts


@access.with_complaint
@require_http_methods(["GET", "HEAD", "POST"])
def survey(request, complaint):
    """Asked once a round, while the revisit is open; a second sending of the same answer is the first one."""
    if request.method != "POST" and complaint.state != State.REVISIT:
        raise Http404
    rounds = Revisit.objects.filter(complaint=complaint, rating__isnull=False)

    def run(facts):
        revisit.record(
            complaint.pk,
            channel=Channel.WEB_FORM,
            reached=True,
            by=User.objects.customer(),
            now=timezone.now(),
            **facts,
        )

    def is_done(present):
        last = rounds.order_by("-round").first()
        return last is not None and str(last.rating) == request.POST.get("rating") and present.state != State.REVISIT

    page = {
        "title": _("Is it solved?"),
        "meaning": _(
            "If you are satisfied, or it will do, your complaint is closed; you can open it again for %(days)s days. "
            "If you are dissatisfied, we look into it again."
        )
        % {"days": complaint.policy.reopen_days},
        "button": _("Send my answer"),
    }
    done = _("Thank you for your answer.")
    return answer(request, complaint, form_type=SurveyForm, page=page, run=run, is_done=is_done, done=done)
