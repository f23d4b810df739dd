"""Revisit rounds: what the customer says decides where the complaint goes (REV-1, REV-2)."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.text import check_row
from complaints.errors import RuleBroken
from complaints.permissions import check_right
from complaints.services import revisit as outcomes
from complaints.services.gate import check_filled, lock
from complaints.services.impartial import check_impartial
from complaints.states import DISSATISFIED, Satisfaction, State
from review.models import Revisit

#: After so many unanswered attempts the complaint closes as not reached (REV-1).
MOST_ATTEMPTS = 3


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
    seen=None,
):
    """Record one attempt. Neutral or better closes the complaint; worse returns it to investigation with the
    required `reason`; the last unanswered attempt closes it as not reached. Raises NotPermitted, RuleBroken, Outdated.
    """
    complaint = lock(complaint_id, by=by, seen=seen)
    check_right(by, "review.record_revisit")
    check_impartial(complaint, by)
    if complaint.state != State.REVISIT:
        raise RuleBroken(_("There is nothing to ask the customer about right now; the revisit is not open."))
    if reached and rating not in Satisfaction.values:
        raise RuleBroken(_("Choose how satisfied the customer is."))
    if rating in DISSATISFIED:
        check_filled(reason, _("Write down why the solution did not satisfy the customer."))
    attempts = Revisit.objects.filter(complaint=complaint, round=complaint.round).count()
    revisit = Revisit(
        complaint=complaint,
        round=complaint.round,
        attempt=attempts + 1,
        channel=channel,
        reached=reached,
        rating=rating if reached else None,
        process_rating=process_rating if reached else None,
        would_complain_again=would_complain_again if reached else None,
        reason=reason,
        advice=advice,
        by=by,
        at=now,
    )
    check_row(revisit)
    revisit.save()
    _conclude(revisit, by=by, now=now)
    return revisit


def _conclude(revisit, *, by, now):
    facts = {"channel": revisit.channel, "attempt": revisit.attempt, "advice": revisit.advice}
    if not revisit.reached and revisit.attempt < MOST_ATTEMPTS:
        outcomes.record_attempt(revisit.complaint_id, by=by, now=now, **facts)
    elif not revisit.reached:
        outcomes.close_unreached(revisit.complaint_id, by=by, now=now, **facts)
    elif revisit.rating in DISSATISFIED:
        outcomes.return_dissatisfied(
            revisit.complaint_id,
            satisfaction=revisit.rating,
            reason=revisit.reason,
            by=by,
            now=now,
            **facts,
        )
    else:
        outcomes.close_satisfied(revisit.complaint_id, satisfaction=revisit.rating, by=by, now=now, **facts)
