"""The third hand-over goes to a referee, who decides in writing which department answers for it (INV-2)."""

from django.db import transaction

from complaints.services.departments import rule_owner
from complaints.states import Trigger
from escalation.models import Escalation
from escalation.services.stepping import resolve


@transaction.atomic
def decide_owner(complaint_id, *, department, ruling, by, now, seen=None):
    """Rule which department answers for it; the escalation that asked for a ruling is answered by it."""
    complaint = rule_owner(complaint_id, department=department, ruling=ruling, by=by, now=now, seen=seen)
    asked = Escalation.objects.answerable_by(by).filter(complaint=complaint, trigger=Trigger.HANDOVER).first()
    if asked is not None:
        resolve(asked.pk, answer=ruling, by=by, now=now)
    return complaint
