from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.models import User
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import Complaint, LedgerEntry, OptionItem, Proposal, ProposalStatus
from complaints.services import proposal
from complaints.services.options import check_unchanged
from complaints.services.proposal import Choice, Item
from complaints.services.tasks import do_task
from complaints.states import Measure, State
from escalation.services.decision import approve
from escalation.services.submission import submit_proposal
from review.services.revisit import record
from tests.builders import NOON, a_caller, a_complaint, a_photo, a_user, as_signed_in, choices, execute_all, report_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
HOUR = timedelta(hours=1)
APOLOGY = (Choice("书面致歉", (Item(Measure.NONE),)),)


def proposed(complaint, offered=None, **changes):
    facts = {"message": "非常抱歉", "choices": offered or choices(), "by": complaint.handler, "now": NOON}
    return proposal.propose(complaint.pk, **facts | changes)


@pytest.fixture
def investigated():
    return a_complaint(at=State.INVESTIGATING)


def test_no_proposal_without_the_report_of_the_round(investigated):
    investigated.reports.all().delete()
    with pytest.raises(RuleBroken, match="report"):
        proposed(investigated)


def test_a_proposal_is_worth_its_dearest_option(investigated):
    made = proposed(investigated)
    assert (made.compensation_cny, made.status) == (Decimal("109.00"), ProposalStatus.SUBMITTED)
    assert [option.title for option in made.options.all()] == ["原路退款", "补发一箱"]
    assert Complaint.objects.get().state == State.PROPOSED


def test_nothing_goes_to_the_customer_before_approval(investigated):
    proposed(investigated)
    with pytest.raises(RuleBroken, match="approval"):
        proposal.offer(investigated.pk, by=investigated.handler, now=NOON)
    with pytest.raises(RuleBroken):
        proposal.accept(investigated.pk, position=1, via="phone", by=User.objects.customer(), now=NOON)
    assert not investigated.deliveries.filter(step="offered").exists()


def option(worth, title="退款", quantity=None):
    return Choice(title, (Item(Measure.REFUND, Decimal(worth), quantity),))


@pytest.mark.parametrize(
    ("offered", "word"),
    [
        ((), "three"),
        (choices()[:1], "two or three"),
        (choices() * 2, "three"),
        ((option("1", title=" "), option("1")), "title"),
        ((option("1", title="x" * 61), option("1")), "60"),
        ((Choice("空", ()), option("1")), "measure"),
        ((option("-0.01"), option("1")), "measure"),
        ((option("-0"), option("1")), "measure"),
        ((option("NaN"), option("1")), "measure"),
        ((option("Infinity"), option("1")), "measure"),
        ((option("0.001"), option("1")), "measure"),
        ((option("1e12"), option("1")), "measure"),
        ((option("1", quantity=-1), option("1")), "measure"),
        ((Choice("拆分", (Item(Measure.COUPON, Decimal(1)),) * 11), option("1")), "measure"),
        ((Choice("退款", (Item("gold", Decimal(1)),)), option("1")), "gold"),
        ((Choice("退款", (Item(Measure.REFUND, Decimal(1)),), "x" * 1_001), option("1")), "1000"),
    ],
)
def test_options_that_cannot_be_offered_are_refused_in_words(investigated, offered, word):
    with pytest.raises(RuleBroken, match=word):
        proposed(investigated, choices=offered)
    assert not Proposal.objects.exists()
    assert Complaint.objects.get().state == State.INVESTIGATING


def test_an_apology_alone_needs_no_second_option(investigated):
    assert proposed(investigated, APOLOGY).compensation_cny == 0


@pytest.mark.parametrize("changes", [{"message": " "}, {"message": "x" * 5_001}, {"improvement": "x" * 2_001}], ids=str)
def test_the_words_around_the_options_are_checked_too(investigated, changes):
    with pytest.raises(RuleBroken):
        proposed(investigated, **changes)


def test_a_second_proposal_waits_until_the_first_is_taken_back(investigated):
    first = proposed(investigated)
    with pytest.raises(RuleBroken, match="Take it back"):
        proposed(investigated)
    with pytest.raises(RuleBroken):
        proposal.take_back(investigated.pk, reason=" ", by=investigated.handler, now=NOON)
    proposal.take_back(investigated.pk, reason="重写", by=investigated.handler, now=NOON)
    second = proposed(investigated, APOLOGY)
    assert second != first
    assert list(investigated.proposals.values_list("status", flat=True)) == ["taken_back", "submitted"]


def test_an_approval_lapses_with_the_proposal_it_was_given_for(investigated):
    agent = investigated.handler
    first = submit_proposal(investigated.pk, message="退款", choices=choices("1800.00"), by=agent, now=NOON)
    approve(first.pk, by=a_user("supervisor"), now=NOON)
    proposal.take_back(investigated.pk, reason="改为换货", by=agent, now=NOON)
    proposed(investigated, choices("1800.00"))
    with pytest.raises(RuleBroken, match="approval"):
        proposal.offer(investigated.pk, by=agent, now=NOON)


@pytest.mark.parametrize("change", ["value_cny", "quantity", "measure", "title", "description", "message", "added"])
def test_content_changed_after_approval_is_neither_offered_nor_executed(change):
    complaint = a_complaint(at=State.PROPOSED)
    offered = complaint.proposals.get()
    item = OptionItem.objects.filter(option__proposal=offered).first()
    if change in {"title", "description"}:
        offered.options.filter(position=1).update(**{change: "改"})
    elif change == "message":
        Proposal.objects.update(message="改")
    elif change == "added":
        OptionItem.objects.create(option=item.option, measure=Measure.COUPON, value_cny=Decimal("0.01"))
    else:
        values = {"value_cny": Decimal("89.01"), "quantity": 2, "measure": Measure.ADVANCE_PAYMENT}
        OptionItem.objects.filter(pk=item.pk).update(**{change: values[change]})
    with pytest.raises(RuleBroken, match="not what was approved"):
        proposal.accept(complaint.pk, position=1, via="phone", by=complaint.handler, now=NOON)
    assert Complaint.objects.get().state == State.PROPOSED
    assert not complaint.tasks.filter(stage="execution").exists()
    Proposal.objects.update(status="approved")
    with pytest.raises(RuleBroken, match="not what was approved"):
        proposal.offer(complaint.pk, by=complaint.handler, now=NOON)


@pytest.mark.parametrize("worth", ["0.01", "0.1", "89", "89.00", "8.9E+1", "99999999.99"])
def test_the_same_sum_written_differently_is_the_same_content(investigated, worth):
    made = proposed(investigated, (option(worth), option("1")))
    stored = Proposal.objects.get(pk=made.pk)
    stored.approved_hash = made.content_hash
    check_unchanged(stored)


def test_an_offer_meets_what_was_due_and_is_told():
    complaint = a_complaint(at=State.PROPOSED)
    assert set(complaint.deadlines.filter(met_at=NOON).values_list("kind", flat=True)) >= {"direction", "solution"}
    assert complaint.deliveries.filter(step="offered").count() == 1


def test_an_acceptance_creates_one_task_for_each_measure_of_the_chosen_option():
    complaint = a_complaint(at=State.PROPOSED)
    proposal.accept(complaint.pk, position=2, via="web_form", by=User.objects.customer(), now=NOON)
    tasks = complaint.tasks.filter(stage="execution").order_by("pk")
    assert [(task.measure, task.compensation_cny, task.department.code) for task in tasks] == [
        (Measure.EXCHANGE, Decimal("89.00"), "logistics"),
        (Measure.COUPON, Decimal("20.00"), "logistics"),
    ]
    assert complaint.deadlines.filter(kind="task").count() == 2
    accepted = Proposal.objects.get()
    assert (accepted.chosen.position, accepted.answered_via) == (2, "web_form")


@pytest.mark.parametrize("position", [0, 3, -1, 10**30])
def test_an_option_that_was_not_offered_cannot_be_chosen(position):
    complaint = a_complaint(at=State.PROPOSED)
    with pytest.raises(RuleBroken):
        proposal.accept(complaint.pk, position=position, via="phone", by=complaint.handler, now=NOON)


def test_an_answer_is_given_once():
    complaint = a_complaint(at=State.EXECUTING)
    for answer in (
        lambda: proposal.accept(complaint.pk, position=1, via="phone", by=complaint.handler, now=NOON),
        lambda: proposal.refuse(complaint.pk, reason="太少", via="phone", by=complaint.handler, now=NOON),
    ):
        with pytest.raises(RuleBroken):
            answer()
    assert complaint.tasks.filter(stage="execution").count() == 1


def test_a_refusal_begins_a_new_round_and_keeps_the_old_one_readable():
    complaint = a_complaint(at=State.PROPOSED)
    with pytest.raises(RuleBroken):
        proposal.refuse(complaint.pk, reason=" ", via="phone", by=complaint.handler, now=NOON)
    proposal.refuse(complaint.pk, reason="太少", via="phone", by=complaint.handler, now=NOON + HOUR)
    complaint.refresh_from_db(fields=["round"])
    assert (Complaint.objects.get().state, complaint.round) == (State.INVESTIGATING, 2)
    assert complaint.deadlines.running().get(kind="solution").due_at == NOON + 25 * HOUR
    with pytest.raises(RuleBroken, match="report"):
        proposed(complaint)
    report_on(complaint.pk, by=complaint.handler, now=NOON)
    proposed(complaint)
    assert list(complaint.proposals.values_list("round", "status")) == [(1, "refused"), (2, "submitted")]


def test_execution_given_up_cancels_open_tasks_and_keeps_what_was_booked():
    complaint = a_complaint(at=State.PROPOSED)
    agent = complaint.handler
    proposal.accept(complaint.pk, position=2, via="phone", by=agent, now=NOON)
    coupon = complaint.tasks.get(measure=Measure.COUPON)
    do_task(coupon.pk, result="已发放", files=[a_photo()], by=agent, now=NOON)
    proposal.give_up_execution(complaint.pk, reason="缺货", by=agent, now=NOON + HOUR)
    after = Complaint.objects.get()
    assert (after.state, after.accepted_proposal) == (State.PROPOSED, None)
    assert not complaint.tasks.open().filter(stage="execution").exists()
    assert complaint.tasks.get(pk=coupon.pk).cancelled_at is None
    assert LedgerEntry.objects.get().measure == Measure.COUPON
    assert not complaint.deadlines.running().filter(kind="task").exists()
    proposed(complaint, APOLOGY)
    assert list(complaint.proposals.values_list("status", flat=True)) == ["impossible", "submitted"]


def test_what_was_paid_before_counts_against_the_limit_of_the_next_round():
    complaint = a_complaint(at=State.REVISIT, refund_cny="450.00")
    agent = complaint.handler
    assert LedgerEntry.objects.get().value_cny == Decimal("450.00")
    complaint_again = return_to_investigation(complaint)
    second = submit_proposal(complaint.pk, message="再退", choices=choices("60.00"), by=agent, now=NOON + 2 * HOUR)
    assert second.status == ProposalStatus.SUBMITTED
    with pytest.raises(NotPermitted):
        approve(second.pk, by=agent, now=NOON + 2 * HOUR)
    approve(second.pk, by=a_user("supervisor"), now=NOON + 2 * HOUR)
    proposal.offer(complaint.pk, by=agent, now=NOON + 2 * HOUR)
    proposal.accept(complaint.pk, position=1, via="phone", by=agent, now=NOON + 2 * HOUR)
    execute_all(complaint.pk, now=NOON + 3 * HOUR)
    assert complaint_again.round == 2
    assert sum(LedgerEntry.objects.values_list("value_cny", flat=True)) == Decimal("510.00")


def return_to_investigation(complaint):
    from_revisit = {"channel": "phone", "reached": True, "rating": 1, "reason": "只退了一半"}
    record(complaint.pk, **from_revisit, by=a_caller(), now=NOON + HOUR)
    report_on(complaint.pk, by=complaint.handler, now=NOON + HOUR, missed_reason="漏算运费")
    return Complaint.objects.get(pk=complaint.pk)


def test_proposing_and_accepting_take_a_bounded_number_of_queries(investigated, django_assert_max_num_queries):
    agent = as_signed_in(investigated.handler)
    with django_assert_max_num_queries(76):
        submit_proposal(investigated.pk, message="抱歉", choices=choices(), by=agent, now=NOON)
    with django_assert_max_num_queries(50):
        proposal.accept(investigated.pk, position=2, via="phone", by=agent, now=NOON)
