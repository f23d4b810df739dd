"""Scheduled work of this app, as in `complaints.tasks`."""

from celery import shared_task

from complaints.models import Runner
from complaints.tasks import work_round
from review.services import asking
from review.services.causes import duties, members
from review.services.figures import rounds
from review.services.improvements import checking
from review.services.reports import making, sending
from review.services.warnings import following


@shared_task
def ask_customers(runner=Runner.WORKER):
    return work_round("ask_customers", asking.ask_customers, runner)


@shared_task
def count_figures(runner=Runner.WORKER):
    return work_round("count_figures", rounds.count_changed, runner)


@shared_task
def tell_cause_members(runner=Runner.WORKER):
    return work_round("tell_cause_members", members.tell_members, runner)


@shared_task
def remind_of_causes(runner=Runner.WORKER):
    return work_round("remind_of_causes", duties.remind_of_causes, runner)


@shared_task
def check_improvements(runner=Runner.WORKER):
    return work_round("check_improvements", checking.check_improvements, runner)


@shared_task
def make_reports(runner=Runner.WORKER):
    return work_round("make_reports", making.make_due_reports, runner)


@shared_task
def send_reports(runner=Runner.WORKER):
    return work_round("send_reports", sending.send_reports, runner)


@shared_task
def look_for_surges(runner=Runner.WORKER):
    return work_round("look_for_surges", following.look_for_surges, runner)
