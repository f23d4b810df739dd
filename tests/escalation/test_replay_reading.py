"""The story read from the rows of real services: the replay says who was really asked (ESC-1, PRO-2, PRO-3)."""

import random
from datetime import timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from complaints.crypto.contact import ContactKind
from complaints.models import Category, Complaint
from complaints.services import closing, triage
from complaints.services import proposal as proposals
from complaints.services.options import Choice, Item
from complaints.states import Impact, Measure, Severity, State
from escalation.models import ApprovalChain
from escalation.services.decision import approve, send_back
from escalation.services.limits import version_in_force
from escalation.services.replay.comparing import compare
from escalation.services.replay.reading import Story
from escalation.services.replay.rules import Rules
from escalation.services.submission import submit_proposal
from tests.builders import BEGINNING, NOON, a_complaint, a_user, choices, execute_all, report_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

ENDS = ("left", "refused", "taken back", "accepted", "executed", "impossible", "sent back")


def rules_in_force():
    return Rules.of(version_in_force(NOON), ApprovalChain.in_force(NOON))


def compared(before=None, after=None, *, until, days=90):
    before = before or rules_in_force()
    story = Story(since=until - timedelta(days=days), until=until)
    return compare(story, before, after or before, valid_from=BEGINNING)


class Desk:
    """A few people who propose and decide; every hour something happens."""

    def __init__(self):
        self.agents = [a_user(), a_user(Role.SUPERVISOR)]
        self.supervisor, self.director, self.legal = (
            a_user(role) for role in (Role.SUPERVISOR, Role.DIRECTOR, Role.LEGAL)
        )
        self.now = NOON - timedelta(days=60)

    def tick(self, hours=5):
        self.now += timedelta(hours=hours)
        return self.now

    def proposes(self, cny, *, agent=0, end="left", phone="17000000001", severity=None, category=None, coupon="0"):
        """A complaint of the customer with `phone`, proposed, decided as asked, and brought to its `end`."""
        by = self.agents[agent]
        complaint = a_complaint(at=State.INVESTIGATING, agent=by, contacts={ContactKind.PHONE: phone}, now=self.tick())
        if severity or category:
            self._regrade(complaint, by, severity or Severity.S3, category)
        self.offer(complaint, cny, by=by, end=end, coupon=coupon)
        return complaint

    def offer(self, complaint, cny, *, by, end, coupon="0"):
        money = Item(Measure.REFUND, Decimal(cny)), Item(Measure.COUPON, Decimal(coupon))
        offered = Choice("退款", tuple(one for one in money if one.value_cny)), *choices("20")[1:]
        proposal = submit_proposal(complaint.pk, message="抱歉", choices=offered, by=by, now=self.tick())
        if proposal.status == "submitted":
            if end == "sent back":
                return send_back(proposal.pk, reason="太高", by=self.supervisor_or(proposal), now=self.tick())
            self._decide(proposal)
            proposals.offer(complaint.pk, by=by, now=self.tick(0))
        self._end(complaint, by, end)

    def supervisor_or(self, proposal):
        return self.supervisor if self._turn(proposal) == Role.SUPERVISOR else self._by_role(self._turn(proposal))

    def _decide(self, proposal):
        while (role := self._turn(proposal)) is not None:
            approve(proposal.pk, by=self._by_role(role), now=self.tick(1))

    def _turn(self, proposal):
        steps = apps.get_model("escalation.ApprovalStep").objects.open().filter(request__proposal=proposal)
        return steps.values_list("asked_role", flat=True).first()

    def _by_role(self, role):
        return {Role.SUPERVISOR: self.supervisor, Role.DIRECTOR: self.director, Role.LEGAL: self.legal}[Role(role)]

    def _regrade(self, complaint, by, severity, category):
        triage.regrade(
            complaint.pk,
            category=category or complaint.category,
            severity=severity,
            severity_reason="影响较大",
            impact=Impact.INDIVIDUAL,
            by=by,
            now=self.now,
        )

    def _end(self, complaint, by, end):
        if end in ("taken back", "refused"):
            told = {"reason": "不合适", "by": by, "now": self.tick()}
            proposals.take_back(complaint.pk, **told) if end == "taken back" else proposals.refuse(
                complaint.pk, via="phone", **told
            )
        elif end in ("accepted", "executed", "impossible"):
            proposals.accept(complaint.pk, position=1, via="phone", by=by, now=self.tick())
            if end == "executed":
                execute_all(complaint.pk, now=self.tick())
            if end == "impossible":
                proposals.give_up_execution(complaint.pk, reason="缺货", by=by, now=self.tick())


@pytest.fixture
def desk():
    return Desk()


@pytest.mark.parametrize("seed", range(3))
def test_under_the_version_then_in_force_the_replay_is_what_was_decided(desk, seed):
    """Sums around every limit, by two proposers for three customers, ended in every way an offer ends."""
    chance = random.Random(seed)  # noqa: S311
    reviewed = Category.objects.filter(preset="ecommerce", needs_legal_review=True).first()
    for _turn in range(14):
        complaint = desk.proposes(
            chance.choice(["30", "180", "420", "600", "1900", "6000", "25000"]),
            coupon=chance.choice(["0", "0", "20", "60"]),
            agent=chance.randrange(2),
            end=chance.choice(ENDS),
            phone=f"1700000000{chance.randrange(3)}",
            severity=chance.choice([None, None, Severity.S2]),
            category=chance.choice([None, None, reviewed]),
        )
        if Complaint.objects.get(pk=complaint.pk).state == State.INVESTIGATING:
            report_on(complaint.pk, by=complaint.handler, now=desk.tick())
            desk.offer(complaint, chance.choice(["90", "300"]), by=complaint.handler, end=chance.choice(ENDS))
    told = compared(until=desk.tick())
    assert told.checked == told.before.proposals >= 14
    assert told.agreed == told.checked
    assert told.changed == []
    assert told.before == told.after
    assert told.before.decisions > 10


def test_nothing_is_written_by_looking(desk):
    desk.proposes("600", end="executed")
    before = {model: list(model.objects.order_by("pk").values()) for model in apps.get_models()}
    with CaptureQueriesContext(connection) as asked:
        compared(until=desk.tick())
    assert all(query["sql"].startswith(("SELECT", "DECLARE", "FETCH", "CLOSE")) for query in asked), (
        asked.captured_queries
    )
    assert before == {model: list(model.objects.order_by("pk").values()) for model in apps.get_models()}


def test_as_many_questions_for_many_proposals_as_for_few(desk):
    desk.proposes("600", end="executed")
    compared(until=desk.tick())
    with CaptureQueriesContext(connection) as few:
        compared(until=desk.tick())
    for turn in range(6):
        desk.proposes("600", end=ENDS[turn], phone=f"1700000001{turn}")
    with CaptureQueriesContext(connection) as many:
        told = compared(until=desk.tick())
    assert told.before.proposals == 7
    assert len(many) == len(few)


def test_only_the_chosen_time_is_counted_and_what_stood_before_it_counts_beside(desk):
    """Two of ¥450 within thirty days leave no room of ¥1 000 for a third, though the first lies before the time."""
    for _turn in range(2):
        desk.proposes("450", end="accepted")
    desk.tick(24 * 20)
    desk.proposes("450", end="accepted")
    told = compared(until=desk.tick(), days=10)
    assert (told.before.proposals, told.before.alone, told.agreed) == (1, 0, 1)


def test_an_apology_coupon_counts_for_its_customer(desk):
    complaint = desk.proposes("450", end="executed")
    closing_time = desk.tick()
    apps.get_model("complaints.LedgerEntry").objects.create(
        complaint=complaint,
        purpose="broken_promise",
        measure=Measure.COUPON,
        value_cny=Decimal(120),
        booked_by=desk.supervisor,
        booked_at=closing_time,
    )
    desk.proposes("30", coupon="50", end="left")
    told = compared(until=desk.tick())
    assert (told.before.alone, told.agreed, told.checked) == (1, 2, 2)


def test_offers_that_ended_with_their_complaint_give_back_their_room(desk):
    complaint = desk.proposes("450")
    closing.withdraw(complaint.pk, reason="不再追究", by=desk.agents[0], now=desk.tick())
    for _turn in range(2):
        desk.proposes("450")
    told = compared(until=desk.tick())
    assert (told.before.alone, told.agreed) == (3, 3)


def test_of_a_desk_without_a_past_nothing_is_told():
    told = compared(until=NOON)
    assert (told.before.proposals, told.changed, told.wait_change) == (0, [], None)
