"""A desk at random: anybody does anything at any time, and what must always hold holds after every step.

Invariants I02–I05, I09, I10, I22, I29 of the requirement of trust; the record is replayed as the second witness.
"""

from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from accounts.models import Department, User
from accounts.roles import Role
from complaints.errors import Refusal
from complaints.models import ALIVE, Category, Complaint, ComplaintEvent, Proposal, ProposalStatus
from complaints.services import assignment, closing, investigation, merging, proposal, tasks, triage
from complaints.services.contacts import record_contact
from complaints.services.record import faults_of
from complaints.states import State
from escalation.services import decision
from escalation.services.submission import submit_proposal
from review.services.revisit import record
from tests.builders import NOON, a_photo, a_receipt, a_user, choices, execute_all, receive, report_on

pytestmark = pytest.mark.django_db

#: The state each kind of entry leaves the complaint in; entries not named leave it where it was.
LEADS_TO = {
    "complaints.received": State.RECEIVED,
    "complaints.triaged": State.TRIAGED,
    "complaints.investigation_started": State.INVESTIGATING,
    "complaints.proposed": State.PROPOSED,
    "complaints.proposal_sent_back": State.INVESTIGATING,
    "complaints.accepted": State.EXECUTING,
    "complaints.refused": State.INVESTIGATING,
    "complaints.execution_impossible": State.PROPOSED,
    "complaints.revisit_due": State.REVISIT,
    "complaints.returned_dissatisfied": State.INVESTIGATING,
    "complaints.closed": State.CLOSED,
    "complaints.withdrawn": State.CLOSED,
    "complaints.merged": State.CLOSED,
    "complaints.not_accepted": State.CLOSED,
    "complaints.reopened": State.INVESTIGATING,
}
AGENT, SUPERVISOR, DIRECTOR, CUSTOMER = 0, 2, 3, 6
ROLES = [
    Role.AGENT,
    Role.AGENT,
    Role.SUPERVISOR,
    Role.DIRECTOR,
    Role.FINANCE,
    Role.HANDLER,
    Role.CUSTOMER,
    Role.AUDITOR,
]
CODES = st.sampled_from(["ecommerce.logistics.damage", "ecommerce.goods.quality"])
who = st.sampled_from(range(len(ROLES)))
sums = st.sampled_from(["0.00", "45.00", "480.00", "900.00", "1999.00", "15000.00"])


class Desk(RuleBasedStateMachine):
    """One complaint and eight people. A refused act must change nothing; an allowed one must leave one more entry."""

    def __init__(self):
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.now = NOON
        self.people = [User.objects.customer() if role == Role.CUSTOMER else a_user(role) for role in ROLES]
        self.complaint = receive(a_receipt(), by=self.people[0], now=self.now).complaint
        self.other = receive(a_receipt(), by=self.people[0], now=self.now).complaint

    def teardown(self):
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)

    @contextmanager
    def trying(self, person):
        """Whatever is tried may be refused; then nothing may have changed (I29)."""
        self.now += timedelta(minutes=7)
        before, refusal = self.everything(), None
        try:
            with transaction.atomic():
                yield self.people[person]
        except Refusal as refused:
            refusal = refused
        if refusal is not None:
            assert str(refusal)
            assert self.everything() == before

    def everything(self):
        complaint = Complaint.objects.filter(pk__in=[self.complaint.pk, self.other.pk]).order_by("pk")
        tables = (self.complaint.tasks, self.complaint.proposals, self.complaint.ledger, self.complaint.deadlines)
        return list(complaint.values()), [sorted(map(str, table.values_list())) for table in tables]

    def pk(self):
        return self.complaint.pk

    @rule(refund=sums, rating=st.sampled_from([1, 2, 4]), steps=st.integers(1, 6))
    def go_on(self, refund, rating, steps):
        """Whoever's turn it is does what comes next, so that a random life gets far."""
        for _step in range(steps):
            self.take_turn(refund, rating)

    def take_turn(self, refund, rating):
        match Complaint.objects.get(pk=self.pk()).state:
            case State.RECEIVED:
                self.grade(AGENT, "ecommerce.logistics.damage", True)
            case State.TRIAGED:
                self.investigate(SUPERVISOR)
            case State.INVESTIGATING:
                self.report(SUPERVISOR)
                self.propose(SUPERVISOR, refund)
            case State.PROPOSED:
                self.propose(SUPERVISOR, refund)
                self.decide(DIRECTOR, True)
                self.offer(SUPERVISOR)
                self.answer(CUSTOMER, 1)
            case State.EXECUTING:
                execute_all(self.pk(), now=self.now)
            case State.REVISIT:
                self.revisit(CUSTOMER, rating)
            case State.CLOSED:
                self.leave_or_return(SUPERVISOR, "reopen")

    @rule(person=who, code=CODES, grade=st.booleans())
    def grade(self, person, code, grade):
        category = Category.objects.get(code=code)
        facts = {"category": category, "severity": "S2", "severity_reason": "影响使用", "impact": "individual"}
        with self.trying(person) as by:
            if grade:
                triage.triage(self.pk(), handler=self.people[0], by=by, now=self.now, **facts)
            else:
                triage.regrade(self.pk(), by=by, now=self.now, **facts)

    @rule(person=who, to=who)
    def pass_on(self, person, to):
        with self.trying(person) as by:
            assignment.hand_over(self.pk(), handler=self.people[to], reason="换班", by=by, now=self.now)

    @rule(person=who)
    def talk(self, person):
        with self.trying(person) as by:
            record_contact(self.pk(), direction="out", channel="phone", summary="已联系", by=by, now=self.now)

    @rule(person=who)
    def investigate(self, person):
        with self.trying(person) as by:
            investigation.start_investigation(self.pk(), by=by, now=self.now)

    @rule(person=who)
    def report(self, person):
        with self.trying(person) as by:
            report_on(self.pk(), by=by, now=self.now, missed_reason="漏算运费")

    @rule(person=who, refund=sums)
    def propose(self, person, refund):
        with self.trying(person) as by:
            submit_proposal(self.pk(), message="道歉", choices=choices(refund), by=by, now=self.now)

    @rule(person=who, yes=st.booleans())
    def decide(self, person, yes):
        newest = self.complaint.proposals.order_by("pk").last()
        with self.trying(person) as by:
            if yes:
                decision.approve(newest.pk if newest else 0, by=by, now=self.now)
            else:
                decision.send_back(newest.pk if newest else 0, reason="偏高", by=by, now=self.now)

    @rule(person=who)
    def offer(self, person):
        with self.trying(person) as by:
            proposal.offer(self.pk(), by=by, now=self.now)

    @rule(person=who)
    def take_back(self, person):
        with self.trying(person) as by:
            proposal.take_back(self.pk(), reason="重写", by=by, now=self.now)

    @rule(person=who, position=st.integers(0, 3))
    def answer(self, person, position):
        with self.trying(person) as by:
            if position:
                proposal.accept(self.pk(), position=position, via="phone", by=by, now=self.now)
            else:
                proposal.refuse(self.pk(), reason="太少", via="phone", by=by, now=self.now)

    @rule(person=who)
    def assign(self, person):
        logistics = Department.objects.get(code="logistics")
        with self.trying(person) as by:
            due = self.now + timedelta(days=1)
            tasks.assign_task(self.pk(), title="查询", department=logistics, due_at=due, by=by, now=self.now)

    @rule(person=who, proof=st.booleans())
    def do(self, person, proof):
        task = self.complaint.tasks.open().first() or self.complaint.tasks.first()
        if task is not None:
            files = [a_photo()] if proof else []
            with self.trying(person) as by:
                tasks.do_task(task.pk, result="已办理", files=files, reference="TK-1", by=by, now=self.now)

    @rule(person=who)
    def give_up(self, person):
        with self.trying(person) as by:
            proposal.give_up_execution(self.pk(), reason="缺货", by=by, now=self.now)

    @rule(person=who, rating=st.sampled_from([None, 1, 2, 4, 5]))
    def revisit(self, person, rating):
        heard = {"reached": bool(rating), "rating": rating, "reason": "没解决"}
        with self.trying(person) as by:
            record(self.pk(), channel="phone", by=by, now=self.now, **heard)

    @rule(person=who, way=st.sampled_from(["withdraw", "refuse_complaint", "reopen", "close_duplicate"]))
    def leave_or_return(self, person, way):
        with self.trying(person) as by:
            if way == "close_duplicate":
                merging.close_duplicate(self.pk(), of_id=self.other.pk, reason="同一件事", by=by, now=self.now)
            else:
                getattr(closing, way)(self.pk(), reason="见说明", by=by, now=self.now)

    @invariant()
    def the_record_holds_and_tells_the_state(self):
        """I02, I03."""
        complaint = Complaint.objects.get(pk=self.pk())
        assert faults_of(complaint) == []
        state = None
        for kind in ComplaintEvent.objects.filter(complaint=complaint).order_by("seq").values_list("kind", flat=True):
            state = LEADS_TO.get(kind, state)
        assert state == complaint.state

    @invariant()
    def every_state_has_its_facts(self):
        """I04, I10, I22."""
        complaint = Complaint.objects.select_related("accepted_proposal").get(pk=self.pk())
        alive = complaint.proposals.filter(status__in=ALIVE)
        if complaint.state in {State.EXECUTING, State.REVISIT}:
            accepted = complaint.accepted_proposal
            assert accepted.status == ProposalStatus.ACCEPTED
            assert accepted.approved_hash == accepted.content_hash
            assert accepted.answered_at
        if complaint.state == State.CLOSED:
            assert not complaint.tasks.open().exists()
            assert not complaint.deadlines.running().exists()
            assert not alive.exists()
            assert complaint.resolution
        if complaint.state not in {State.PROPOSED}:
            assert not alive.exists()
        for offered in complaint.proposals.exclude(status__in=["draft", "submitted", "sent_back", "taken_back"]):
            assert offered.approved_by_id
        for done in complaint.tasks.filter(stage="execution").exclude(done_at=None):
            assert done.evidence.exists()

    @invariant()
    def money_is_covered_and_booked_once(self):
        """I05, I09: what was booked is what was done, and no measure more than its approval covers."""
        booked = self.complaint.ledger.aggregate(sum=Sum("value_cny"))["sum"] or Decimal(0)
        done = self.complaint.tasks.filter(stage="execution").exclude(done_at=None)
        assert booked == (done.aggregate(sum=Sum("compensation_cny"))["sum"] or Decimal(0))
        for chosen in Proposal.objects.filter(complaint=self.complaint).exclude(chosen=None):
            paid = done.filter(item__option=chosen.chosen).aggregate(sum=Sum("compensation_cny"))["sum"] or 0
            assert paid <= chosen.compensation_cny <= chosen.approved_under_cny

    @invariant()
    def what_is_due_next_is_the_earliest(self):
        complaint = Complaint.objects.get(pk=self.pk())
        earliest = complaint.deadlines.running().first()
        assert complaint.next_due_at == (earliest and earliest.due_at)


def test_whatever_anybody_does_the_desk_stays_true():
    run_state_machine_as_test(Desk, settings=settings(max_examples=12, stateful_step_count=20))
