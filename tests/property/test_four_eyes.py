"""People at random: whoever proposes, agrees and pays, they are different persons, and no limit is passed (I05–I09).

The doors are those of the desk. Substitutes come and go by date, roles are taken and given between two steps, some
have two accounts. `EYES_EXAMPLES` sets how many lives are run.
"""

import os
from collections import Counter
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule, run_state_machine_as_test

from accounts.models import User
from accounts.roles import Role
from accounts.services.delegation import delegate, end_delegation
from accounts.services.people import change_person
from complaints.errors import Refusal
from complaints.models import Grant, OptionItem, Proposal, ProposalStatus, Stage
from complaints.services import proposal, tasks
from complaints.states import State
from escalation.models import ApprovalRequest
from escalation.services.decision import approve, send_back
from escalation.services.submission import submit_proposal
from escalation.states import Rung
from tests.builders import a_photo
from tests.property.lives import Lives, complaints, options
from tests.property.money import CHINA, Promise, month_of
from tests.property.persons import ACCOUNTS, FINANCE, HANDLER, ROLES, SUBSTITUTE, Desk, Persons, Standing

pytestmark = pytest.mark.django_db
EXAMPLES = int(os.environ.get("EYES_EXAMPLES", "6"))
PAID = {"refund", "fee_waiver", "advance_payment"}
accounts = st.sampled_from(ACCOUNTS)
tries = st.lists(st.integers(0, 999), min_size=1, max_size=6)


class FourEyes(Lives):
    """Anybody tries anything; whatever goes through is judged by the oracle, and what should go through does."""

    happened: Counter = Counter()

    def __init__(self):
        super().__init__()
        self.persons, self.asked = Persons(), {}
        self.clock = patch("django.utils.timezone.now", lambda: self.now)
        self.clock.start()

    def teardown(self):
        self.clock.stop()
        super().teardown()

    @property
    def today(self):
        return self.now.astimezone(CHINA).date()

    def user(self, account):
        """As the next request finds them."""
        return User.objects.get(pk=self.world.accounts[account])

    def account(self, user_id):
        return self.world.accounts.index(user_id)

    def attempt(self, act):
        """What `act` gave, or its refusal, which changes nothing (I29)."""
        before = self.everything()
        try:
            with transaction.atomic():
                return act()
        except Refusal as refusal:
            assert self.everything() == before
            return refusal

    @initialize(
        offers=st.lists(options, min_size=4, max_size=4),
        away=st.lists(st.tuples(accounts, accounts), min_size=2, max_size=4),
        as_substitute=st.sampled_from([True, False]),
        eager=st.sampled_from([True, False]),
        first=tries,
    )
    def begin(self, offers, away, as_substitute, eager, first):
        """A desk at work: some stand in for others, and four proposals are on their way; who is eager accepts all."""
        self.eager = eager
        # The handler covers for finance while somebody else proposes in the handler's name.
        crossed = [(HANDLER, SUBSTITUTE), (FINANCE, HANDLER)] if as_substitute else []
        for of, to in [*crossed, *away]:
            self.stand_in(of, to, later=0, days=20)
        for of, offered in enumerate(offers):
            self.submit(of, offered, by=SUBSTITUTE if as_substitute else HANDLER)
            self.go_on(of, offered, first, agrees=True)

    def submit(self, of, offered, by):
        complaint = self.complaint(of)
        if complaint.state not in (State.INVESTIGATING, State.PROPOSED) or self.alive(of):
            return
        choices, offered = self.written(offered)
        proposers = {self.persons.person(by)}
        if HANDLER in self.persons.absent(by, self.today):
            proposers.add(HANDLER)
        facts = {"message": "抱歉", "choices": choices, "by": self.user(by), "now": self.now}
        made = self.attempt(lambda: submit_proposal(complaint.pk, **facts))
        if isinstance(made, Refusal):
            assert by != HANDLER, made
            return
        self.asked[of] = {"offered": offered, "proposers": proposers, "agreed": {}, "as": self.persons.roles[by]}
        if made.status == ProposalStatus.OFFERED:
            self.granted(of, made, {self.persons.roles[by]})

    @rule(of=complaints, offered=options, tries=tries, agrees=st.sampled_from([True, True, True, False]))
    def go_on(self, of, offered, tries, agrees):
        """Whatever comes next on the complaint is tried by one after another."""
        for one in tries:
            waiting, task = self.alive(of), self.complaint(of).tasks.open().filter(stage=Stage.EXECUTION).first()
            if task is not None:
                doers = {Role.FINANCE} if task.measure in PAID else {Role.HANDLER, Role.SUPERVISOR, Role.DIRECTOR}
                self.pay_as(self.likely(doers, one), of, task)
            elif waiting is None:
                self.submit(of, offered, by=HANDLER if one % 2 else one % len(ACCOUNTS))
            elif waiting.status == ProposalStatus.SUBMITTED:
                steps = ApprovalRequest.objects.get(proposal=waiting).steps.open()
                self.decide_as(self.likely(set(steps.values_list("asked_role", flat=True)), one), of, waiting, agrees)
            else:
                self.answer(of, position=1 + one % 2)

    def decide_as(self, by, of, waiting, agrees):
        asked, eyes = self.asked[of], self.persons.eyes(by, self.today)
        seen_before = set().union(asked["proposers"], *asked["agreed"])
        open_for = set(ApprovalRequest.objects.get(proposal=waiting).steps.open().values_list("asked_role", flat=True))
        facts = {"content": waiting.content_hash, "by": self.user(by), "now": self.now}
        act = (
            (lambda: approve(waiting.pk, **facts)) if agrees else (lambda: send_back(waiting.pk, reason="高", **facts))
        )
        made = self.attempt(act)
        if isinstance(made, Refusal):
            self.happened["refused for eyes" if eyes & seen_before else "refused for role"] += 1
            is_asked = by in self.persons.active and self.persons.roles[by] in open_for
            assert eyes & seen_before or not is_asked, made
            return
        self.happened["agreed" if agrees else "sent back"] += 1
        assert not eyes & seen_before, (eyes, asked)
        assert self.persons.acts_as(by, self.today) & {Role.SUPERVISOR, Role.DIRECTOR, Role.LEGAL}
        self.remember(of, waiting, by, agrees)

    def likely(self, roles, one):
        """Mostly somebody who acts as one of `roles`, one way or another; else anybody."""
        able = [account for account in ACCOUNTS if self.persons.acts_as(account, self.today) & roles]
        return able[one % len(able)] if able and one % 5 else one % len(ACCOUNTS)

    def remember(self, of, waiting, by, agrees):
        """Who agreed, perhaps in whose name; and what was granted when it was the last."""
        asked = self.asked[of]
        if not agrees:
            del self.asked[of]
            return
        step = ApprovalRequest.objects.get(proposal=waiting).steps.get(decided_by=self.world.accounts[by])
        name = by if step.in_name_of_id is None else self.account(step.in_name_of_id)
        assert name == by or name in self.persons.absent(by, self.today)
        if name != by:
            self.happened["agreed in somebody's name"] += 1
        asked["agreed"][frozenset({self.persons.person(by), self.persons.person(name)})] = name
        now = Proposal.objects.get(pk=waiting.pk)
        if now.status != ProposalStatus.APPROVED:
            return
        roles = {self.persons.roles[name] for name in asked["agreed"].values()} | {asked["as"]}
        steps = ApprovalRequest.objects.get(proposal=waiting).steps.filter(outcome="approved")
        if {Role.DIRECTOR, Role.LEGAL} <= set(steps.values_list("asked_role", flat=True)):
            roles.add(Rung.JOINT)
        self.granted(of, now, roles)

    def granted(self, of, made, roles):
        """By the limits of one of `roles`, which cover what is offered on top of everything else."""
        rung, offered = Grant.objects.get(proposal=made).rung, self.asked[of]["offered"]
        assert rung in roles
        # Legal may have read the wording only: a director who may grant it alone does, out of their own budget.
        alone = Rung.DIRECTOR in roles and self.oracle.allows(of, Rung.DIRECTOR, offered, self.now)
        assert rung != Rung.JOINT or not alone, offered
        if rung in set(Rung):
            assert self.oracle.allows(of, rung, offered, self.now), (rung, offered)
        else:
            assert not any(cny for option in offered for _measure, cny in option)
        assert made.approved_hash == made.content_hash
        self.happened[f"granted by {rung}"] += 1
        self.live[of] = Promise(of, rung, month_of(self.now), offered)
        self.oracle.promises.append(self.live[of])
        if made.status == ProposalStatus.APPROVED:
            proposal.offer(made.complaint_id, by=self.world.agent, now=self.now)
        if self.eager:
            proposal.accept(made.complaint_id, position=1, via="phone", by=self.world.agent, now=self.now)
            self.live[of].chosen = 0

    def pay_as(self, by, of, task):
        facts = {"result": "已办", "files": [a_photo()], "reference": "TK-1", "by": self.user(by), "now": self.now}
        made = self.attempt(lambda: tasks.do_task(task.pk, **facts))
        asked, eyes, is_paid = self.asked[of], self.persons.eyes(by, self.today), task.measure in PAID
        agreed = set().union(*asked["agreed"])
        kept_away = agreed | asked["proposers"] if is_paid else agreed
        if isinstance(made, Refusal):
            is_asked = by in self.persons.active and is_paid and self.persons.roles[by] == Role.FINANCE and by in (7, 8)
            assert not is_asked or eyes & kept_away, made
            self.happened["payment refused for eyes" if eyes & kept_away else "payment refused"] += 1
            return
        assert not eyes & kept_away, (eyes, asked)
        assert not is_paid or Role.FINANCE in self.persons.acts_as(by, self.today)
        self.happened["paid" if is_paid else "done"] += 1
        promise = self.live[of]
        promise.paid.append(list(task.item.option.items.order_by("pk")).index(task.item))
        if task.compensation_cny:
            self.oracle.booked.append((of, task.measure, task.compensation_cny, self.now, promise))

    @rule(of=complaints, one=st.integers(0, 999))
    def content_changes(self, of, one):
        """Other content than was shown, or than was written and agreed to, gets nobody's yes (I08)."""
        waiting = self.alive(of)
        if waiting is None:
            return
        user, shown = self.user(self.likely({Role.SUPERVISOR, Role.DIRECTOR, Role.LEGAL}, one)), "0" * 64
        assert isinstance(self.attempt(lambda: approve(waiting.pk, content=shown, by=user, now=self.now)), Refusal)
        stored = OptionItem.objects.filter(option__proposal=waiting).order_by("pk")
        item, before = stored[0], stored[0].value_cny
        OptionItem.objects.filter(pk=item.pk).update(value_cny=before + 1)
        answer = {"position": 1, "via": "phone", "by": self.world.agent, "now": self.now}
        for act in (
            lambda: approve(waiting.pk, content=waiting.content_hash, by=user, now=self.now),
            lambda: proposal.accept(waiting.complaint_id, **answer),
        ):
            assert isinstance(self.attempt(act), Refusal)
        OptionItem.objects.filter(pk=item.pk).update(value_cny=before)

    @rule(of=accounts, to=accounts, later=st.integers(0, 2), days=st.integers(0, 30))
    def stand_in(self, of, to, later, days):
        first, last = self.today + timedelta(days=later), self.today + timedelta(days=later + days)
        if of == to:
            return
        facts = {"starts_on": first, "ends_on": last, "reason": "休假", "by": self.world.administrator, "now": self.now}
        made = delegate(delegator=self.user(of), delegate=self.user(to), **facts)
        self.persons.standings.append(Standing(made.pk, of, to, first, last))

    @rule(which=st.integers(0, 9), account=st.sampled_from(ACCOUNTS[1:]), role=st.none() | st.sampled_from(ROLES))
    def staff_changes(self, which, account, role):
        """A substitute gives the duties back, somebody gets another role, or leaves the house or returns."""
        facts = {"by": self.world.administrator, "now": self.now}
        if which < len(self.persons.standings):
            self.persons.standings[which].ended = True
            end_delegation(self.persons.standings[which].pk, **facts)
        elif role:
            self.persons.roles[account] = role
            change_person(self.world.accounts[account], role=role, **facts)
        else:
            self.persons.active ^= {account}
            change_person(self.world.accounts[account], is_active=account in self.persons.active, **facts)

    @rule(of=complaints, by=accounts, after=st.integers(0, 15))
    def crash(self, of, by, after):
        """The machine dies within a decision or a payment."""
        waiting, user = self.alive(of), self.user(by)
        task = self.complaint(of).tasks.open().filter(stage=Stage.EXECUTION).first()
        facts = {"by": user, "now": self.now}

        def act():
            try:
                if waiting and waiting.status == ProposalStatus.SUBMITTED:
                    approve(waiting.pk, **facts)
                elif task:
                    tasks.do_task(task.pk, result="已办", files=[a_photo()], reference="TK-1", **facts)
            except Refusal:
                return

        self.dying(act, after=after)


def test_who_proposes_who_agrees_and_who_pays_are_different_persons():
    FourEyes.world = Desk()
    FourEyes.happened.clear()
    run_state_machine_as_test(
        FourEyes,
        settings=settings(max_examples=EXAMPLES, stateful_step_count=40),
    )
