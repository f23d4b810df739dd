"""What the database itself refuses, whoever asks: raw SQL and queryset updates stand in for a hurried hand."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import ProtectedError

from accounts.roles import Role
from complaints import guards as complaints
from complaints.models import (
    Complaint,
    ComplaintEvent,
    Deadline,
    DeadlineRule,
    Evidence,
    LedgerEntry,
    Policy,
    Proposal,
    Task,
)
from complaints.services import policies, proposal
from complaints.states import State
from escalation import guards as escalation
from knowledge import guards as knowledge
from review import guards as review
from tests.builders import NOON, a_complaint, a_user, choices

pytestmark = pytest.mark.django_db
RECORD = "complaints_complaintevent"
LEDGER = "complaints_ledgerentry"


def refused(statement, *values):
    """Whether the database refuses it; nothing of the attempt stays."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(statement, values)
                if connection.vendor == "postgresql":
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            transaction.set_rollback(True)
    except IntegrityError:
        return True
    return False


def update_refused(rows, **changes):
    try:
        with transaction.atomic():
            assert rows.update(**changes), "there was nothing to change"
            transaction.set_rollback(True)
    except IntegrityError:
        return True
    return False


@pytest.fixture
def closed():
    return a_complaint(at=State.CLOSED)


@pytest.mark.parametrize("table", [RECORD, LEDGER])
def test_no_entry_is_changed_or_taken_away(closed, table):
    assert refused(f"UPDATE {table} SET id = id")  # noqa: S608
    assert refused(f"DELETE FROM {table}")  # noqa: S608
    model = {RECORD: ComplaintEvent, LEDGER: LedgerEntry}[table]
    row = model.objects.first()
    for change in (row.save, row.delete, model.objects.all().delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


@pytest.mark.postgres
@pytest.mark.parametrize("table", [RECORD, LEDGER])
def test_no_table_of_entries_is_emptied_at_a_stroke(closed, table):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(DatabaseError, match="append-only"):
            cursor.execute(f"TRUNCATE {table} CASCADE")
        transaction.set_rollback(True)


def test_rules_that_were_activated_stand_as_they_are(closed):
    """SLA: a complaint keeps the version it was received under."""
    policy, rules = Policy.objects.filter(pk=closed.policy_id), closed.policy.rules.all()
    assert update_refused(policy, reminders=[10])
    assert update_refused(policy, active_from=None)
    assert update_refused(rules, minutes=1)
    assert refused("DELETE FROM complaints_deadlinerule WHERE policy_id = %s", closed.policy_id)
    assert refused("DELETE FROM complaints_policy WHERE id = %s", closed.policy_id)
    with pytest.raises(IntegrityError), transaction.atomic():
        DeadlineRule.objects.create(policy=closed.policy, kind="progress", severity="S1", nature="goods", minutes=5)


def test_a_rule_neither_leaves_nor_joins_a_version_in_force(closed):
    draft = policies.draft(closed.policy.preset, by=a_user(Role.SUPERVISOR), now=NOON)
    assert update_refused(closed.policy.rules.filter(kind="progress", severity=""), policy=draft)
    drafted = draft.rules.filter(kind="progress", severity="")
    drafted.update(severity="S2", priority="low", nature="goods")
    assert update_refused(draft.rules.filter(priority="low", nature="goods"), policy=closed.policy)


def test_a_draft_is_changed_and_a_version_nobody_was_received_under_taken_back(closed):
    draft = policies.draft(closed.policy.preset, by=a_user(Role.SUPERVISOR), now=NOON)
    rows = Policy.objects.filter(pk=draft.pk)
    assert not update_refused(rows, reminders=[10])
    assert not update_refused(draft.rules.all(), minutes=1)
    rows.update(active_from=NOON)
    assert update_refused(rows, reminders=[10])
    assert not update_refused(rows, active_from=None)


@pytest.mark.parametrize("state", [State.EXECUTING, State.REVISIT])
@pytest.mark.parametrize("at", [State.RECEIVED, State.INVESTIGATING, State.PROPOSED])
def test_nothing_executes_that_was_not_accepted(at, state):
    rows = Complaint.objects.filter(pk=a_complaint(at=at).pk)
    assert update_refused(rows, state=state)
    other = a_complaint(at=State.EXECUTING)
    assert update_refused(rows, state=state, accepted_proposal=other.accepted_proposal)


def test_nothing_is_brought_in_as_executed_already():
    complaint = a_complaint(at=State.EXECUTING)
    complaint.pk, complaint.number, complaint.tracking_hash = None, "202611-999", "x"
    with pytest.raises(IntegrityError), transaction.atomic():
        complaint.save(force_insert=True)


def test_an_offered_proposal_is_not_an_accepted_one():
    complaint = a_complaint(at=State.PROPOSED)
    rows = Complaint.objects.filter(pk=complaint.pk)
    assert update_refused(rows, state=State.EXECUTING, accepted_proposal=complaint.proposals.get())


@pytest.mark.parametrize("status", ["approved", "offered", "accepted", "refused", "impossible"])
def test_no_proposal_goes_past_approval_without_one(status):
    complaint = a_complaint(at=State.INVESTIGATING)
    waiting = proposal.propose(complaint.pk, message="道歉", choices=choices(), by=complaint.handler, now=NOON)
    rows = Proposal.objects.filter(pk=waiting.pk)
    assert update_refused(rows, status=status, chosen=waiting.options.first(), answered_at=NOON)


@pytest.mark.parametrize(
    "changes",
    [
        "beyond",
        {"approved_under_cny": Decimal("100.00")},
        {"content_hash": "0" * 64},
        {"approved_hash": "0" * 64},
        {"approved_by": None},
        {"approved_at": None},
        {"approved_under_cny": None},
        {"approved_hash": ""},
        {"status": "free"},
    ],
    ids=str,
)
def test_an_approval_stays_whole_and_covers_exactly_what_it_was_given_for(changes):
    rows = a_complaint(at=State.PROPOSED, refund_cny="500.00").proposals
    if changes == "beyond":
        changes = {"compensation_cny": rows.get().approved_under_cny + Decimal("0.01")}
    assert update_refused(rows, **changes)


def test_an_accepted_proposal_names_the_chosen_option():
    rows = a_complaint(at=State.EXECUTING).proposals
    assert update_refused(rows, chosen=None)
    assert update_refused(rows, answered_at=None)


@pytest.mark.parametrize("changes", [{"resolution": ""}, {"closed_at": None}], ids=["no resolution", "no moment"])
def test_closed_means_resolved_at_a_moment(closed, changes):
    assert update_refused(Complaint.objects.filter(pk=closed.pk), **changes)


def test_open_means_not_resolved():
    rows = Complaint.objects.filter(pk=a_complaint().pk)
    assert update_refused(rows, resolution="resolved")
    assert update_refused(rows, closed_at=NOON)
    assert update_refused(rows, state=State.CLOSED)
    assert update_refused(rows, state=State.CLOSED, closed_at=NOON)
    assert update_refused(rows, state="forgotten")


def test_a_duplicate_names_the_other_and_nothing_else_does(closed):
    rows = Complaint.objects.filter(pk=closed.pk)
    assert update_refused(rows, resolution="duplicate")
    assert update_refused(rows, duplicate_of=a_complaint())


@pytest.mark.parametrize(
    "changes", [{"severity": ""}, {"priority": ""}, {"category": None}, {"handler": None}], ids=str
)
def test_a_triaged_complaint_keeps_its_grade_and_its_handler(changes):
    assert update_refused(Complaint.objects.filter(pk=a_complaint(at=State.TRIAGED).pk), **changes)


def test_only_one_proposal_at_a_time_is_on_its_way():
    complaint = a_complaint(at=State.PROPOSED)
    first = complaint.proposals.get()
    first.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save(force_insert=True)


def test_the_ledger_books_a_task_once():
    entry = a_complaint(at=State.REVISIT).ledger.get()
    entry.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save(force_insert=True)
    coupon = {"complaint": entry.complaint, "purpose": "missed promise", "measure": "coupon", "value_cny": 5}
    LedgerEntry.objects.create(**coupon, booked_by=entry.booked_by, booked_at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntry.objects.create(**coupon, booked_by=entry.booked_by, booked_at=NOON)


def test_money_is_not_booked_without_its_reference():
    task = a_complaint(at=State.EXECUTING).tasks.get(stage="execution")
    booked = {"complaint": task.complaint, "task": task, "purpose": "execution", "value_cny": 89}
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntry.objects.create(**booked, measure="refund", booked_by=task.created_by, booked_at=NOON)


def test_an_item_is_executed_once():
    task = a_complaint(at=State.EXECUTING).tasks.get(stage="execution")
    task.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        task.save(force_insert=True)


def test_only_a_first_contact_is_a_task_without_words():
    assert update_refused(a_complaint(at=State.EXECUTING).tasks, title="")


def test_a_task_is_done_by_somebody_and_not_cancelled_as_well():
    rows = a_complaint(at=State.EXECUTING).tasks
    assert update_refused(rows, done_at=NOON)
    assert update_refused(rows, done_by=a_user())
    assert update_refused(rows, done_at=NOON, done_by=a_user(), cancelled_at=NOON)


def test_a_deadline_of_one_kind_runs_once_and_is_met_or_cancelled():
    running = a_complaint().deadlines.filter(kind="direction")
    assert update_refused(running, met_at=NOON, cancelled_at=NOON)
    again = running.get()
    again.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)
    again.kind, again.due_at = "commitment", NOON + timedelta(days=1)
    again.save(force_insert=True)
    assert Deadline.objects.filter(complaint=again.complaint, kind="commitment").count() == 1


def test_nothing_on_the_path_of_the_record_is_deleted_along_with_something_else(closed):
    for row in (closed, closed.complainant, closed.handler, closed.policy, closed.category, closed.department):
        with pytest.raises(ProtectedError):
            row.delete()
    for model in (Proposal, Task):
        with pytest.raises(ProtectedError):
            model.objects.filter(complaint=closed).delete()


def test_a_file_without_content_is_no_evidence():
    evidence = a_complaint(at=State.REVISIT).evidence
    assert update_refused(evidence, size_bytes=0)
    again = evidence.first()
    again.pk, again.uuid = None, "00000000-0000-0000-0000-000000000000"
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)
    assert Evidence.objects.count() == 1


def test_every_guard_is_in_the_database():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
            if connection.vendor == "postgresql"
            else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        )
        there = {name for (name,) in cursor.fetchall()}
    guards = [*complaints.GUARDS, *escalation.GUARDS, *review.GUARDS, *knowledge.GUARDS]
    if connection.vendor == "postgresql":
        assert there == {name for guard in guards for name in re.findall(r"REPLACE TRIGGER (\w+)", guard.postgres)}
    else:
        assert there == {name for guard in guards for name in guard.sqlite}
