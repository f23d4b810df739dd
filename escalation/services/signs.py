"""Which signs of risk a complaint shows at a moment: facts low in the house, weighed here (ESC-3)."""

from datetime import timedelta

from complaints.models import Complaint
from complaints.services.customers import rows_of
from complaints.states import Emotion, RiskSign, Severity, Trigger
from escalation.models import TriggerFinding
from escalation.services.frontline import refund_limit_cny

_DAY = timedelta(days=1)
_FREQUENT_DAYS = timedelta(days=30)
_OFTEN = 3
_TWICE = 2
_FOUND = {
    Trigger.THREAT: RiskSign.THREAT,
    Trigger.SUPERIOR: RiskSign.SUPERIOR,
    Trigger.IMPACT: RiskSign.IMPACT,
}


def signs_of(complaint, *, now):
    """The signs of an open complaint, in the order of the list; four queries at most."""
    found = {sign for sign, shows in _facts(complaint, now) if shows} | _said(complaint)
    return [sign for sign in RiskSign if sign in found]


def _facts(complaint, now):
    upset = complaint.emotion in {Emotion.AGITATED, Emotion.ANGRY}
    held = refund_limit_cny(now=now) if complaint.demand_cny is not None else None
    yield RiskSign.ANGRY, complaint.emotion == Emotion.ANGRY
    yield RiskSign.AGITATED, complaint.emotion == Emotion.AGITATED
    yield RiskSign.LASTING, upset and now - complaint.received_at > _DAY
    yield RiskSign.URGENT, complaint.severity == Severity.S1
    yield RiskSign.OVERDUE, complaint.is_overdue(now)
    yield RiskSign.PRESSING, complaint.chased_count >= _TWICE
    yield RiskSign.HANDOVERS, complaint.handovers_count >= _TWICE
    yield RiskSign.CAME_BACK, complaint.reopened_count > 0 or complaint.dissatisfied_count > 0
    yield RiskSign.OVER_LIMIT, held is not None and complaint.demand_cny > held
    yield RiskSign.DEPARTMENTS, _departments(complaint) > 1
    yield RiskSign.FREQUENT, _recent(complaint, now) >= _OFTEN


def _said(complaint):
    """What the customer said, in whichever text so far."""
    found = TriggerFinding.objects.filter(complaint=complaint).order_by()
    return {
        sign
        for trigger, must_escalate in found.values_list("trigger", "must_escalate").distinct()
        if (sign := _FOUND.get(trigger) if must_escalate else RiskSign.PHRASE) is not None
    }


def _departments(complaint):
    """How many have, or had, something to do for it."""
    own = {complaint.department_id} - {None}
    return len(own | set(complaint.tasks.order_by().values_list("department", flat=True)))


def _recent(complaint, now):
    rows = rows_of(complaint.complainant_id)
    recent = Complaint.objects.filter(complainant__in=rows, received_at__gt=now - _FREQUENT_DAYS)
    return recent.order_by()[:_OFTEN].count()
