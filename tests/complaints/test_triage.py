from datetime import timedelta

import pytest

from accounts.roles import Role
from complaints.errors import NotPermitted, Outdated, RuleBroken
from complaints.models import Category, Complaint, DeadlineRule, EventKind
from complaints.services.triage import regrade, triage
from complaints.states import Impact, Priority, Severity, State, Tier, priority_of
from complaints.telling.timeline import entries
from tests.builders import NOON, a_complaint, a_user, as_signed_in
from tests.guards import lifted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
HOUR = timedelta(hours=1)


def grade(complaint, service=triage, **changes):
    facts = {
        "category": Category.objects.get(code="ecommerce.logistics.damage"),
        "severity": Severity.S2,
        "severity_reason": "影响使用",
        "impact": Impact.INDIVIDUAL,
        "by": complaint.received_by,
        "now": NOON + HOUR,
    }
    if service is triage:
        facts["handler"] = complaint.received_by
    return service(complaint.pk, **facts | changes)


@pytest.mark.parametrize(
    ("severity", "impact", "tier", "priority"),
    [
        ("S1", "individual", "regular", Priority.HIGH),
        ("S1", "group", "vip", Priority.HIGH),
        ("S2", "individual", "regular", Priority.MEDIUM),
        ("S2", "group", "regular", Priority.HIGH),
        ("S3", "individual", "regular", Priority.LOW),
        ("S3", "individual", "silver", Priority.LOW),
        ("S3", "individual", "gold", Priority.MEDIUM),
        ("S3", "individual", "vip", Priority.MEDIUM),
        ("S3", "group", "regular", Priority.HIGH),
    ],
)
def test_priority_follows_from_urgency_impact_and_customer_value(severity, impact, tier, priority):
    assert priority_of(severity=severity, impact=impact, tier=tier) == priority


def test_a_grade_comes_with_category_department_handler_and_a_word_to_the_customer():
    complaint = a_complaint()
    graded = grade(complaint)
    assert (graded.state, graded.priority, graded.handler) == (State.TRIAGED, Priority.MEDIUM, complaint.received_by)
    assert graded.department.code == "logistics"
    event = graded.events.get(kind=EventKind.TRIAGED)
    assert event.facts["before"]["severity"] == ""
    assert event.facts["after"]["severity"] == "S2"
    assert event.facts["reason"] == "影响使用"
    message = graded.deliveries.get(step="assigned")
    assert graded.handler.name in message.body
    assert graded.handler.employee_number in message.body


def test_customer_value_raises_the_place_and_not_the_truth_of_the_severity():
    graded = grade(a_complaint(tier=Tier.VIP), severity=Severity.S3)
    assert (graded.severity, graded.priority) == (Severity.S3, Priority.MEDIUM)


def test_grading_recomputes_what_runs_from_receipt_and_leaves_what_is_met():
    complaint = a_complaint()
    complaint.deadlines.filter(kind="acknowledgement").update(met_at=NOON)
    before = complaint.deadlines.get(kind="acknowledgement").due_at
    grade(complaint)
    due = dict(complaint.deadlines.values_list("kind", "due_at"))
    assert due["first_contact"] == NOON + HOUR
    assert due["direction"] == NOON + 4 * HOUR
    assert due["investigation"] == NOON + 48 * HOUR
    assert due["acknowledgement"] == before
    assert Complaint.objects.get().next_due_at == NOON + HOUR


def test_a_goods_complaint_is_verified_within_two_days():
    complaint = a_complaint()
    grade(complaint, category=Category.objects.get(code="ecommerce.goods.quality"))
    assert complaint.deadlines.get(kind="verification").due_at == NOON + 48 * HOUR


def regraded(complaint, code, now=NOON + HOUR):
    return grade(complaint, regrade, category=Category.objects.get(code=f"ecommerce.{code}"), now=now)


def test_sla_19_what_the_new_grade_asks_no_longer_is_cancelled_on_the_record():
    complaint = a_complaint()
    grade(complaint, category=Category.objects.get(code="ecommerce.goods.quality"))
    regraded(complaint, "logistics.damage", now=NOON + 2 * HOUR)
    verification = complaint.deadlines.get(kind="verification")
    assert (verification.met_at, verification.cancelled_at) == (None, NOON + 2 * HOUR)
    assert Complaint.objects.get().next_due_at == complaint.deadlines.running().first().due_at
    facts = complaint.events.get(kind=EventKind.REGRADED).facts
    assert (facts["before"]["deadlines"], facts["after"]["deadlines"]) == (["verification"], [])
    change = entries(complaint)[0].changes[-1]
    assert change == ("Deadlines", "Goods verified", "—")


def test_sla_19_what_only_the_new_grade_asks_runs_from_its_original_start():
    complaint = a_complaint()
    grade(complaint)
    assert not complaint.deadlines.filter(kind="verification").exists()
    regraded(complaint, "goods.quality", now=NOON + 5 * HOUR)
    verification = complaint.deadlines.get(kind="verification")
    assert (verification.started_at, verification.due_at) == (NOON, NOON + 48 * HOUR)
    assert complaint.events.get(kind=EventKind.REGRADED).facts["after"]["deadlines"] == ["verification"]


def test_sla_19_a_grade_taken_back_starts_the_cancelled_deadline_where_it_had_started():
    complaint = a_complaint()
    grade(complaint, category=Category.objects.get(code="ecommerce.goods.quality"))
    regraded(complaint, "logistics.damage", now=NOON + 2 * HOUR)
    regraded(complaint, "goods.quality", now=NOON + 3 * HOUR)
    assert complaint.deadlines.running().get(kind="verification").due_at == NOON + 48 * HOUR
    assert complaint.deadlines.filter(kind="verification").count() == 2


@pytest.mark.parametrize(
    ("state", "asked"),
    [
        (State.TRIAGED, ["investigation", "verification", "solution"]),
        (State.INVESTIGATING, ["solution"]),
        (State.EXECUTING, []),
    ],
)
def test_what_has_happened_already_is_not_asked_by_a_new_grade(state, asked):
    with lifted():
        DeadlineRule.objects.filter(kind__in=["investigation", "solution"]).update(nature="goods")
    complaint = a_complaint(at=state)
    regraded(complaint, "goods.quality", now=NOON + 3 * HOUR)
    assert complaint.events.get(kind=EventKind.REGRADED).facts["after"]["deadlines"] == asked


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"handler": None}, "handler"),
        ({"category": None}, "category"),
        ({"severity": ""}, "severity"),
        ({"severity": "S9"}, "S9"),
        ({"impact": "cosmic"}, "cosmic"),
        ({"severity_reason": " "}, "why"),
        ({"severity_reason": "x" * 301}, "300"),
    ],
)
def test_a_grade_that_lacks_something_says_what(changes, word):
    complaint = a_complaint()
    with pytest.raises(RuleBroken, match=word):
        grade(complaint, **changes)
    assert Complaint.objects.get().state == State.RECEIVED


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.AGENT, Role.SUPERVISOR, Role.SYSTEM, Role.CUSTOMER}))
def test_only_people_who_handle_complaints_become_handlers(role):
    complaint = a_complaint()
    with pytest.raises(RuleBroken):
        grade(complaint, handler=a_user(role))
    with pytest.raises(RuleBroken):
        grade(complaint, handler=a_user(is_active=False))


def test_the_complaint_goes_with_its_handler_to_the_handlers_team():
    graded = grade(a_complaint(), handler=a_user(team="general-desk"))
    assert graded.team.code == "general-desk"


def test_a_second_grade_comes_by_regrading_and_is_recorded_before_and_after():
    complaint = a_complaint(at=State.TRIAGED)
    with pytest.raises(RuleBroken):
        grade(complaint)
    regraded = grade(complaint, regrade, severity=Severity.S1, severity_reason="涉及安全")
    assert (regraded.state, regraded.severity, regraded.priority) == (State.TRIAGED, Severity.S1, Priority.HIGH)
    facts = regraded.events.get(kind=EventKind.REGRADED).facts
    assert (facts["before"]["severity"], facts["after"]["severity"]) == ("S3", "S1")
    assert regraded.deadlines.get(kind="direction").due_at == NOON + 2 * HOUR


def test_regrading_is_for_graded_open_complaints_and_those_who_may():
    with pytest.raises(RuleBroken, match="first"):
        grade(a_complaint(), regrade)
    with pytest.raises(RuleBroken, match="closed"):
        grade(a_complaint(at=State.CLOSED), regrade)
    with pytest.raises(NotPermitted):
        grade(a_complaint(at=State.TRIAGED), regrade, by=a_user(Role.DIRECTOR))


def test_a_form_drawn_before_somebody_else_graded_is_refused():
    complaint = a_complaint()
    seen = complaint.events_count
    grade(complaint, seen=seen)
    with pytest.raises(Outdated, match=complaint.number):
        grade(complaint, regrade, seen=seen)
    with pytest.raises(Outdated):
        grade(complaint, regrade, seen=99)


def test_grading_takes_a_bounded_number_of_queries(django_assert_max_num_queries):
    complaint = a_complaint()
    category, handler = Category.objects.get(code="ecommerce.goods.quality"), a_user()
    by = as_signed_in(complaint.received_by)
    with django_assert_max_num_queries(25):
        grade(complaint, category=category, handler=handler, by=by)
