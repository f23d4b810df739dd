"""Weighing the risk of a complaint after each event that may change it, and what a person makes of it (ESC-3)."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.text import check_row
from complaints.errors import RuleBroken
from complaints.models import EventKind
from complaints.permissions import check_right
from complaints.services import risk
from complaints.services.gate import check_filled, check_open, lock
from escalation.models import Judgement, RiskAssessment, RiskWeight
from escalation.services.signs import signs_of

_MOST_SCORE = 999
#: After these the facts that signs follow from may be others.
KINDS = frozenset(
    {
        EventKind.RECEIVED,
        EventKind.CHANGED,
        EventKind.TRIAGED,
        EventKind.REGRADED,
        EventKind.CONTACTED,
        EventKind.CHASED,
        EventKind.TASK_ASSIGNED,
        EventKind.HANDED_OVER,
        EventKind.REFUSED,
        EventKind.REOPENED,
        EventKind.RETURNED_DISSATISFIED,
        EventKind.MERGED_IN,
        EventKind.DEADLINE_MISSED,
        EventKind.DEADLINE_STILL_MISSED,
        EventKind.PROGRESS_TOLD,
    }
)


def read(complaint, _events, *, by, now):
    """Weigh an open complaint anew. What is high is marked; only a person takes a mark away."""
    if not complaint.is_open:
        return
    assessment = _weighed(complaint, now=now)
    is_cleared = assessment.judgement == Judgement.CLEARED
    if is_cleared and assessment.is_high and assessment.brings_something_new:
        is_cleared, assessment.judgement, assessment.judged_reason = False, "", ""
        assessment.judged_by = assessment.judged_at = None
    if complaint.is_high_risk or (assessment.is_high and not is_cleared):
        risk.mark(complaint, signs=assessment.signs, by=by, now=now)
    assessment.save()


@transaction.atomic
def set_high_risk(complaint_id, *, reason, by, now, seen=None):
    """A person sees a risk no rule saw. Raises NotPermitted, RuleBroken, Outdated."""
    complaint = lock(complaint_id, by=by, seen=seen)
    check_right(by, "escalation.set_risk")
    check_open(complaint)
    check_filled(reason, _("Say what makes you expect that it goes further."))
    if complaint.is_high_risk:
        raise RuleBroken(_("The complaint is marked as high risk already."))
    assessment = _weighed(complaint, now=now)
    _judge(assessment, Judgement.HIGH, reason=reason, by=by, now=now)
    risk.mark(complaint, signs=assessment.signs, by=by, now=now, reason=reason)
    return complaint


@transaction.atomic
def clear_high_risk(complaint_id, *, reason, by, now, seen=None):
    """A person knows better; only a sign that is not there yet marks it again. Raises NotPermitted, RuleBroken."""
    complaint = lock(complaint_id, by=by, seen=seen)
    check_right(by, "escalation.clear_risk")
    check_open(complaint)
    check_filled(reason, _("Say why the complaint is not at high risk."))
    if not complaint.is_high_risk:
        raise RuleBroken(_("The complaint is not marked as high risk."))
    assessment = _weighed(complaint, now=now)
    assessment.cleared_signs = assessment.signs
    _judge(assessment, Judgement.CLEARED, reason=reason, by=by, now=now)
    risk.clear(complaint, reason=reason, by=by, now=now)
    return complaint


def _weighed(complaint, *, now):
    """The assessment of the locked `complaint` by today's weights, unsaved."""
    assessment = RiskAssessment.objects.filter(complaint=complaint).first() or RiskAssessment(complaint=complaint)
    weights = dict(RiskWeight.objects.filter(weight__gt=0).values_list("sign", "weight"))
    speaking = [(sign, weights[sign]) for sign in signs_of(complaint, now=now) if sign in weights]
    assessment.reasons = sorted(speaking, key=lambda one: -one[1])
    assessment.score = min(_MOST_SCORE, sum(weight for _sign, weight in speaking))
    assessment.at = now
    return assessment


def _judge(assessment, judgement, *, reason, by, now):
    assessment.judgement, assessment.judged_reason = judgement, reason
    assessment.judged_by, assessment.judged_at = by, now
    check_row(assessment)
    assessment.save()
