"""One attempt to ask the customer: what was said decides where the complaint goes (REV-1, REV-2)."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.text import check_row
from complaints.errors import RuleBroken
from complaints.permissions import check_right
from complaints.services import revisit as outcomes
from complaints.services.gate import check_filled, lock
from complaints.services.impartial import check_impartial
from complaints.states import DISSATISFIED, Satisfaction, State
from review.models import Revisit, RoundEnding, Unreached
from review.services.overseers import is_at_limit, name_overseer, overseer_of, tell_overseer
from review.services.own_work import check_asks_others
from review.services.rounds import end, move_on, next_attempt, open_steps, round_of
from review.services.survey_links import link_of

#: After these the customer is told that we tried, and may answer by the link; the others have spoken to us.
_IN_VAIN = frozenset({Unreached.NO_ANSWER, Unreached.BUSY, Unreached.WRONG_NUMBER})
#: How far ahead a customer may ask to be called.
_LATEST_AGAIN = timedelta(days=14)


@transaction.atomic
def record(
    complaint_id,
    *,
    channel,
    reached,
    by,
    now,
    rating=None,
    process_rating=None,
    would_complain_again=None,
    advice="",
    reason="",
    process_reason="",
    outcome="",
    again_at=None,
    seen=None,
):
    """Record one attempt. Neutral or better closes the complaint; worse returns it to investigation with the
    required `reason`. An unanswered one makes room for the next of the plan, or for the closing by rule.

    `outcome` says why nobody was asked, `again_at` when the customer wants to be called instead. Raises NotPermitted,
    RuleBroken, Outdated.
    """
    complaint = lock(complaint_id, by=by, seen=seen)
    check_right(by, "review.record_revisit")
    check_impartial(complaint, by)
    check_asks_others(complaint, by)
    if complaint.state != State.REVISIT:
        raise RuleBroken(_not_open(complaint))
    if reached and rating not in Satisfaction.values:
        raise RuleBroken(_("Choose how satisfied the customer is."))
    if rating in DISSATISFIED:
        check_filled(reason, _("Write down why the solution did not satisfy the customer."))
    outcome = "" if reached else outcome or Unreached.NO_ANSWER
    again_at = _again(outcome, again_at, now)
    round_ = round_of(complaint, now=now)
    revisit = Revisit(
        complaint=complaint,
        round=complaint.round,
        attempt=round_.attempts_made + 1,
        channel=channel,
        reached=reached,
        outcome=outcome,
        rating=rating if reached else None,
        process_rating=process_rating if reached else None,
        would_complain_again=would_complain_again if reached else None,
        reason=reason if reached else "",
        process_reason=process_reason if reached else "",
        advice=advice,
        by=by,
        at=now,
    )
    check_row(revisit)
    revisit.save()
    round_.attempts_made = revisit.attempt
    _conclude(complaint, round_, revisit, again_at=again_at, by=by, now=now)
    return revisit


def _conclude(complaint, round_, revisit, *, again_at, by, now):
    facts = {"channel": revisit.channel, "attempt": revisit.attempt, "advice": revisit.advice}
    if not revisit.reached:
        _missed(complaint, round_, revisit, again_at=again_at, by=by, now=now)
        return
    end(round_, RoundEnding.RATED, now=now, revisit=revisit)
    if revisit.rating in DISSATISFIED:
        returned = outcomes.return_dissatisfied(
            complaint.pk, satisfaction=revisit.rating, reason=revisit.reason, by=by, now=now, **facts
        )
        name_overseer(returned, round_, by=by, now=now)
    else:
        outcomes.close_satisfied(complaint.pk, satisfaction=revisit.rating, by=by, now=now, **facts)


def _missed(complaint, round_, revisit, *, again_at, by, now):
    """The plan goes on; whoever declines is not asked again."""
    move_on(round_, complaint, now=now, attempt=revisit.attempt, again_at=again_at)
    outcomes.record_attempt(
        complaint.pk,
        by=by,
        now=now,
        survey=link_of(round_) if revisit.outcome in _IN_VAIN else "",
        channel=revisit.channel,
        attempt=revisit.attempt,
        unreached=revisit.outcome,
        advice=revisit.advice,
    )
    if revisit.outcome == Unreached.DECLINED:
        give_up(round_, now=now)


def give_up(round_, *, now):
    """Nobody is asked any more: the complaint closes by rule, as the system and counted apart (REV-1).

    After the limit of dissatisfied rounds silence is no consent: it stays open for a supervisor's decision (REV-2).
    """
    end(round_, RoundEnding.UNREACHED, now=now)
    system = User.objects.system()
    complaint = lock(round_.complaint_id, by=system)
    if is_at_limit(complaint):
        overseer = overseer_of(complaint)
        if overseer is not None:
            tell_overseer(complaint, overseer, now=now)
        return
    outcomes.close_unreached(complaint.pk, attempts=round_.attempts_made, by=system, now=now)


def attempt_ahead(complaint, round_):
    """Number of the next attempt, and of how many of the plan it is one."""
    made = round_.attempts_made if round_ else 0
    left = sum(next_attempt([step]) is not None for step in open_steps(round_)) if round_ else 0
    return made + 1, max(made + left, made + 1)


def _again(outcome, again_at, now):
    if outcome != Unreached.LATER:
        return None
    if again_at is None or not now < again_at <= now + _LATEST_AGAIN:
        raise RuleBroken(_("Enter when the customer wants to be called: a time within the next 14 days."))
    return again_at


def _not_open(complaint):
    rated = Revisit.objects.filter(complaint=complaint, rating__isnull=False).order_by("-round").first()
    if rated is None:
        return _("There is nothing to ask the customer about right now; the revisit is not open.")
    return _("The customer has answered already (round %(round)s, by %(channel)s): %(rating)s.") % {
        "round": rated.round,
        "channel": rated.get_channel_display(),
        "rating": rated.get_rating_display(),
    }
