"""Two complaints become one, and the merge is taken back within the day (INT-6)."""

from datetime import timedelta

import pytest

from accounts.roles import Role
from complaints.crypto.contact import ContactKind
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import Complainant, Complaint, ContactPoint, EventKind, Evidence, LedgerEntry, Merge
from complaints.services import closing, customers, merging, parting, proposal, triage
from complaints.services.contacts import record_contact
from complaints.services.evidence import add_evidence
from complaints.services.people import find_or_create
from complaints.services.record import faults_of
from complaints.services.tasks import assign_task, do_task
from complaints.states import OPEN_STATES, Severity, State
from tests.builders import NOON, a_complaint, a_photo, a_user, execute_all

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PHONE, MAIL = {ContactKind.PHONE: "13800138000"}, {ContactKind.EMAIL: "gu@example.cn"}
FACTS = {"severity_reason": "见说明", "impact": "individual"}


def fresh(complaint):
    return Complaint.objects.get(pk=complaint.pk)


def merge(complaint, into, **facts):
    facts = {"reason": "同一箱鸡蛋", "by": complaint.received_by, "now": NOON} | facts
    return merging.close_duplicate(complaint.pk, of_id=into.pk, **facts)


def undo(complaint, *, now=NOON + HOUR, by=None):
    return parting.undo_merge(complaint.pk, reason="两箱不同的鸡蛋", by=by or complaint.received_by, now=now)


def a_check(complaint, agent):
    facts = {"department": complaint.department, "due_at": NOON + DAY, "by": agent, "now": NOON}
    return assign_task(complaint.pk, title="调取监控", **facts)


def whole(*complaints):
    """What a merge may move, as it stands."""
    pks = [one.pk for one in complaints]
    changing = {"events_count", "events_head", "events_seal", "read_count", "has_news"}
    rows = [
        {name: row[name] for name in row.keys() - changing} for row in Complaint.objects.filter(pk__in=pks).values()
    ]
    return {
        "complaints": sorted(rows, key=lambda row: row["id"]),
        "evidence": sorted(Evidence.objects.values_list("complaint", "sha256")),
        "ledger": sorted(LedgerEntry.objects.values_list("complaint", "value_cny")),
        "contacts": sorted(ContactPoint.objects.values_list("pk", "complainant")),
        "people": sorted(Complainant.objects.values_list("pk", "same_as"), key=str),
        "tasks": sorted((one.pk, one.complaint_id, one.is_open) for one in _tasks(pks)),
        "running": sorted(
            (one.kind, one.complaint_id, one.due_at) for each in complaints for one in each.deadlines.running()
        ),
    }


def _tasks(pks):
    return [task for pk in pks for task in Complaint.objects.get(pk=pk).tasks.all()]


@pytest.mark.parametrize("state", [State.RECEIVED, State.TRIAGED, State.INVESTIGATING])
@pytest.mark.parametrize("is_same_person", [True, False])
def test_merge_and_undo_leave_everything_as_it_was(state, is_same_person):
    agent = a_user()
    kept = a_complaint(at=State.INVESTIGATING, agent=agent, contacts=PHONE)
    twice = a_complaint(at=state, agent=agent, contacts=MAIL)
    if state != State.RECEIVED:
        grade = {"category": twice.category, "severity": Severity.S1, **FACTS}
        triage.regrade(twice.pk, **grade, by=agent, now=NOON)
        a_check(twice, agent)
    for complaint in (kept, twice):
        add_evidence(complaint.pk, upload=a_photo(), by=agent, now=NOON)
    call_back = {"direction": "in", "channel": "phone", "summary": "问进展", "next_contact_at": NOON + 3 * HOUR}
    record_contact(twice.pk, **call_back, by=agent, now=NOON)
    before = whole(kept, twice)
    merge(twice, kept, is_same_person=is_same_person)
    assert whole(kept, twice) != before
    undo(twice)
    assert whole(kept, twice) == before
    for complaint in (kept, twice):
        assert fresh(complaint).events.get(kind=EventKind.SEPARATED).facts["reason"] == "两箱不同的鸡蛋"
        assert faults_of(fresh(complaint)) == []


@pytest.mark.parametrize("state", OPEN_STATES)
def test_wherever_it_stood_it_can_be_worked_on_after_the_undo(state):
    agent = a_user()
    kept, twice = a_complaint(agent=agent), a_complaint(at=state, agent=agent)
    merge(twice, kept)
    undo(twice)
    after = fresh(twice)
    assert after.state == (state if state in (State.RECEIVED, State.TRIAGED) else State.INVESTIGATING)
    assert (after.resolution, after.duplicate_of, after.closed_at, after.accepted_proposal) == ("", None, None, None)
    assert after.round == (2 if state in (State.EXECUTING, State.REVISIT) else 1)
    assert after.deadlines.running().exists()
    assert after.next_due_at == min(one.due_at for one in after.deadlines.running() if not one.is_paused)


def test_open_checks_and_promises_go_on_under_the_other():
    agent = a_user()
    kept, twice = (
        a_complaint(agent=agent, contacts=PHONE),
        a_complaint(at=State.INVESTIGATING, agent=agent, contacts=PHONE),
    )
    check = a_check(twice, agent)
    promised = {"direction": "in", "channel": "phone", "summary": "催", "next_contact_at": NOON + HOUR}
    record_contact(twice.pk, **promised, by=agent, now=NOON)
    merge(twice, kept)
    after = fresh(kept)
    assert after.tasks.open().get() == check
    assert after.deadlines.running().filter(kind="commitment", due_at=NOON + HOUR).exists()
    assert after.deadlines.running().get(task=check).due_at == check.due_at
    assert not fresh(twice).deadlines.running().exists()


def test_what_was_done_since_stays_with_the_other():
    agent = a_user()
    kept = a_complaint(at=State.INVESTIGATING, agent=agent)
    twice = a_complaint(at=State.INVESTIGATING, agent=agent)
    check = a_check(twice, agent)
    merge(twice, kept)
    doer = a_user(Role.HANDLER, department=kept.department.code)
    do_task(check.pk, result="已调取", files=[a_photo()], by=doer, now=NOON)
    undo(twice)
    assert fresh(kept).tasks.get(pk=check.pk).done_at == NOON
    assert fresh(kept).evidence.count() == 1


def test_two_customers_are_merged_only_for_a_reason():
    agent = a_user()
    kept, twice = a_complaint(agent=agent, contacts=PHONE), a_complaint(agent=agent, contacts=MAIL)
    with pytest.raises(RuleBroken, match="two customers"):
        merge(twice, kept, reason=" ")
    assert fresh(twice).is_open
    same = a_complaint(agent=agent, contacts=PHONE)
    merge(same, kept, reason="")
    assert fresh(same).duplicate_of == kept


def test_strangers_stay_apart_and_learn_nothing_of_each_other():
    agent = a_user()
    kept, twice = a_complaint(agent=agent, contacts=PHONE), a_complaint(agent=agent, contacts=MAIL)
    merge(twice, kept, is_same_person=False)
    assert fresh(twice).complainant != fresh(kept).complainant
    assert customers.rows_of(twice.complainant_id) == [twice.complainant_id]
    assert kept.complainant.contact_points.count() == 1
    assert kept.number not in twice.deliveries.get(step="merged_apart").body


def test_a29_a_complaint_on_which_something_was_granted_is_not_merged_into_a_strangers():
    agent = a_user()
    kept = a_complaint(agent=agent)
    for state in (State.PROPOSED, State.EXECUTING, State.REVISIT):
        twice = a_complaint(at=state, agent=agent)
        with pytest.raises(RuleBroken, match="granted"):
            merge(twice, kept, is_same_person=False)
        assert fresh(twice).state == state


@pytest.mark.parametrize("paid", [False, True], ids=["accepted", "paid"])
def test_what_the_customer_was_given_for_both_holds_them_together(paid):
    agent = a_user()
    kept, twice = a_complaint(at=State.PROPOSED, agent=agent), a_complaint(agent=agent)
    merge(twice, kept)
    proposal.accept(kept.pk, position=1, via="phone", by=agent, now=NOON)
    if paid:
        execute_all(kept.pk, now=NOON)
    with pytest.raises(RuleBroken, match="accepted or been given"):
        undo(twice)
    assert fresh(twice).duplicate_of == kept


def test_the_day_is_counted_from_the_merge():
    agent = a_user()
    kept, twice = a_complaint(agent=agent), a_complaint(agent=agent)
    merge(twice, kept)
    with pytest.raises(RuleBroken, match="last day"):
        undo(twice, now=NOON + DAY + timedelta(seconds=1))
    undo(twice, now=NOON + DAY)
    with pytest.raises(RuleBroken, match="last day"):
        undo(twice)


def test_a_closed_or_merged_other_must_be_opened_first():
    agent = a_user()
    kept, twice, third = (a_complaint(agent=agent) for _one in range(3))
    merge(twice, kept)
    merge(kept, third)
    with pytest.raises(RuleBroken, match="closed by now"):
        undo(twice)
    undo(kept)
    undo(twice)
    merge(twice, kept)
    closing.withdraw(kept.pk, reason="算了", by=agent, now=NOON)
    with pytest.raises(RuleBroken, match="closed by now"):
        undo(twice)


def test_who_was_joined_with_others_meanwhile_stays_one_customer():
    agent = a_user()
    kept, twice = a_complaint(agent=agent, contacts=PHONE), a_complaint(agent=agent, contacts=MAIL)
    third = a_complaint(agent=agent, contacts={ContactKind.PHONE: "13700137000"})
    merge(twice, kept)
    find_or_create(name="", contacts={**PHONE, ContactKind.WECHAT: "gu"}, now=NOON)
    customers.join(kept.complainant_id, third.complainant_id)
    undo(twice)
    assert len(customers.rows_of(twice.complainant_id)) == 3


def test_a_severity_changed_by_somebody_since_stays():
    agent = a_user()
    kept, twice = (a_complaint(at=State.TRIAGED, agent=agent) for _one in range(2))
    triage.regrade(twice.pk, category=twice.category, severity=Severity.S1, **FACTS, by=agent, now=NOON)
    merge(twice, kept)
    assert fresh(kept).severity == Severity.S1
    triage.regrade(kept.pk, category=kept.category, severity=Severity.S3, **FACTS, by=agent, now=NOON)
    undo(twice)
    assert fresh(kept).severity == Severity.S3


@pytest.mark.parametrize("role", [Role.HANDLER, Role.FINANCE, Role.AUDITOR, Role.DIRECTOR])
def test_who_may_not_merge_may_not_part(role):
    agent = a_user()
    kept, twice = a_complaint(agent=agent), a_complaint(agent=agent)
    merge(twice, kept)
    with pytest.raises(NotPermitted):
        undo(twice, by=a_user(role))
    assert Merge.objects.standing().get().complaint == twice


def test_a_customer_whose_other_complaint_one_may_not_see_cannot_be_parted():
    agent = a_user()
    kept, twice = a_complaint(agent=agent), a_complaint(agent=agent)
    merge(twice, kept)
    with pytest.raises(NotPermitted):
        undo(twice, by=a_user(team="internet-desk"))
