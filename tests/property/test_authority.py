"""Money at random: whoever grants, in whatever pieces, no limit is passed (I05, I06, I08, I09).

The witness is an oracle with its own books in plain Python and its own copy of the limits. `AUTHORITY_EXAMPLES` sets
how many lives are run.
"""

import os
from collections import defaultdict
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from unittest.mock import patch

import pytest
from django.db import transaction
from django.db.models import Count, Sum
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from complaints.crypto.contact import ContactKind
from complaints.errors import NotPermitted
from complaints.models import BudgetUse, Complaint, ComplaintEvent, Grant, LedgerEntry, Proposal, ProposalStatus
from complaints.services import closing, commitments, proposal, tasks
from complaints.services.options import Choice, Item
from complaints.states import Measure, State
from escalation.services import authority
from escalation.states import Rung
from tests.builders import NOON, a_photo, a_receipt, receive, report_on
from tests.property.money import (
    COMPLAINTS,
    MONTH,
    Oracle,
    Promise,
    World,
    month_of,
    set_limits,
)

pytestmark = pytest.mark.django_db
EXAMPLES = int(os.environ.get("AUTHORITY_EXAMPLES", "4"))


complaints = st.sampled_from(range(COMPLAINTS))
rungs = st.sampled_from([Rung.AGENT, Rung.AGENT, Rung.SUPERVISOR, Rung.DIRECTOR, Rung.JOINT])
items = st.tuples(
    st.sampled_from(["refund", "fee_waiver", "gift", "coupon", "points"]),
    st.sampled_from(["30", "50", "50.01", "240", "260", "500", "1999.99", "12000"]),
)
options = st.lists(st.lists(items, min_size=1, max_size=2), min_size=1, max_size=2)


class Money(RuleBasedStateMachine):
    """Six complaints of three customers; what may be granted is foretold by the oracle before every grant."""

    world = None

    def __init__(self):
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.now, self.oracle, self.live = NOON, Oracle(), {}

    def teardown(self):
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)

    def complaint(self, of):
        return Complaint.objects.get(pk=self.world.complaints[of])

    def alive(self, of):
        return Proposal.objects.filter(complaint=self.world.complaints[of], status__in=["submitted", "offered"]).first()

    @rule(of=complaints, offered=options, rung=rungs, message=st.just("抱歉"))
    def propose_and_grant(self, of, offered, rung, message):
        complaint = self.complaint(of)
        if complaint.state not in (State.INVESTIGATING, State.PROPOSED) or self.alive(of):
            return
        offered = [[(measure, Decimal(cny)) for measure, cny in option] for option in offered]
        written = [self.choice(place, option) for place, option in enumerate(offered)]
        if len(written) == 1:
            written.append(Choice("书面致歉", (Item(Measure.NONE),)))
            offered.append([("none", Decimal(0))])
        proposal.propose(complaint.pk, message=message, choices=tuple(written), by=self.world.agent, now=self.now)
        self.try_to_grant(of, offered, rung)

    @rule(of=complaints, rung=rungs)
    def grant_what_waits(self, of, rung):
        waiting = self.alive(of)
        if waiting and waiting.status == ProposalStatus.SUBMITTED:
            offered = [
                [(item.measure, item.value_cny) for item in option.items.order_by("pk")]
                for option in waiting.options.order_by("position")
            ]
            self.try_to_grant(of, offered, rung)

    def try_to_grant(self, of, offered, rung):
        waiting, by = self.alive(of), self.world.people[rung]
        allowed = self.oracle.allows(of, rung, offered, self.now)
        assert (authority.weigh(waiting, rung, now=self.now) is None) == allowed, (rung, offered)
        granting = {"by": by, "now": self.now, "rung": rung}
        if not allowed:
            with pytest.raises(NotPermitted), transaction.atomic():
                authority.grant(waiting.complaint, waiting, **granting)
            return
        authority.grant(waiting.complaint, waiting, **granting)
        proposal.offer(waiting.complaint_id, by=self.world.agent, now=self.now)
        self.live[of] = Promise(of, rung, month_of(self.now), offered)
        self.oracle.promises.append(self.live[of])

    @rule(of=complaints, position=st.integers(0, 2))
    def answer(self, of, position):
        waiting = self.alive(of)
        if not waiting or waiting.status != ProposalStatus.OFFERED:
            return
        facts = {"via": "phone", "by": self.world.agent, "now": self.now}
        if 1 <= position <= waiting.options.count():
            proposal.accept(waiting.complaint_id, position=position, **facts)
            self.live[of].chosen = position - 1
        else:
            proposal.refuse(waiting.complaint_id, reason="太少", **facts)
            self.ended(of)
            report_on(waiting.complaint_id, by=self.world.agent, now=self.now, missed_reason="不满意")

    @rule(of=complaints)
    def take_back(self, of):
        if self.alive(of):
            proposal.take_back(self.world.complaints[of], reason="重写", by=self.world.agent, now=self.now)
            self.ended(of)

    @rule(of=complaints)
    def pay(self, of):
        task = self.complaint(of).tasks.open().filter(stage="execution").order_by("item_id").first()
        if task is None:
            return
        doer = self.world.finance if tasks.is_paid(task) else self.world.doer
        tasks.do_task(task.pk, result="已办", files=[a_photo()], reference="TK-1", by=doer, now=self.now)
        promise = self.live[of]
        place = list(task.item.option.items.order_by("pk")).index(task.item)
        promise.paid.append(place)
        if task.compensation_cny:
            self.oracle.booked.append((of, task.measure, task.compensation_cny, self.now, promise))

    @rule(of=complaints)
    def give_up(self, of):
        if self.complaint(of).state == State.EXECUTING:
            proposal.give_up_execution(self.world.complaints[of], reason="缺货", by=self.world.agent, now=self.now)
            self.ended(of)

    @rule(of=complaints, into=complaints)
    def merge(self, of, into):
        if of != into and self.complaint(of).is_open and self.complaint(into).is_open:
            pks = self.world.complaints
            if self.complaint(of).state in (State.INVESTIGATING, State.PROPOSED):
                closing.close_duplicate(pks[of], of_id=pks[into], by=self.world.agent, now=self.now)
                self.ended(of)
                self.oracle.merge(of, into)

    @rule(one=complaints, other=complaints)
    def complain_under_both_numbers(self, one, other):
        """A caller names the phone of one customer and the e-mail address of another: they are the same person."""
        contacts = {ContactKind.PHONE: self.world.phones[one], ContactKind.EMAIL: self.world.addresses[other]}
        receive(a_receipt(contacts=contacts), by=self.world.agent, now=self.now)
        self.oracle.unite(one, other)

    @rule(of=complaints)
    def apologise(self, of):
        """SLA-18: the coupon is granted by rule, and counts."""
        due = self.complaint(of).deadlines.running().filter(due_at__lte=self.now).first()
        if due and commitments.make_good(due, by=self.world.system, now=self.now):
            self.oracle.booked.append((of, "coupon", Decimal(5), self.now, None))

    @rule(days=st.sampled_from([0, 1, 13, 30]), hours=st.integers(0, 23))
    def time_passes(self, days, hours):
        self.now += timedelta(days=days, hours=hours)

    @rule()
    def limits_are_halved(self):
        """New limits count from now on; what was granted stays granted."""
        if self.oracle.share == 1:
            set_limits(Decimal("0.5"), now=self.now)
            self.oracle.share = Decimal("0.5")

    @rule(of=complaints, act=st.sampled_from(["grant", "accept", "take_back", "pay"]))
    def crash(self, of, act):
        """The machine dies before the record is written: nothing has happened."""
        before = self.everything()
        with patch.object(ComplaintEvent, "record", side_effect=Died), suppress(Died), transaction.atomic():
            self.act(of, act)
        assert self.everything() == before

    def act(self, of, act):
        pk, agent, waiting = self.world.complaints[of], self.world.agent, self.alive(of)
        match act:
            case "grant" if waiting and waiting.status == ProposalStatus.SUBMITTED:
                authority.grant(waiting.complaint, waiting, by=agent, now=self.now, rung=Rung.JOINT)
            case "accept" if waiting and waiting.status == ProposalStatus.OFFERED:
                proposal.accept(pk, position=1, via="phone", by=agent, now=self.now)
            case "take_back" if waiting:
                proposal.take_back(pk, reason="重写", by=agent, now=self.now)
            case "pay" if task := self.complaint(of).tasks.open().filter(stage="execution").first():
                doer = self.world.finance if tasks.is_paid(task) else self.world.doer
                tasks.do_task(task.pk, result="已办", files=[a_photo()], reference="TK-1", by=doer, now=self.now)

    def everything(self):
        tables = (Grant, BudgetUse, LedgerEntry, Proposal)
        return [sorted(map(str, table.objects.order_by().values_list())) for table in tables]

    def ended(self, of):
        if of in self.live:
            self.live.pop(of).is_live = False

    def choice(self, place, option):
        items = tuple(
            Item(Measure(measure), cny, int(cny * 100) if measure == "points" else None) for measure, cny in option
        )
        return Choice(f"方案{place + 1}", items)

    @invariant()
    def the_ledger_is_what_the_oracle_saw_booked(self):
        """I05, I09: the same sums, one entry for each purpose."""
        stored = defaultdict(Decimal)
        for pk, measure, cny in LedgerEntry.objects.order_by().values_list("complaint", "measure", "value_cny"):
            stored[self.world.complaints.index(pk), measure] += cny
        seen = defaultdict(Decimal)
        for of, measure, cny, _at, _promise in self.oracle.booked:
            seen[of, measure] += cny
        assert stored == seen
        twice = (
            LedgerEntry.objects.order_by()
            .values("complaint", "task", "purpose")
            .annotate(n=Count("pk"))
            .filter(n__gt=1)
        )
        assert not twice.exists()

    @invariant()
    def the_budgets_are_what_the_grants_cost(self):
        """I06: counters and grants agree with each other and with the oracle, and no budget is passed."""
        costs, everybody = defaultdict(Decimal), defaultdict(Decimal)
        for promise in self.oracle.promises:
            costs[promise.month, promise.rung] += self.oracle.cost(promise)
            everybody[promise.month] += self.oracle.cost(promise)
        for use in BudgetUse.objects.filter(scope__startswith="rung:"):
            assert use.used_cny == costs[use.month, use.scope.removeprefix("rung:")]
            assert use.used_cny <= MONTH.get(use.scope.removeprefix("rung:"), use.used_cny)
        by_month = Grant.objects.order_by().values_list("month").annotate(Sum("standing_cny"))
        assert {month: cny for month, cny in by_month if cny} == {month: cny for month, cny in everybody.items() if cny}

    @invariant()
    def what_was_paid_is_covered_by_an_approval_of_exactly_that(self):
        """I05, I08."""
        for chosen in Proposal.objects.filter(status=ProposalStatus.ACCEPTED):
            paid = LedgerEntry.objects.filter(task__item__option=chosen.chosen_id).aggregate(sum=Sum("value_cny"))[
                "sum"
            ]
            assert (paid or 0) <= chosen.compensation_cny <= chosen.approved_under_cny
            assert chosen.approved_hash == chosen.content_hash


class Died(Exception):
    """The machine stopped here."""


def test_no_limit_is_passed_in_whatever_order_and_pieces():
    Money.world = World()
    run_state_machine_as_test(Money, settings=settings(max_examples=EXAMPLES, stateful_step_count=30))
