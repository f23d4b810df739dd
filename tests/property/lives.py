"""What every life of money at random does, whoever grants: answers, ends, mergers, time; and what holds in all."""

from collections import defaultdict
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import Count, Sum
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from complaints.crypto.contact import ContactKind
from complaints.errors import RuleBroken
from complaints.models import (
    Approval,
    BudgetUse,
    Complaint,
    ComplaintEvent,
    Grant,
    LedgerEntry,
    Proposal,
    ProposalStatus,
    Task,
)
from complaints.services import commitments, merging, parting, proposal
from complaints.services.options import Choice, Item
from complaints.states import Measure, State
from escalation.models import ApprovalRequest, ApprovalStep
from tests.builders import NOON, a_receipt, receive, report_on
from tests.property.money import COMPLAINTS, MONTH, Oracle, set_limits

_WRITES = ("INSERT", "UPDATE", "DELETE")
_KEPT = (
    Grant,
    BudgetUse,
    LedgerEntry,
    Proposal,
    Approval,
    ApprovalRequest,
    ApprovalStep,
    Task,
    Complaint,
    ComplaintEvent,
)
complaints = st.sampled_from(range(COMPLAINTS))
items = st.tuples(
    st.sampled_from(["refund", "fee_waiver", "gift", "coupon", "points"]),
    st.sampled_from(["30", "50", "50.01", "240", "260", "500", "1999.99", "12000"]),
)
options = st.lists(st.lists(items, min_size=1, max_size=2), min_size=1, max_size=2)


class Died(Exception):
    """The machine stopped here."""


class Lives(RuleBasedStateMachine):
    """Six complaints of three customers, and an oracle that foretells and keeps books."""

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

    def written(self, offered):
        """`offered` as choices, two at least, and what the oracle is told of it."""
        offered = [[(measure, Decimal(cny)) for measure, cny in option] for option in offered]
        choices = [self.choice(place, option) for place, option in enumerate(offered)]
        if len(choices) == 1:
            choices.append(Choice("书面致歉", (Item(Measure.NONE),)))
            offered.append([("none", Decimal(0))])
        return tuple(choices), offered

    def those(self, *statuses):
        """Which complaints have a proposal in one of these statuses."""
        pks = Proposal.objects.filter(status__in=statuses).order_by("complaint").values_list("complaint", flat=True)
        return [self.world.complaints.index(pk) for pk in pks]

    def executing(self):
        pks = Complaint.objects.filter(state=State.EXECUTING).order_by("pk").values_list("pk", flat=True)
        return [self.world.complaints.index(pk) for pk in pks]

    @precondition(lambda self: self.those("offered"))
    @rule(of=complaints, position=st.sampled_from([1, 1, 2, 0]))
    def customer_answers(self, of, position):
        offered = self.those("offered")
        self.answer(offered[of % len(offered)], position)

    def answer(self, of, position):
        waiting = self.alive(of)
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

    @precondition(lambda self: self.executing())
    @rule(of=complaints)
    def give_up(self, of):
        executing = self.executing()
        of = executing[of % len(executing)]
        proposal.give_up_execution(self.world.complaints[of], reason="缺货", by=self.world.agent, now=self.now)
        self.ended(of)

    @rule(of=complaints, into=complaints)
    def merge(self, of, into):
        if of != into and self.complaint(of).is_open and self.complaint(into).is_open:
            pks = self.world.complaints
            if self.complaint(of).state in (State.INVESTIGATING, State.PROPOSED):
                merging.close_duplicate(pks[of], of_id=pks[into], reason="同一件事", by=self.world.agent, now=self.now)
                self.ended(of)
                self.oracle.merge(of, into)

    @precondition(lambda self: self.oracle.merges)
    @rule(of=complaints)
    def take_a_merge_back(self, of):
        """Within the day and while nothing was given for both; limits count as if it had never been."""
        merged = list(self.oracle.merges)
        of = merged[of % len(merged)]
        facts = {"reason": "两件事", "by": self.world.agent, "now": self.now}
        with suppress(RuleBroken):
            parting.undo_merge(self.world.complaints[of], **facts)
            self.oracle.part(of)

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

    def dying(self, act, *, after):
        """`act` on a machine that dies before its write number `after`: whatever it had begun has not happened.

        What lives through it is undone, so that books need not follow.
        """
        left = [after]

        def run(execute, sql, params, many, context):
            if sql.lstrip().startswith(_WRITES):
                left[0] -= 1
                if left[0] < 0:
                    raise Died
            return execute(sql, params, many, context)

        before = self.everything()
        with transaction.atomic():
            try:
                with connection.execute_wrapper(run):
                    act()
            except Died:
                assert self.everything() == before
            transaction.set_rollback(True)

    def everything(self):
        return [sorted(map(str, table.objects.order_by().values_list())) for table in _KEPT]

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
