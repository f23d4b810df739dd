"""Scheduled work of this app, as in `complaints.tasks`."""

from celery import shared_task

from complaints.models import Runner
from complaints.tasks import work_round
from escalation.exports import making
from escalation.services import waiting
from escalation.services.incidents import affected, finding, membership


@shared_task
def tell_due_approvals(runner=Runner.WORKER):
    return work_round("tell_due_approvals", waiting.tell_due_approvals, runner)


@shared_task
def find_incidents(runner=Runner.WORKER):
    return work_round("find_incidents", finding.find_incidents, runner)


@shared_task
def serve_members(runner=Runner.WORKER):
    return work_round("serve_members", membership.serve_members, runner)


@shared_task
def tell_affected(runner=Runner.WORKER):
    return work_round("tell_affected", affected.tell_affected, runner)


@shared_task
def make_packages(runner=Runner.WORKER):
    return work_round("make_packages", lambda *, by, now: making.make_waiting(now=now), runner)
