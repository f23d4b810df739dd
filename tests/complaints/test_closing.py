from datetime import timedelta

import pytest

from accounts.models import User
from accounts.roles import Role
from complaints.crypto.contact import ContactKind
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import ALIVE, Complaint, ContactPoint, EventKind, Proposal
from complaints.services import closing, merging
from complaints.services.evidence import add_evidence
from complaints.services.numbers import find_by_tracking_code
from complaints.services.tasks import assign_task
from complaints.services.triage import triage
from complaints.states import OPEN_STATES, Severity, State
from review.services.revisit import record
from tests.builders import NOON, a_caller, a_complaint, a_photo, a_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
DAY = timedelta(days=1)


def fresh(complaint):
    return Complaint.objects.get(pk=complaint.pk)


def merged(complaint, into, *, by=None):
    by = by or complaint.received_by
    return merging.close_duplicate(complaint.pk, of_id=into.pk, reason="同一件事", by=by, now=NOON + DAY)


def graded(agent, severity, **facts):
    complaint = a_complaint(agent=agent, **facts)
    return triage(
        complaint.pk,
        category=complaint.category,
        severity=severity,
        severity_reason="见说明",
        impact="individual",
        handler=agent,
        by=agent,
        now=NOON,
    )


@pytest.mark.parametrize("state", OPEN_STATES)
def test_every_early_way_out_leaves_nothing_open(state):
    agent = a_user()
    other = a_complaint(agent=agent)
    ways = {
        "withdrawn": lambda pk: closing.withdraw(pk, reason="不追究了", by=User.objects.customer(), now=NOON + DAY),
        "refused": lambda pk: closing.refuse_complaint(pk, reason="非本店", by=a_user(Role.SUPERVISOR), now=NOON + DAY),
        "duplicate": lambda pk: merging.close_duplicate(
            pk, of_id=other.pk, reason="同一件事", by=agent, now=NOON + DAY
        ),
    }
    for resolution, way in ways.items():
        complaint = a_complaint(at=state, agent=agent)
        way(complaint.pk)
        after = fresh(complaint)
        assert (after.state, after.resolution, after.closed_at) == (State.CLOSED, resolution, NOON + DAY)
        assert (after.next_due_at, after.next_due_kind) == (None, "")
        assert not complaint.tasks.open().exists()
        assert not complaint.deadlines.running().exists()
        assert not Proposal.objects.filter(complaint=complaint, status__in=ALIVE).exists()


def test_who_is_refused_learns_why_and_where_else_to_turn():
    complaint = a_complaint(language="en")
    closing.refuse_complaint(complaint.pk, reason="Not sold by us.", by=a_user(Role.SUPERVISOR), now=NOON)
    body = complaint.deliveries.get(step="not_accepted").body
    assert "Not sold by us." in body
    assert "12315" in body


@pytest.mark.parametrize("way", [closing.withdraw, closing.refuse_complaint, closing.reopen])
def test_a_reason_is_asked_for(way):
    complaint = a_complaint(at=State.CLOSED if way is closing.reopen else State.RECEIVED)
    with pytest.raises(RuleBroken, match="why"):
        way(complaint.pk, reason="\u3000", by=a_user(Role.SUPERVISOR), now=NOON)


def test_a_duplicate_hands_on_contacts_evidence_and_the_stricter_severity():
    agent = a_user()
    kept = graded(agent, Severity.S3, contacts={ContactKind.PHONE: "13800138000"})
    twice = graded(agent, Severity.S1, contacts={ContactKind.EMAIL: "gu@example.cn"})
    photo = a_photo()
    for complaint, upload in ((kept, photo), (twice, photo), (twice, a_photo())):
        upload.seek(0)
        add_evidence(complaint.pk, upload=upload, by=agent, now=NOON)
    merged(twice, kept)
    kept, twice = fresh(kept), fresh(twice)
    assert (kept.severity, kept.priority) == (Severity.S1, "high")
    assert kept.deadlines.get(kind="first_contact").due_at == NOON + timedelta(minutes=30)
    assert kept.evidence.count() == 2
    assert twice.evidence.count() == 2
    assert twice.complainant == kept.complainant
    assert kept.complainant.contact_points.count() == 2
    assert twice.duplicate_of == kept
    facts = kept.events.get(kind=EventKind.MERGED_IN).facts
    assert (facts["duplicate"], facts["before"]["severity"], facts["after"]["severity"]) == (twice.number, "S3", "S1")


def test_the_milder_severity_of_a_duplicate_changes_nothing():
    agent = a_user()
    kept, twice = graded(agent, Severity.S1), graded(agent, Severity.S3)
    due = fresh(kept).next_due_at
    merged(twice, kept)
    assert (fresh(kept).severity, fresh(kept).next_due_at) == (Severity.S1, due)


def test_a_customer_with_other_complaints_keeps_the_contacts_of_those():
    agent = a_user()
    other_of_theirs = a_complaint(agent=agent, contacts={ContactKind.PHONE: "13800138000"})
    twice = a_complaint(agent=agent, contacts={ContactKind.PHONE: "13800138000"})
    kept = a_complaint(agent=agent, contacts={ContactKind.PHONE: "13900139000"})
    merged(twice, kept)
    assert fresh(other_of_theirs).complainant.contact_points.count() == 1
    assert fresh(twice).complainant == fresh(other_of_theirs).complainant
    assert ContactPoint.objects.count() == 2


@pytest.mark.parametrize("same_person", [True, False])
def test_who_told_us_twice_is_told_that_it_is_one_matter_now(same_person):
    agent = a_user()
    contacts = {"contacts": {ContactKind.PHONE: "13800138000"}} if same_person else {}
    kept, twice = a_complaint(agent=agent, **contacts), a_complaint(agent=agent, **contacts)
    merged(twice, kept)
    assert kept.number in twice.deliveries.get(step="merged").body


def test_a_complaint_is_no_duplicate_of_itself_of_a_closed_one_or_of_one_not_seen():
    agent = a_user()
    complaint = a_complaint(agent=agent)
    with pytest.raises(RuleBroken, match="itself"):
        merged(complaint, complaint)
    with pytest.raises(RuleBroken, match="closed"):
        merged(complaint, a_complaint(at=State.CLOSED, agent=agent))
    with pytest.raises(NotPermitted):
        merged(complaint, a_complaint(agent=a_user(team="internet-desk"), preset="internet", category=None))
    assert fresh(complaint).state == State.RECEIVED


def test_no_circle_of_duplicates_can_be_made():
    agent = a_user()
    first, second, third = (a_complaint(agent=agent) for _turn in range(3))
    merged(first, second)
    merged(second, third)
    with pytest.raises(RuleBroken, match="closed"):
        merged(third, first)


def test_reopening_begins_a_new_round_of_investigation():
    complaint = a_complaint(at=State.CLOSED)
    closing.reopen(complaint.pk, reason="又坏了", by=User.objects.customer(), now=NOON + 2 * DAY)
    after = fresh(complaint)
    assert (after.state, after.round, after.reopened_count) == (State.INVESTIGATING, 2, 1)
    assert (after.resolution, after.closed_at, after.accepted_proposal) == ("", None, None)
    assert after.deadlines.running().get(kind="solution").due_at == NOON + 3 * DAY
    assert complaint.deliveries.filter(step="reopened").exists()


@pytest.mark.parametrize(("days", "seconds", "is_open"), [(30, 0, True), (30, 1, False), (400, 0, False)])
def test_the_customer_reopens_within_thirty_days_and_a_supervisor_at_any_time(days, seconds, is_open):
    complaint = a_complaint(at=State.CLOSED)
    now = complaint.closed_at + timedelta(days=days, seconds=seconds)
    if is_open:
        closing.reopen(complaint.pk, reason="又坏了", by=User.objects.customer(), now=now)
        return
    with pytest.raises(NotPermitted, match="30"):
        closing.reopen(complaint.pk, reason="又坏了", by=User.objects.customer(), now=now)
    assert closing.reopen(complaint.pk, reason="查实", by=a_user(Role.SUPERVISOR), now=now).state == State.INVESTIGATING


def test_a_reopened_complaint_goes_only_to_somebody_who_handles_complaints():
    complaint, supervisor = a_complaint(at=State.CLOSED), a_user(Role.SUPERVISOR)
    with pytest.raises(RuleBroken):
        closing.reopen(complaint.pk, reason="又坏了", handler=a_user(Role.FINANCE), by=supervisor, now=NOON)


def test_a_complaint_that_was_never_graded_says_why_it_cannot_be_reopened():
    complaint = a_complaint()
    closing.withdraw(complaint.pk, reason="不追究了", by=User.objects.customer(), now=NOON)
    with pytest.raises(RuleBroken, match="before it was graded"):
        closing.reopen(complaint.pk, reason="又坏了", by=a_user(Role.SUPERVISOR), now=NOON)


@pytest.mark.parametrize("rating", [5, None], ids=["satisfied", "not reached"])
def test_what_is_still_open_at_the_revisit_ends_with_the_complaint(rating):
    complaint = a_complaint(at=State.REVISIT)
    assign_task(
        complaint.pk,
        title="回收旧箱",
        department=complaint.department,
        due_at=NOON + 9 * DAY,
        by=complaint.handler,
        now=NOON,
    )
    record(
        complaint.pk,
        channel="phone",
        reached=bool(rating),
        rating=rating,
        outcome="" if rating else "declined",
        by=a_caller(),
        now=NOON,
    )
    assert fresh(complaint).state == State.CLOSED
    assert not complaint.tasks.open().exists()
    assert not complaint.deadlines.running().exists()


def test_a_task_of_the_closed_complaint_is_cancelled():
    complaint = a_complaint(at=State.INVESTIGATING)
    task = assign_task(
        complaint.pk,
        title="调取记录",
        department=complaint.department,
        due_at=NOON + DAY,
        by=complaint.handler,
        now=NOON,
    )
    closing.withdraw(complaint.pk, reason="不追究了", by=complaint.handler, now=NOON)
    assert complaint.tasks.get(pk=task.pk).cancelled_at == NOON


def test_a_new_tracking_code_goes_to_the_known_contact_and_ends_the_old_one():
    complaint = a_complaint()
    old = complaint.tracking_hash
    closing.renew_tracking_code(complaint.pk, by=complaint.received_by, now=NOON)
    message = complaint.deliveries.get(step="code_renewed")
    code = next(word for word in message.body.replace("。", " ").split() if word.count("-") == 3)
    assert find_by_tracking_code(code) == complaint
    assert fresh(complaint).tracking_hash != old


def test_without_a_contact_there_is_nobody_to_send_a_code_to():
    complaint = a_complaint(contacts={})
    with pytest.raises(RuleBroken, match="contact"):
        closing.renew_tracking_code(complaint.pk, by=complaint.received_by, now=NOON)
