"""Money at random: whoever grants, in whatever pieces, no limit is passed (I05, I06, I08, I09).

The witness is an oracle with its own books in plain Python and its own copy of the limits. `AUTHORITY_EXAMPLES` sets
how many lives are run.
"""

import os

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test

from complaints.errors import NotPermitted
from complaints.models import ProposalStatus
from complaints.services import proposal, tasks
from complaints.states import State
from escalation.services import authority
from escalation.states import Rung
from tests.builders import a_photo
from tests.property.lives import Lives, complaints, options
from tests.property.money import Promise, World, month_of

pytestmark = pytest.mark.django_db
EXAMPLES = int(os.environ.get("AUTHORITY_EXAMPLES", "2"))
rungs = st.sampled_from([Rung.AGENT, Rung.AGENT, Rung.SUPERVISOR, Rung.DIRECTOR, Rung.JOINT])


class Money(Lives):
    """Whoever holds a rung grants at once; what may be granted is foretold by the oracle before every grant."""

    @initialize(sums=st.permutations(["500", "260", "260"]))
    def begin(self, sums):
        """Three offers to one customer that pass the window together, and neither a limit alone nor the month."""
        for of, cny in enumerate(sums):
            self.propose_and_grant(of, [[("refund", cny)]], Rung.AGENT)

    @rule(of=complaints, offered=options, rung=rungs)
    def propose_and_grant(self, of, offered, rung):
        complaint = self.complaint(of)
        if complaint.state not in (State.INVESTIGATING, State.PROPOSED) or self.alive(of):
            return
        choices, offered = self.written(offered)
        proposal.propose(complaint.pk, message="抱歉", choices=choices, by=self.world.agent, now=self.now)
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

    @precondition(lambda self: self.executing())
    @rule(of=complaints)
    def pay(self, of):
        executing = self.executing()
        of = executing[of % len(executing)]
        task = self.complaint(of).tasks.open().filter(stage="execution").order_by("item_id").first()
        doer = self.world.finance if tasks.is_paid(task) else self.world.doer
        tasks.do_task(task.pk, result="已办", files=[a_photo()], reference="TK-1", by=doer, now=self.now)
        promise = self.live[of]
        place = list(task.item.option.items.order_by("pk")).index(task.item)
        promise.paid.append(place)
        if task.compensation_cny:
            self.oracle.booked.append((of, task.measure, task.compensation_cny, self.now, promise))

    @rule(of=complaints, act=st.sampled_from(["grant", "accept", "take_back", "pay"]), after=st.integers(0, 12))
    def crash(self, of, act, after):
        self.dying(lambda: self.act(of, act), after=after)

    def act(self, of, act):
        pk, agent, waiting = self.world.complaints[of], self.world.agent, self.alive(of)
        match act:
            case "grant" if waiting and waiting.status == ProposalStatus.SUBMITTED:
                with transaction.atomic():
                    authority.grant(waiting.complaint, waiting, by=agent, now=self.now, rung=Rung.JOINT)
            case "accept" if waiting and waiting.status == ProposalStatus.OFFERED:
                proposal.accept(pk, position=1, via="phone", by=agent, now=self.now)
            case "take_back" if waiting:
                proposal.take_back(pk, reason="重写", by=agent, now=self.now)
            case "pay" if task := self.complaint(of).tasks.open().filter(stage="execution").first():
                doer = self.world.finance if tasks.is_paid(task) else self.world.doer
                tasks.do_task(task.pk, result="已办", files=[a_photo()], reference="TK-1", by=doer, now=self.now)


def test_no_limit_is_passed_in_whatever_order_and_pieces():
    Money.world = World()
    run_state_machine_as_test(Money, settings=settings(max_examples=EXAMPLES, stateful_step_count=30))
