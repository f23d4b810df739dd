"""Requests nobody decides: a reminder, then the next level, as every timed work (ESC-4, SLA-17)."""

from functools import partial

from django.db import transaction

from complaints.models import ProposalStatus
from complaints.services.gate import lock
from complaints.services.staff import Readers
from complaints.services.sweeps import sweep
from escalation.models import ApprovalRequest, ApprovalStep, Outcome, StepOwed
from escalation.services.asking import end, go_on, remind


def tell_due_approvals(*, by, now):
    """Remind of, or pass on, every step whose time has come at `now`; returns how many."""
    tell = partial(tell_of_time, by=by, now=now, readers=Readers(now))
    return sweep(ApprovalStep.objects.with_a_step_due(now), tell, now=now).done


@transaction.atomic
def tell_of_time(step_id, *, by, now, readers=None):
    """What time owes one step, asked again under the lock; what was taken back meanwhile lapses in silence."""
    step = ApprovalStep.objects.select_related("request__proposal").get(pk=step_id)
    complaint = lock(step.request.proposal.complaint_id, by=by)
    request = (
        ApprovalRequest.objects.select_for_update(of=("self",))
        .select_related("proposal", "asked_by", "chain")
        .get(pk=step.request_id)
    )
    step = request.steps.with_a_step_due(now).filter(pk=step_id).first()
    if step is None:
        return False
    if request.proposal.status != ProposalStatus.SUBMITTED or not complaint.is_open:
        end(step, Outcome.LAPSED, now=now)
        return True
    act = remind if step.next_step == StepOwed.REMINDER and step.due_at > now else go_on
    act(complaint, request, step, by=by, now=now, readers=readers)
    return True
