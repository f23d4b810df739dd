"""From closed complaints to the case library: nominated by anybody, decided by QA (KNO-1)."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.text import check_row
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import ComplaintEvent, EventKind
from complaints.permissions import check_right
from complaints.services.gate import check_filled, lock
from knowledge.models import Nomination
from knowledge.models.nomination import Verdict
from knowledge.services.library.drafting import begin


@transaction.atomic
def nominate(complaint_id, *, reason, by, now, seen=None, rule=""):
    """Put a closed complaint before QA; `rule` is the one that named it. Raises NotPermitted, RuleBroken."""
    complaint = lock(complaint_id, by=by, seen=seen)
    check_right(by, "knowledge.nominate_complaint")
    if complaint.is_open:
        raise RuleBroken(_("Only a closed complaint can be nominated for the case library."))
    check_filled(reason, _("Say what others can learn from it."))
    known = Nomination.objects.filter(complaint=complaint).select_related("nominated_by").first()
    if known is not None:
        raise RuleBroken(_("%(person)s already nominated this complaint.") % {"person": known.nominated_by})
    nomination = Nomination(complaint=complaint, reason=reason, rule=rule, nominated_by=by, nominated_at=now)
    check_row(nomination)
    nomination.save(force_insert=True)
    ComplaintEvent.record(complaint, EventKind.NOMINATED, by=by, at=now, reason=reason)
    return nomination


@transaction.atomic
def decide(complaint_id, *, verdict, comment, by, now, seen=None):
    """QA takes the complaint up for the library, which begins its case, or declines with a comment.

    Raises NotPermitted, RuleBroken, Outdated.
    """
    complaint = lock(complaint_id, by=by, seen=seen)
    check_right(by, "knowledge.decide_nomination")
    nomination = Nomination.objects.select_related("decided_by").filter(complaint=complaint).first()
    if nomination is None:
        raise RuleBroken(_("Nobody nominated this complaint."))
    if nomination.verdict:
        raise RuleBroken(_("%(person)s already decided.") % {"person": nomination.decided_by})
    if nomination.nominated_by_id == by.pk:
        raise NotPermitted(_("Nobody decides about their own nomination."))
    if verdict not in Verdict.values:
        raise RuleBroken(_("Take the complaint up or decline it."))
    if verdict == Verdict.DECLINED:
        check_filled(comment, _("Say why it is declined."))
    nomination.verdict, nomination.comment = verdict, comment
    nomination.decided_by, nomination.decided_at = by, now
    check_row(nomination)
    nomination.save()
    if verdict == Verdict.TAKEN:
        if complaint.is_open:
            raise RuleBroken(_("The complaint was reopened. Decide when it is closed again."))
        begin(complaint, lesson=nomination.reason, by=by, now=now)
    ComplaintEvent.record(complaint, EventKind.NOMINATION_DECIDED, by=by, at=now, verdict=verdict, comment=comment)
    return nomination
