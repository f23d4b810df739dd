"""Appeals against a score: by whoever was scored, decided by somebody who had no part in it (REV-5, AUD-3)."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.text import check_row
from complaints.deadlines.workdays import CHINA
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import ComplaintEvent, EventKind, NoticeKind
from complaints.services.gate import check_filled, check_may
from complaints.services.staff import tell_staff
from review.models import Appeal, AssessmentKind, InspectionState
from review.services.inspection.impartial import check_another, check_uninvolved
from review.services.inspection.scoring import keep_opinion, lock_inspection

_DECIDE = "review.decide_inspection_appeal"


@transaction.atomic
def appeal(inspection_id, *, reason, by, now):
    """Object to a score of one's own, within the days the round gives. Raises NotPermitted, RuleBroken."""
    inspection = lock_inspection(inspection_id, by=by)
    check_may(by, inspection.appeal)
    if inspection.agent_id != by.pk:
        raise NotPermitted(_("Only whoever was scored can appeal."))
    if inspection.state != InspectionState.DONE:
        raise RuleBroken(_("This score can be appealed once, and not before it stands."))
    if inspection.appeal_until < now:
        raise RuleBroken(
            _("An appeal was possible until %(until)s.")
            % {"until": f"{inspection.appeal_until.astimezone(CHINA):%Y-%m-%d %H:%M}"}
        )
    check_filled(reason, _("Say which line is wrong, and where the record shows it."))
    row = Appeal(inspection=inspection, by=by, at=now, reason=reason.strip(), score_before=inspection.score)
    check_row(row)
    inspection.appeal()
    inspection.save()
    row.save(force_insert=True)
    complaint = inspection.complaint
    ComplaintEvent.record(complaint, EventKind.INSPECTION_APPEALED, by=by, at=now, inspection=inspection.round.title)
    tell_staff(_deciders(inspection), NoticeKind.INSPECTION_APPEALED, complaint, now=now, person=by.name)
    return row


@transaction.atomic
def decide_appeal(inspection_id, *, decision, by, now, marks=None):
    """Reject the appeal or, with `marks`, put other marks in place of those appealed against; in words either way.

    Raises NotPermitted, RuleBroken.
    """
    inspection = lock_inspection(inspection_id, by=by)
    check_may(by, inspection.decide)
    if inspection.state != InspectionState.APPEALED:
        raise RuleBroken(_("There is no appeal to decide here."))
    check_filled(decision, _("Say to whoever appealed why."))
    check_uninvolved(inspection, by)
    check_another(inspection, by)
    row = Appeal.objects.select_for_update().get(inspection=inspection)
    score = {name: getattr(inspection, name) for name in ("score", "is_passed", "is_fatal")}
    if marks is None:
        row.reject(decider=by, at=now, decision=decision.strip())
    else:
        said = keep_opinion(inspection, AssessmentKind.APPEAL, marks=marks, comment=decision, by=by, now=now)
        if said.score == inspection.score and said.is_fatal == inspection.is_fatal:
            raise RuleBroken(_("These marks come to the same score. Reject the appeal, or change a mark."))
        score = {name: getattr(said, name) for name in score}
        row.grant(decider=by, at=now, decision=decision.strip())
    check_row(row)
    inspection.decide(**score)
    inspection.save()
    row.save()
    complaint = inspection.complaint
    ComplaintEvent.record(
        complaint, EventKind.INSPECTION_APPEAL_DECIDED, by=by, at=now, inspection=inspection.round.title
    )
    tell_staff(row.by, NoticeKind.INSPECTION_DECIDED, complaint, now=now, person=by.name, words=decision.strip()[:200])
    return row


def _deciders(inspection):
    """Whoever may decide it: not those who scored, nor the handler."""
    scored = set(inspection.assessments.values_list("by", flat=True))
    return [one for one in User.objects.with_right(_DECIDE) if one.pk not in scored | {inspection.agent_id}]
