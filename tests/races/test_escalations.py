"""Two step in, or escalate, in the same moment: one row, one who has it, and the other learns of it (ESC-4, ESC-5)."""

from functools import partial

import pytest

from accounts.roles import Role
from complaints.models import Complaint, ComplaintEvent, EventKind
from complaints.services.record import faults_of
from complaints.states import State
from escalation.models import Escalation
from escalation.services.raising import escalate
from escalation.services.stepping import hand_back, resolve, step_in
from tests.builders import NOON, a_complaint, a_user
from tests.races.crowd import one_of, together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS = range(4)


@pytest.fixture(autouse=True)
def every_record_holds_afterwards():
    yield
    assert [fault for complaint in Complaint.objects.all() for fault in faults_of(complaint)] == []


def raised(agent):
    complaint = a_complaint(at=State.TRIAGED, agent=agent)
    return escalate(complaint.pk, trigger="by_hand", reason="谈不拢", by=agent, now=NOON)


def test_two_who_step_in_at_once_do_not_both_have_it():
    agent, one, other = a_user(), a_user(Role.SUPERVISOR), a_user(Role.DIRECTOR)
    for _round in ROUNDS:
        escalation = raised(agent)
        taken = one_of(together(*(partial(step_in, escalation.pk, by=by, now=NOON) for by in (one, other))))
        assert Escalation.objects.get(pk=escalation.pk).stepped_in_by == taken.stepped_in_by
        events = ComplaintEvent.objects.filter(complaint=escalation.complaint, kind=EventKind.STEPPED_IN)
        assert events.get().by == taken.stepped_in_by


def test_resolving_and_handing_back_at_once_does_one_of_them():
    agent, one, other = a_user(), a_user(Role.SUPERVISOR), a_user(Role.DIRECTOR)
    for _round in ROUNDS:
        escalation = raised(agent)
        one_of(
            together(
                partial(resolve, escalation.pk, answer="已谈妥", by=one, now=NOON),
                partial(hand_back, escalation.pk, instructions="再约一次", by=other, now=NOON),
            )
        )
        assert Escalation.objects.get(pk=escalation.pk).ending in {"resolved", "handed_back"}


def test_two_who_escalate_at_once_are_both_heard_in_one_row():
    agent, mate = a_user(), a_user()
    for _round in ROUNDS:
        complaint = a_complaint(at=State.TRIAGED, agent=agent)
        raise_it = partial(escalate, complaint.pk, trigger="by_hand", to="supervisor", now=NOON)
        found = together(partial(raise_it, reason="一", by=agent), partial(raise_it, reason="二", by=mate))
        assert found[0] == found[1] == Escalation.objects.get(complaint=complaint)
        kinds = set(complaint.events.filter(kind__startswith="escalation.").values_list("kind", flat=True))
        assert kinds == {EventKind.ESCALATED, EventKind.ESCALATED_AGAIN}
