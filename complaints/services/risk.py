"""The high-risk mark, a fact the queue shows; how it is weighed is decided above this app (ESC-3)."""

from accounts.models import User
from accounts.roles import Role
from complaints.models import ComplaintEvent, EventKind, NoticeKind
from complaints.services.staff import supervisors_of, tell_staff


def mark(complaint, *, signs, by, now, reason=""):
    """The locked `complaint` is at high risk from `now` on, and the supervisors of its desk know; called again it
    keeps the latest `signs` and tells nobody."""
    was_marked, complaint.is_high_risk, complaint.risk_signs = complaint.is_high_risk, True, list(signs)
    complaint.save(update_fields=["is_high_risk", "risk_signs"])
    if was_marked:
        return
    ComplaintEvent.record(complaint, EventKind.RISK_MARKED, by=by, at=now, signs=complaint.risk_signs, reason=reason)
    people = [one for one in _supervisors(complaint) if one != by]
    tell_staff(people, NoticeKind.HIGH_RISK, complaint, now=now, signs=complaint.risk_signs, words=reason)


def clear(complaint, *, reason, by, now):
    """The locked `complaint` is at high risk no more."""
    complaint.is_high_risk, complaint.risk_signs = False, []
    complaint.save(update_fields=["is_high_risk", "risk_signs"])
    ComplaintEvent.record(complaint, EventKind.RISK_CLEARED, by=by, at=now, reason=reason)


def _supervisors(complaint):
    own = supervisors_of(complaint.team) if complaint.team_id else []
    return own or list(User.objects.filter(role=Role.SUPERVISOR, is_active=True).order_by("pk"))
