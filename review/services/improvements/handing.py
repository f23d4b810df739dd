"""An improvement handed over to an outside tracker, and what the tracker answers (REV-4).

What goes out is a call to the webhooks of the tracker's application: at least once, signed, under one id, seen in the
log of calls. What comes in is put by number, as often as it likes: the same answer again changes nothing.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.text import check_row
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import CallKind
from complaints.permissions import check_right
from complaints.services.webhooks import tell_application
from review.models import Answer, ImprovementAction
from review.services.improvements.planning import tell
from review.services.improvements.record import lock, record


def told(action):
    """What the tracker is told; no word of a customer. Documented in docs/how-to/improvements.md."""
    return {
        "number": action.number,
        "title": action.title,
        "plan": action.plan,
        "type": action.kind,
        "state": action.state,
        "owner": action.owner.name,
        "due_on": action.due_on.isoformat(),
        "check_on": action.check_on.isoformat(),
        "goal": {"metric": action.metric, "at_most": str(action.target), "days": 30},
        "where": {
            "category": action.category.code if action.category else "",
            "product": action.product,
            "channel": action.channel,
        },
        "cause": {
            "analysis": action.analysis.number,
            "code": action.analysis.code.code,
            "words": action.analysis.cause,
        },
        "answer_at": f"/api/v1/improvements/{action.number}/answer",
    }


@transaction.atomic
def hand_over(action_id, *, tracker, by, now):
    """Tell the tracker of an application about it; again if it was told before. Raises NotPermitted, RuleBroken."""
    action = lock(action_id, by=by)
    check_right(by, "review.plan_improvement")
    if not action.is_running:
        raise RuleBroken(_("This improvement is over; there is nothing to hand over."))
    if tracker is None or not tracker.is_active:
        raise RuleBroken(_("Choose the system it is handed over to."))
    if not tell_application(tracker, CallKind.IMPROVEMENT, told(action), now=now):
        raise RuleBroken(
            _("%(system)s has no webhook that listens for improvements. Have one opened there first.")
            % {"system": tracker}
        )
    if action.tracker_id != tracker.pk:
        action.answer = action.reference = action.answer_note = ""
        action.answered_at = None
    action.tracker, action.handed_at = tracker, now
    record(action, "handed_over", by=by, at=now, tracker=tracker.name)
    return action


@transaction.atomic
def take_answer(number, *, answer, reference, note, by, now):
    """What the tracker says of one; only the application it was handed to may. Raises NotPermitted, RuleBroken."""
    check_right(by, "review.answer_improvement")
    action = ImprovementAction.objects.select_for_update().filter(number=number, tracker__account=by).first()
    if action is None:
        raise NotPermitted(_("This improvement was not handed over to you."))
    if answer not in Answer.values:
        raise RuleBroken(_("Answer with one of the list."))
    if (action.answer, action.reference, action.answer_note) == (answer, reference, note):
        return action
    action.answer, action.reference, action.answer_note, action.answered_at = answer, reference, note, now
    check_row(action)
    record(action, "answered", by=by, at=now, answer=answer, reference=reference, note=note)
    if answer in (Answer.DONE, Answer.REJECTED):
        sentence = _("%(improvement)s: the tracker answered. Look at it and report it done, or plan anew")
        tell(action, action.owner, sentence, now=now)
    return action
