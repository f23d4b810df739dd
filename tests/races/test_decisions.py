"""Two people decide the same thing in the same moment: one does, the other learns of it (A31, F16)."""

from functools import partial

import pytest

from accounts.models import User
from accounts.roles import Role
from complaints.models import Category, Complaint, ComplaintEvent, EventKind, LedgerEntry, Proposal
from complaints.services import closing, merging, proposal
from complaints.services.assignment import claim
from complaints.services.contacts import correct_facts
from complaints.services.record import faults_of
from complaints.services.tasks import do_task
from complaints.services.triage import triage
from complaints.states import State
from escalation.models import ApprovalRequest
from escalation.services.decision import approve, send_back
from escalation.services.submission import submit_proposal
from review.models import Revisit
from review.services.revisit import record
from tests.builders import NOON, a_caller, a_complaint, a_photo, a_user, choices
from tests.races.crowd import one_of, together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS = range(4)


def recorded(complaint, kind):
    return ComplaintEvent.objects.filter(complaint=complaint, kind=kind).count()


@pytest.fixture(autouse=True)
def every_record_holds_afterwards():
    yield
    assert [fault for complaint in Complaint.objects.all() for fault in faults_of(complaint)] == []


def test_two_who_claim_at_once_do_not_both_have_it():
    first, second = a_user(), a_user()
    for _round in ROUNDS:
        complaint = a_complaint(agent=first)
        one_of(together(*(partial(claim, complaint.pk, by=by, now=NOON) for by in (first, second))))
        assert recorded(complaint, EventKind.CLAIMED) == 1


def a_waiting_proposal(agent):
    complaint = a_complaint(at=State.INVESTIGATING, agent=agent)
    asked = submit_proposal(complaint.pk, message="退款", choices=choices("1800.00"), by=agent, now=NOON)
    return complaint, asked


def test_two_supervisors_approve_once():
    agent, one, other = a_user(), a_user(Role.SUPERVISOR), a_user(Role.SUPERVISOR)
    for _round in ROUNDS:
        complaint, asked = a_waiting_proposal(agent)
        approved = one_of(together(*(partial(approve, asked.pk, by=by, now=NOON) for by in (one, other))))
        assert recorded(complaint, EventKind.PROPOSAL_APPROVED) == 1
        assert ApprovalRequest.objects.get(proposal=asked).decided_by == approved.approved_by


def test_approving_and_sending_back_at_once_does_one_of_them():
    agent, one, other = a_user(), a_user(Role.SUPERVISOR), a_user(Role.DIRECTOR)
    for _round in ROUNDS:
        complaint, asked = a_waiting_proposal(agent)
        one_of(
            together(
                partial(approve, asked.pk, by=one, now=NOON),
                partial(send_back, asked.pk, reason="金额偏高", by=other, now=NOON),
            )
        )
        state = Complaint.objects.get(pk=complaint.pk).state
        assert (Proposal.objects.get(pk=asked.pk).status, state) in {
            ("approved", State.PROPOSED),
            ("sent_back", State.INVESTIGATING),
        }


def test_approving_what_is_being_taken_back_leaves_one_truth():
    agent, supervisor = a_user(), a_user(Role.SUPERVISOR)
    for _round in ROUNDS:
        complaint, asked = a_waiting_proposal(agent)
        together(
            partial(approve, asked.pk, by=supervisor, now=NOON),
            partial(proposal.take_back, complaint.pk, reason="重写", by=agent, now=NOON),
        )
        assert Proposal.objects.get(pk=asked.pk).status == "taken_back"
        assert recorded(complaint, EventKind.PROPOSAL_WITHDRAWN) == 1


def test_a_customer_in_two_tabs_gives_one_answer():
    agent, customer = a_user(), User.objects.customer()
    answers = (
        partial(proposal.accept, position=1, via="web_form", by=customer, now=NOON),
        partial(proposal.accept, position=2, via="web_form", by=customer, now=NOON),
        partial(proposal.refuse, reason="太少", via="phone", by=agent, now=NOON),
    )
    for _round in ROUNDS:
        complaint = a_complaint(at=State.PROPOSED, agent=agent)
        answered = one_of(together(*(partial(answer, complaint.pk) for answer in answers)))
        tasks = complaint.tasks.filter(stage="execution").count()
        assert tasks == (answered.chosen.items.count() if answered.chosen else 0)


def test_a_refund_clicked_three_times_is_paid_once():
    finance = a_user(Role.FINANCE)
    for _round in ROUNDS:
        task = a_complaint(at=State.EXECUTING).tasks.get(stage="execution")
        pay = partial(do_task, task.pk, result="已退款", reference="TK-1", by=finance, now=NOON)
        one_of(together(*(partial(pay, files=[a_photo()]) for _click in range(3))))
        assert LedgerEntry.objects.filter(complaint=task.complaint).count() == 1
        assert recorded(task.complaint, EventKind.REVISIT_DUE) == 1
        assert task.evidence.count() == 1


def test_the_second_of_two_editors_is_told():
    agent, mate = a_user(), a_user()
    for _round in ROUNDS:
        complaint = a_complaint(agent=agent)
        edit = partial(correct_facts, complaint.pk, now=NOON, seen=1)
        edits = (partial(edit, facts={"place": "杭州站"}, by=agent), partial(edit, facts={"place": "宁波站"}, by=mate))
        assert one_of(together(*edits)).place == Complaint.objects.get(pk=complaint.pk).place


def test_two_who_grade_at_once_give_one_grade_and_no_error_page():
    agent, mate = a_user(), a_user()
    codes = ("ecommerce.goods.quality", "ecommerce.service.attitude")
    categories = [Category.objects.get(code=code) for code in codes]
    for _round in ROUNDS:
        complaint = a_complaint(agent=agent, category=None)
        facts = {"severity": "S2", "severity_reason": "影响使用", "impact": "individual", "now": NOON}
        people = zip((agent, mate), categories, strict=True)
        grades = [partial(triage, complaint.pk, category=kind, handler=by, by=by, **facts) for by, kind in people]
        graded = one_of(together(*grades))
        stored = Complaint.objects.get(pk=complaint.pk)
        assert (stored.handler, stored.category) == (graded.handler, graded.category)


def test_two_merges_that_cross_close_one_and_keep_the_other():
    agent = a_user()
    for _round in ROUNDS:
        one, other = a_complaint(agent=agent), a_complaint(agent=agent)
        one_of(
            together(
                partial(merging.close_duplicate, one.pk, of_id=other.pk, reason="同一件事", by=agent, now=NOON),
                partial(merging.close_duplicate, other.pk, of_id=one.pk, reason="同一件事", by=agent, now=NOON),
            )
        )
        assert sorted(Complaint.objects.filter(pk__in=[one.pk, other.pk]).values_list("state", flat=True)) == [
            "closed",
            "received",
        ]


def test_a_customer_rated_twice_at_once_is_asked_once():
    agent, caller, customer = a_user(), a_caller(), User.objects.customer()
    for _round in ROUNDS:
        complaint = a_complaint(at=State.REVISIT, agent=agent)
        asked = partial(record, complaint.pk, reached=True, now=NOON)
        rated = one_of(
            together(
                partial(asked, channel="phone", rating=5, by=caller),
                partial(asked, channel="web_form", rating=1, reason="没解决", by=customer),
            )
        )
        assert Revisit.objects.get(complaint=complaint) == rated
        expected = State.CLOSED if rated.rating == 5 else State.INVESTIGATING
        assert Complaint.objects.get(pk=complaint.pk).state == expected


def test_two_reopen_once():
    one, other = a_user(Role.SUPERVISOR), User.objects.customer()
    complaint = a_complaint(at=State.CLOSED)
    again = partial(closing.reopen, complaint.pk, reason="又坏了", now=NOON)
    one_of(together(partial(again, by=one), partial(again, by=other)))
    assert Complaint.objects.get().reopened_count == 1
