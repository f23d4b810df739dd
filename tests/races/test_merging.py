"""A merge taken back while others merge, part, close or accept: one of them happens, the other is refused (A31)."""

from functools import partial

import pytest

from complaints.crypto.contact import ContactKind
from complaints.models import Complaint, EventKind, Merge
from complaints.services import closing, joining, merging, parting, proposal
from complaints.services.record import faults_of
from complaints.states import State
from tests.builders import NOON, a_complaint, a_user
from tests.races.crowd import one_of, together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS = range(4)
BACK = {"reason": "两箱", "now": NOON}


@pytest.fixture(autouse=True)
def every_record_holds_afterwards():
    yield
    assert [fault for complaint in Complaint.objects.all() for fault in faults_of(complaint)] == []


def merged(agent, *, at=State.RECEIVED):
    kept, twice = a_complaint(at=at, agent=agent), a_complaint(agent=agent)
    merging.close_duplicate(twice.pk, of_id=kept.pk, reason="同一箱", by=agent, now=NOON)
    return kept, twice


def test_two_who_take_one_merge_back_part_it_once():
    agent = a_user()
    for _round in ROUNDS:
        _kept, twice = merged(agent)
        back = partial(parting.undo_merge, twice.pk, by=agent, **BACK)
        one_of(together(back, back))
        assert twice.events.filter(kind=EventKind.SEPARATED).count() == 1
        assert Merge.objects.get(complaint=twice).undone_at == NOON


def test_an_undo_and_an_acceptance_for_both_do_not_both_happen():
    agent = a_user()
    for _round in ROUNDS:
        kept, twice = merged(agent, at=State.PROPOSED)
        accept = partial(proposal.accept, kept.pk, position=1, via="phone", by=agent, now=NOON)
        outcomes = together(partial(parting.undo_merge, twice.pk, by=agent, **BACK), accept)
        refused = [one for one in outcomes if isinstance(one, Exception)]
        is_apart = Complaint.objects.get(pk=twice.pk).is_open
        is_accepted = Complaint.objects.get(pk=kept.pk).state == State.EXECUTING
        # Parted first and accepted after is right; accepted first, nothing is parted any more.
        assert is_accepted
        assert is_apart == (not refused)


def test_an_undo_and_the_end_of_the_other_leave_nothing_half_open():
    agent = a_user()
    for _round in ROUNDS:
        kept, twice = merged(agent)
        end = partial(closing.withdraw, kept.pk, reason="算了", by=agent, now=NOON)
        outcomes = together(partial(parting.undo_merge, twice.pk, by=agent, **BACK), end)
        assert Complaint.objects.get(pk=kept.pk).state == State.CLOSED
        refused = [one for one in outcomes if isinstance(one, Exception)]
        assert Complaint.objects.get(pk=twice.pk).is_open == (not refused)


def test_joining_two_ways_round_at_once_joins_once_and_blocks_nobody():
    agent = a_user()
    for turn in ROUNDS:
        phones = [{ContactKind.PHONE: f"1390004{turn}{place:03d}"} for place in range(2)]
        one, other = (a_complaint(agent=agent, contacts=phone) for phone in phones)
        facts = {"reason": "同一地址", "by": agent, "now": NOON}
        one_of(
            together(
                partial(joining.join_customers, one.pk, other_id=other.pk, **facts),
                partial(joining.join_customers, other.pk, other_id=one.pk, **facts),
            )
        )
