"""What the book of rules promises is what a complaint gets, walked by the services (SLA-1…SLA-15)."""

from datetime import timedelta

import pytest

from accounts.errors import NotPermitted
from accounts.models import User
from complaints.deadlines.workdays import CHINA
from complaints.models import Category, Complaint, DeadlineKind
from complaints.services import triage
from complaints.services.closing import reopen
from complaints.services.intake import receive
from complaints.services.self_service import submit_form
from complaints.states import Channel, Impact, Preset, Severity, State, Urgency
from tests.builders import NOON, a_complaint, a_receipt, a_user

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
#: One category a preset: goods, since SLA-6 asks for them, a function that fails, a parcel.
CATEGORIES = {
    Preset.ECOMMERCE: "ecommerce.goods.quality",
    Preset.INTERNET: "internet.technical.defect",
    Preset.GENERAL: "general.logistics",
}


def graded(preset, severity, *, impact=Impact.INDIVIDUAL):
    """Received at NOON and graded a minute later."""
    category = Category.objects.get(code=CATEGORIES[preset])
    agent = a_user(team=f"{preset}-desk")
    complaint = receive(a_receipt(preset=preset, category=category), by=agent, now=NOON).complaint
    triage.triage(
        complaint.pk,
        category=category,
        severity=severity,
        severity_reason="按实际影响定级。",
        impact=impact,
        handler=agent,
        by=agent,
        now=NOON + MINUTE,
    )
    return Complaint.objects.get(pk=complaint.pk)


def given(complaint, kind):
    """How long from its start the latest deadline of `kind` gives."""
    deadline = complaint.deadlines.filter(kind=kind).latest("pk")
    return deadline.due_at - deadline.started_at


@pytest.mark.parametrize("preset", CATEGORIES)
@pytest.mark.parametrize(
    ("rule", "kind", "s1", "s2", "s3"),
    [
        ("SLA-1", DeadlineKind.ACKNOWLEDGEMENT, 30 * MINUTE, 30 * MINUTE, 4 * HOUR),
        ("SLA-2", DeadlineKind.FIRST_CONTACT, 30 * MINUTE, HOUR, 4 * HOUR),
        ("SLA-4", DeadlineKind.DIRECTION, 2 * HOUR, 4 * HOUR, DAY),
        ("SLA-5", DeadlineKind.INVESTIGATION, DAY, 2 * DAY, 3 * DAY),
        ("SLA-8", DeadlineKind.FRONTLINE, DAY, DAY, DAY),
        ("SLA-14", DeadlineKind.PROGRESS, 4 * HOUR, DAY, DAY),
    ],
)
def test_the_grade_decides_how_long_we_may_take_from_receipt(preset, rule, kind, s1, s2, s3):
    for severity, promised in zip(Severity, (s1, s2, s3), strict=True):
        complaint = graded(preset, severity)
        assert given(complaint, kind) == promised, (rule, severity)
        assert complaint.deadlines.get(kind=kind).started_at == NOON, rule


@pytest.mark.parametrize("preset", CATEGORIES)
@pytest.mark.parametrize("urgency", [Urgency.MEDICAL, Urgency.EXAM])
def test_sla_2_where_treatment_or_an_exam_waits_somebody_calls_within_ten_minutes_whatever_the_grade(preset, urgency):
    category = Category.objects.get(code=CATEGORIES[preset])
    agent = a_user(team=f"{preset}-desk")
    complaint = receive(a_receipt(preset=preset, category=category, urgency=urgency), by=agent, now=NOON).complaint
    assert given(complaint, DeadlineKind.FIRST_CONTACT) == 10 * MINUTE
    facts = {"category": category, "severity_reason": "复核后降级。", "impact": Impact.INDIVIDUAL}
    triage.triage(complaint.pk, severity=Severity.S1, handler=agent, by=agent, now=NOON + MINUTE, **facts)
    triage.regrade(complaint.pk, severity=Severity.S3, by=agent, now=NOON + 2 * MINUTE, **facts)
    assert given(complaint, DeadlineKind.FIRST_CONTACT) == 10 * MINUTE
    assert given(complaint, DeadlineKind.DIRECTION) == DAY


@pytest.mark.parametrize("urgency", sorted(set(Urgency) - {Urgency.MEDICAL, Urgency.EXAM}))
def test_sla_2_every_other_urgent_demand_has_the_half_hour_of_its_grade(urgency):
    complaint = receive(a_receipt(urgency=urgency), by=a_user(), now=NOON).complaint
    assert given(complaint, DeadlineKind.FIRST_CONTACT) == 30 * MINUTE


def test_sla_2_the_form_tells_whoever_faces_an_exam_the_ten_minutes_and_not_the_quarter_of_an_hour():
    receipt = a_receipt(channel=Channel.WEB_FORM, urgency=Urgency.EXAM)
    complaint = submit_form(receipt, uploads=[], by=User.objects.customer(), now=NOON).complaint
    assert "12:10" in complaint.deliveries.get().body


@pytest.mark.parametrize("preset", CATEGORIES)
def test_sla_5_many_customers_are_investigated_within_a_day_whatever_the_grade(preset):
    assert given(graded(preset, Severity.S3, impact=Impact.GROUP), DeadlineKind.INVESTIGATION) == DAY


def test_sla_6_and_7_goods_are_verified_and_solved_at_the_shop_alone():
    shop = graded(Preset.ECOMMERCE, Severity.S3)
    assert given(shop, DeadlineKind.VERIFICATION) == 2 * DAY
    assert given(shop, DeadlineKind.SOLUTION) == DAY
    for preset in (Preset.INTERNET, Preset.GENERAL):
        kinds = set(graded(preset, Severity.S3).deadlines.values_list("kind", flat=True))
        assert kinds.isdisjoint({DeadlineKind.VERIFICATION, DeadlineKind.SOLUTION})


def test_sla_3_the_public_form_promises_a_call_within_a_quarter_of_an_hour():
    receipt = a_receipt(channel=Channel.WEB_FORM)
    complaint = submit_form(receipt, uploads=[], by=User.objects.customer(), now=NOON).complaint
    assert given(complaint, DeadlineKind.COMMITMENT) == 15 * MINUTE


def test_sla_12_a_task_is_due_on_its_own_date():
    complaint = a_complaint(at=State.EXECUTING)
    tasks = complaint.tasks.filter(stage="execution")
    assert tasks.exists()
    for task in tasks:
        assert complaint.deadlines.get(kind=DeadlineKind.TASK, task=task).due_at == task.due_at


def test_sla_13_a_shop_asks_a_day_after_execution_and_others_on_the_third_working_day():
    shop = a_complaint(at=State.REVISIT)
    assert given(shop, DeadlineKind.REVISIT) == DAY
    general = a_complaint(
        at=State.REVISIT,
        preset=Preset.GENERAL,
        category=Category.objects.get(code=CATEGORIES[Preset.GENERAL]),
        agent=a_user(team="general-desk"),
    )
    due = general.deadlines.get(kind=DeadlineKind.REVISIT).due_at
    # Executed on Wednesday the 18th: Thursday, Friday, Monday.
    assert due.astimezone(CHINA).date().isoformat() == "2026-11-23"


def test_sla_15_the_customer_comes_back_within_thirty_days_and_not_after():
    closed = a_complaint(at=State.CLOSED)
    customer, end = User.objects.customer(), closed.closed_at + 30 * DAY
    with pytest.raises(NotPermitted):
        reopen(closed.pk, reason="补发的鸡蛋又碎了。", by=customer, now=end + MINUTE)
    reopened = reopen(closed.pk, reason="补发的鸡蛋又碎了。", by=customer, now=end - MINUTE)
    assert reopened.state == State.INVESTIGATING
