"""Two grants at once that share a customer or a budget: together they pass no limit (A29, A31, ESC-1)."""

import os
from decimal import Decimal
from functools import partial

import pytest
from django.db import transaction

from accounts.roles import Role
from complaints.crypto.contact import ContactKind
from complaints.errors import NotPermitted
from complaints.models import BudgetUse, Grant
from complaints.services import merging, proposal
from complaints.services.gate import lock
from complaints.services.grants import month_of
from complaints.services.options import Choice, Item
from complaints.states import Measure, State
from escalation.models import AuthorityLimit
from escalation.services import authority
from escalation.states import Bound, Rung
from tests.builders import NOON, a_complaint, a_user, execute_all
from tests.races.crowd import together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS = range(int(os.environ.get("AUTHORITY_ROUNDS", "4")))
WORDS = Choice("书面致歉", (Item(Measure.NONE),))


def waiting(agent, cny, **facts):
    complaint = a_complaint(at=State.INVESTIGATING, agent=agent, **facts)
    refund = Choice("退款", (Item(Measure.REFUND, Decimal(cny)),))
    return proposal.propose(complaint.pk, message="抱歉", choices=(refund, WORDS), by=agent, now=NOON)


@transaction.atomic
def grant(asked, rung, *, by):
    complaint = lock(asked.complaint_id, by=by)
    authority.grant(complaint, authority.waiting_proposal(complaint), by=by, now=NOON, rung=rung)
    return asked


def granted_of(outcomes):
    """How many came through; whoever did not was told which sum exceeds which limit."""
    refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert all(isinstance(refusal, NotPermitted) and "¥" in str(refusal) for refusal in refused), refused
    return len(outcomes) - len(refused)


def test_two_complaints_of_one_customer_do_not_pass_the_window_together():
    agent, people = a_user(), [a_user(Role.SUPERVISOR), a_user(Role.SUPERVISOR), a_user(Role.SUPERVISOR)]
    for turn in ROUNDS:
        phone = {ContactKind.PHONE: f"1390001{turn:04d}"}
        asked = [waiting(agent, "1900", contacts=phone) for _one in people]
        acts = (partial(grant, one, Rung.SUPERVISOR, by=by) for one, by in zip(asked, people, strict=True))
        assert granted_of(together(*acts)) == 2
        assert Grant.objects.filter(proposal__in=asked).count() == 2


def test_the_last_of_a_budget_is_given_once():
    agent, people = a_user(), [a_user(Role.SUPERVISOR), a_user(Role.SUPERVISOR)]
    budget = AuthorityLimit.objects.filter(role=Role.SUPERVISOR, bound=Bound.MONTH)
    for _turn in ROUNDS:
        used = BudgetUse.objects.filter(month=month_of(NOON), scope="rung:supervisor").first()
        budget.update(limit_cny=(used.used_cny if used else 0) + 1000)
        asked = [waiting(agent, "900") for _one in people]
        acts = (partial(grant, one, Rung.SUPERVISOR, by=by) for one, by in zip(asked, people, strict=True))
        assert granted_of(together(*acts)) == 1
    use = BudgetUse.objects.get(month=month_of(NOON), scope="rung:supervisor")
    assert use.used_cny == sum(Grant.objects.filter(rung="supervisor").values_list("standing_cny", flat=True))


def test_granting_paying_and_merging_at_once_block_nobody_for_ever():
    """Each takes complaint, customer and budgets in the same order, whichever of two siblings it begins with."""
    agent, by = a_user(), a_user(Role.SUPERVISOR)
    for turn in ROUNDS:
        phone = {ContactKind.PHONE: f"1390002{turn:04d}"}
        asked = waiting(agent, "200", contacts=phone)
        running = a_complaint(at=State.EXECUTING, agent=agent, contacts=phone)
        offered = a_complaint(at=State.PROPOSED, agent=agent, contacts=phone)
        one, other = (a_complaint(agent=agent) for _one in range(2))
        outcomes = together(
            partial(grant, asked, Rung.SUPERVISOR, by=by),
            partial(execute_all, running.pk, now=NOON),
            partial(proposal.accept, offered.pk, position=2, via="phone", by=agent, now=NOON),
            partial(merging.close_duplicate, one.pk, of_id=offered.pk, reason="同一件事", by=agent, now=NOON),
            partial(merging.close_duplicate, other.pk, of_id=running.pk, reason="同一件事", by=agent, now=NOON),
        )
        assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    for use in BudgetUse.objects.filter(scope__startswith="rung:"):
        granted = Grant.objects.filter(rung=use.scope.removeprefix("rung:"), month=use.month)
        assert use.used_cny == sum(granted.values_list("standing_cny", flat=True))
