"""Attempts to grant, approve or pay out more than one may: alone, in pieces, or under somebody else's name."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.models import Delegation, User
from accounts.roles import RIGHTS, Role
from accounts.services.delegation import delegate
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import Complaint, LedgerEntry, Proposal
from complaints.services import proposal
from complaints.services.options import Choice, Item
from complaints.services.tasks import do_task
from complaints.states import Measure, State
from escalation.models import ApprovalRequest
from escalation.services.decision import approve, send_back
from escalation.services.submission import submit_proposal
from review.services.revisit import record
from tests.builders import NOON, a_caller, a_complaint, a_photo, a_user, execute_all, report_on
from tests.desk import desk_of
from tests.steps import post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
WORDS = Choice("书面致歉", (Item(Measure.NONE),))


def option(*items):
    """What each is worth; points count a fen each."""
    return Choice(
        "一并补偿",
        tuple(
            Item(measure, Decimal(worth), int(Decimal(worth) * 100) if measure == Measure.POINTS else None)
            for measure, worth in items
        ),
    )


def submitted(complaint, *options, by=None):
    by = by or complaint.handler
    return submit_proposal(complaint.pk, message="抱歉", choices=(*options, WORDS), by=by, now=NOON)


def stands_in(delegate_, delegator):
    """From yesterday until tomorrow, arranged by the absent one."""
    today = timezone.localdate()
    return delegate(
        delegator=delegator,
        delegate=delegate_,
        starts_on=today - timedelta(days=1),
        ends_on=today + timedelta(days=1),
        reason="休假",
        by=delegator,
        now=timezone.now(),
    )


@pytest.fixture
def investigated():
    return a_complaint(at=State.INVESTIGATING)


@pytest.fixture
def waiting():
    """A proposal of ¥800 by an agent, whose limit is ¥500."""
    complaint = a_complaint(at=State.INVESTIGATING)
    return submitted(complaint, option((Measure.REFUND, "800")))


@pytest.mark.parametrize(
    "split",
    [
        [(Measure.REFUND, "400"), (Measure.FEE_WAIVER, "400")],
        [(Measure.REFUND, "300"), (Measure.REFUND, "300")],
        [(Measure.ADVANCE_PAYMENT, "500"), (Measure.GIFT, "0.01")],
        [(Measure.REFUND, "500"), (Measure.COUPON, "50.01")],
        [(Measure.COUPON, "30"), (Measure.COUPON, "30")],
    ],
    ids=str,
)
def test_a29_a_sum_split_over_measures_does_not_pass_the_limit(investigated, split):
    assert submitted(investigated, option(*split)).status == "submitted"


def test_a29_what_is_named_apart_has_a_limit_apart(investigated):
    within = submitted(investigated, option((Measure.REFUND, "500"), (Measure.COUPON, "50"), (Measure.POINTS, "50")))
    assert (within.status, within.approved_under_cny) == ("offered", Decimal(600))


def test_a29_a_second_round_counts_what_the_first_one_paid(investigated):
    submitted(investigated, option((Measure.REFUND, "400")))
    proposal.accept(investigated.pk, position=1, via="phone", by=investigated.handler, now=NOON)
    execute_all(investigated.pk, now=NOON)
    agent = investigated.handler
    record(investigated.pk, channel="phone", reached=True, rating=1, reason="太少", by=a_caller(), now=NOON)
    report_on(investigated.pk, by=agent, now=NOON, missed_reason="赔得太少")
    assert submitted(investigated, option((Measure.FEE_WAIVER, "101"))).status == "submitted"


@pytest.mark.parametrize("measure", [Measure.GIFT, Measure.REFUND, Measure.COUPON])
def test_a29_a_gift_said_to_be_worth_nothing_is_refused(investigated, measure):
    with pytest.raises(RuleBroken, match="worth in yuan"):
        submitted(investigated, Choice("礼品", (Item(measure, Decimal(0), 1_000_000),)))
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    ("measure", "quantity", "worth"), [(Measure.POINTS, 5_001, "50.01"), ("membership_time", 101, "505")]
)
@pytest.mark.parametrize("said", ["0", "1"])
def test_a29_points_and_months_are_worth_what_their_number_says(investigated, measure, quantity, worth, said):
    asked = submitted(investigated, Choice("积分", (Item(measure, Decimal(said), quantity),)))
    assert (asked.status, asked.compensation_cny) == ("submitted", Decimal(worth))


def test_a29_a_dearer_plan_may_be_entered_dearer(investigated):
    asked = submitted(investigated, Choice("延长会员", (Item(Measure.MEMBERSHIP_TIME, Decimal(80), 3),)))
    assert (asked.status, asked.compensation_cny) == ("offered", Decimal(80))


def test_a29_points_without_their_number_are_refused(investigated):
    with pytest.raises(RuleBroken, match="Enter the quantity of “Points”"):
        submitted(investigated, Choice("积分", (Item(Measure.POINTS, Decimal(10)),)))


def test_a29_a_sum_that_is_no_compensation_is_refused(investigated):
    with pytest.raises(RuleBroken, match="no compensation"):
        submitted(investigated, option((Measure.NONE, "400")))


def test_a28_who_proposed_does_not_approve_whoever_they_stand_in_for(waiting):
    agent, director = waiting.proposed_by, a_user(Role.DIRECTOR)
    stands_in(agent, director)
    with pytest.raises(NotPermitted, match="Nobody approves what they proposed"):
        approve(waiting.pk, by=User.objects.get(pk=agent.pk), now=NOON)


def test_a28_whoever_stands_in_for_the_proposer_does_not_approve_through_any_chain_of_substitutes():
    supervisor, agent = a_user(Role.SUPERVISOR), a_user()
    complaint = a_complaint(at=State.INVESTIGATING, agent=agent)
    dear = submitted(complaint, option((Measure.REFUND, "2001")), by=supervisor)
    director, legal = a_user(Role.DIRECTOR), a_user(Role.LEGAL)
    stands_in(agent, supervisor)
    stands_in(legal, agent)
    stands_in(director, legal)
    for substitute in (agent, legal, director):
        with pytest.raises(NotPermitted, match="You stand in for"):
            approve(dear.pk, by=User.objects.get(pk=substitute.pk), now=NOON)
    assert approve(dear.pk, by=a_user(Role.DIRECTOR), now=NOON).status == "approved"


def test_a28_what_a_substitute_proposed_in_the_handlers_name_is_not_approved_by_the_handler():
    supervisor, agent = a_user(Role.SUPERVISOR), a_user()
    complaint = a_complaint(at=State.INVESTIGATING, agent=supervisor)
    stands_in(agent, supervisor)
    dear = submitted(complaint, option((Measure.REFUND, "800")), by=User.objects.get(pk=agent.pk))
    with pytest.raises(NotPermitted, match="in your name"):
        approve(dear.pk, by=supervisor, now=NOON)


def test_a28_a_second_account_of_the_same_employee_is_the_same_person():
    supervisor, agent = a_user(Role.SUPERVISOR), a_user()
    User.objects.filter(pk=agent.pk).update(employee_number=supervisor.employee_number)
    dear = submitted(a_complaint(at=State.INVESTIGATING, agent=agent), option((Measure.REFUND, "800")))
    with pytest.raises(NotPermitted, match="nobody approves"):
        approve(dear.pk, by=supervisor, now=NOON)


def test_a28_duties_taken_over_are_not_passed_on(waiting):
    """Director → supervisor → agent: the agent has the supervisor's duties and none of the director's."""
    director, supervisor, agent = a_user(Role.DIRECTOR), a_user(Role.SUPERVISOR), a_user()
    stands_in(supervisor, director)
    stands_in(agent, supervisor)
    agent = User.objects.get(pk=agent.pk)
    assert agent.roles_stood_in_for() == {Role.SUPERVISOR}
    dear = submitted(a_complaint(at=State.INVESTIGATING), option((Measure.REFUND, "5000")))
    assert approve(dear.pk, by=agent, now=NOON).status == "submitted"
    with pytest.raises(NotPermitted, match="each of those asked is somebody else"):
        approve(dear.pk, by=agent, now=NOON)
    assert approve(waiting.pk, by=agent, now=NOON).status == "approved"


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.INTEGRATION])
def test_a25_administration_neither_gives_nor_takes_duties(role):
    outsider, director = a_user(role), a_user(Role.DIRECTOR)
    for pair in ((outsider, director), (director, outsider)):
        with pytest.raises(RuleBroken, match="neither give nor take"):
            stands_in(pair[0], pair[1])
    # Not even a row that was written before the person became administrator.
    today = timezone.localdate()
    Delegation.objects.create(
        delegator=director, delegate=outsider, starts_on=today, ends_on=today, reason="旧", created_by=director
    )
    assert outsider.rights() == RIGHTS[role]
    assert not Complaint.objects.visible_to(outsider).exists()


def test_a25_nobody_gives_themselves_somebody_elses_duties():
    agent, director = a_user(), a_user(Role.DIRECTOR)
    today = timezone.localdate()
    with pytest.raises(NotPermitted):
        delegate(
            delegator=director,
            delegate=agent,
            starts_on=today,
            ends_on=today,
            reason="我来",
            by=agent,
            now=timezone.now(),
        )


def test_a28_who_approved_a_sum_does_not_pay_it_out_in_finances_name():
    supervisor, finance = a_user(Role.SUPERVISOR), a_user(Role.FINANCE)
    complaint = a_complaint(at=State.INVESTIGATING)
    approve(submitted(complaint, option((Measure.REFUND, "800"))).pk, by=supervisor, now=NOON)
    proposal.offer(complaint.pk, by=complaint.handler, now=NOON)
    proposal.accept(complaint.pk, position=1, via="phone", by=complaint.handler, now=NOON)
    stands_in(supervisor, finance)
    supervisor = User.objects.get(pk=supervisor.pk)
    task = complaint.tasks.get(measure=Measure.REFUND)
    with pytest.raises(NotPermitted, match="approved"):
        do_task(task.pk, result="已退", files=[a_photo()], reference="TK-1", by=supervisor, now=NOON)
    assert not LedgerEntry.objects.exists()
    paid = do_task(task.pk, result="已退", files=[a_photo()], reference="TK-1", by=finance, now=NOON)
    assert paid.done_at == NOON


def test_a30_an_approval_of_the_first_does_not_cover_the_second(waiting):
    complaint = waiting.complaint
    proposal.take_back(complaint.pk, reason="改", by=waiting.proposed_by, now=NOON)
    second = submitted(complaint, option((Measure.REFUND, "1900")))
    director = a_user(Role.DIRECTOR)
    for decide in (approve, lambda pk, **facts: send_back(pk, reason="改", **facts)):
        with pytest.raises(RuleBroken, match="another one stands"):
            decide(waiting.pk, by=director, now=NOON)
    assert Proposal.objects.get(pk=second.pk).approved_by is None


def test_a30_the_page_of_one_complaint_decides_about_no_other(waiting):
    other = submitted(a_complaint(at=State.INVESTIGATING), option((Measure.REFUND, "900")))
    desk = desk_of(a_user(Role.SUPERVISOR), language="en")
    for step in ("approve", "send-back"):
        answer = post(desk, waiting.complaint, step, proposal=other.pk, reason="改", comment="")
        assert answer.status_code == 422, step
    assert set(ApprovalRequest.objects.values_list("decided_at", flat=True)) == {None}


def test_a27_an_option_of_another_proposal_is_not_chosen():
    complaint = a_complaint(at=State.PROPOSED)
    for position in (0, 3, 99):
        with pytest.raises(RuleBroken, match="no option"):
            proposal.accept(complaint.pk, position=position, via="phone", by=complaint.handler, now=NOON)
    desk = desk_of(complaint.handler)
    assert post(desk, complaint, "answer", answer="3", via="phone").status_code == 422
    assert Complaint.objects.get(pk=complaint.pk).state == State.PROPOSED


def test_a31_a_refund_is_booked_once_however_often_it_is_reported():
    complaint = a_complaint(at=State.EXECUTING)
    finance = a_user(Role.FINANCE)
    task = complaint.tasks.get()
    facts = {"result": "已退", "reference": "TK-1", "by": finance, "now": NOON}
    do_task(task.pk, files=[a_photo()], **facts)
    with pytest.raises(RuleBroken, match="has already done"):
        do_task(task.pk, files=[a_photo()], **facts)
    assert LedgerEntry.objects.count() == 1


def test_a27_a_task_of_another_complaint_is_not_done_from_this_page():
    mine, other = a_complaint(at=State.EXECUTING), a_complaint(at=State.EXECUTING)
    desk = desk_of(a_user(Role.FINANCE), language="en")
    task = other.tasks.get()
    answer = post(desk, mine, "do-task", task=task.pk, result="已退", files=a_photo())
    assert answer.status_code == 422
    assert not LedgerEntry.objects.exists()
