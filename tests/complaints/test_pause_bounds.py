"""How waiting ends by itself: the customer is reminded, then the complaint closes by rule (SLA-16)."""

from datetime import timedelta

import pytest

from accounts.models import User
from accounts.roles import Role
from complaints.errors import NotPermitted
from complaints.models import Complaint, EventKind, Pause, PauseReason
from complaints.services import pauses
from complaints.services.closing import reopen
from complaints.services.proposal import accept
from complaints.services.record import faults_of
from complaints.states import Resolution, State
from tests.builders import NOON, a_complaint, a_user

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
ASKED = "请把外箱照片发给我们。"


def swept(pause, now):
    return pauses.end_at_bound(pause.pk, by=User.objects.system(), now=now)


def test_the_customer_is_reminded_halfway_and_only_then_closed_by_rule():
    complaint = a_complaint(at=State.PROPOSED)
    pause = complaint.pauses.get()
    assert list(Pause.objects.with_a_step_due(NOON + 36 * HOUR - timedelta(seconds=1))) == []
    assert list(Pause.objects.with_a_step_due(NOON + 36 * HOUR)) == [pause]
    assert swept(pause, NOON + 36 * HOUR)
    assert not swept(pause, NOON + 36 * HOUR)
    assert complaint.deliveries.filter(step="choice_reminded").count() == 1
    assert swept(pause, NOON + 72 * HOUR)
    assert not swept(pause, NOON + 72 * HOUR)
    complaint = Complaint.objects.get(pk=complaint.pk)
    assert (complaint.state, complaint.resolution) == (State.CLOSED, Resolution.UNANSWERED)
    assert not complaint.pauses.open().exists()
    assert not complaint.deadlines.running().exists()
    assert complaint.deliveries.filter(step="closed_unanswered").count() == 1
    assert list(complaint.events.order_by("seq").values_list("kind", flat=True))[-2:] == [
        EventKind.CUSTOMER_REMINDED,
        EventKind.CLOSED,
    ]
    assert faults_of(complaint) == []


def test_nobody_is_closed_unreminded_after_an_outage():
    complaint = a_complaint(at=State.TRIAGED)
    pause = pauses.pause(complaint.pk, reason=PauseReason.ANSWER, note=ASKED, by=complaint.handler, now=NOON)
    restart = NOON + 100 * HOUR
    assert swept(pause, restart)
    pause.refresh_from_db()
    assert (pause.reminded_at, pause.bound_at, pause.ended_at) == (restart, restart + 36 * HOUR, None)
    assert ASKED in complaint.deliveries.get(step="answer_reminded").body
    assert not swept(pause, restart + 35 * HOUR)
    assert swept(pause, restart + 36 * HOUR)


def test_an_answer_between_two_looks_of_the_sweep_wins():
    complaint = a_complaint(at=State.PROPOSED)
    pause = complaint.pauses.get()
    swept(pause, NOON + 36 * HOUR)
    accept(complaint.pk, position=1, via="tracking", by=User.objects.customer(), now=NOON + 71 * HOUR)
    assert not swept(pause, NOON + 80 * HOUR)
    assert Complaint.objects.get(pk=complaint.pk).state == State.EXECUTING


def test_the_customer_may_open_again_what_was_closed_unanswered():
    complaint = a_complaint(at=State.PROPOSED)
    for hours in (36, 72):
        swept(complaint.pauses.get(), NOON + hours * HOUR)
    reopen(complaint.pk, reason="刚看到", by=User.objects.customer(), now=NOON + 100 * HOUR)
    assert Complaint.objects.get(pk=complaint.pk).state == State.INVESTIGATING


def test_only_the_sweep_ends_a_wait_by_rule():
    complaint = a_complaint(at=State.PROPOSED)
    with pytest.raises(NotPermitted):
        pauses.end_at_bound(complaint.pauses.get().pk, by=a_user(Role.SUPERVISOR), now=NOON + 36 * HOUR)


def test_waiting_and_going_on_outdate_no_form_of_the_customer():
    complaint = a_complaint(at=State.PROPOSED)
    seen = Complaint.objects.get(pk=complaint.pk).events_count
    pause = complaint.pauses.get()
    swept(pause, NOON + 36 * HOUR)
    by = User.objects.customer()
    accept(complaint.pk, position=1, via="tracking", by=by, now=NOON + 40 * HOUR, seen=seen)
