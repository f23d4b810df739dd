"""Several sweeps, and a desk at work beside them: each step once, nobody waits for anybody (I14, I15, F03)."""

from datetime import timedelta
from functools import partial
from threading import Event

import pytest
from django.db import transaction

from accounts.models import User
from complaints.models import Complaint, Deadline, DeadlineNotice
from complaints.services.contacts import record_contact
from complaints.services.record import faults_of
from complaints.services.sweeps.deadlines import tell_due_steps, tell_together
from tests.builders import NOON, a_complaint
from tests.races.crowd import together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
LATE = NOON + timedelta(days=10)


def sweep():
    return tell_due_steps(by=User.objects.system(), now=LATE)


def test_four_sweeps_and_a_busy_desk_tell_each_step_once():
    User.objects.system()
    complaints = [a_complaint() for _one in range(10)]
    busy = [
        partial(record_contact, one.pk, direction="out", channel="phone", summary="回电", by=one.received_by, now=LATE)
        for one in complaints[:4]
    ]
    outcomes = together(*[sweep] * 4, *busy)
    assert [one for one in outcomes if isinstance(one, Exception)] == []
    sweep()
    assert not Deadline.objects.with_a_step_due(LATE).exists()
    for complaint in complaints:
        told = DeadlineNotice.objects.filter(deadline__complaint=complaint)
        assert told.count() == complaint.events.filter(facts__has_key="deadline").count() > 0
        assert faults_of(Complaint.objects.get(pk=complaint.pk)) == []


def test_a_complaint_somebody_holds_is_left_out_and_keeps_no_other_waiting():
    by, held = User.objects.system(), a_complaint()
    a_complaint()
    is_held, may_go = Event(), Event()

    @transaction.atomic
    def hold():
        Complaint.objects.select_for_update().get(pk=held.pk)
        is_held.set()
        may_go.wait(20)

    def tell():
        is_held.wait(20)
        told = tell_together(due, by=by, now=LATE)
        may_go.set()
        return set(told)

    due = dict(Deadline.objects.with_a_step_due(LATE).values_list("pk", "complaint"))
    _held, told = together(hold, tell)
    assert told == {pk for pk, complaint in due.items() if complaint != held.pk}
    assert sweep() > 0
    assert not Deadline.objects.with_a_step_due(LATE).exists()
