"""A complaint that holds two matters is split, and limits count both as one (INT-6, ESC-1, A29)."""

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import Category, Complaint, EventKind, Likeness
from complaints.services.evidence import add_evidence
from complaints.services.merging import close_duplicate
from complaints.services.numbers import find_by_tracking_code
from complaints.services.record import faults_of
from complaints.services.splitting import Part, split
from complaints.services.sweeps.news import read_news
from complaints.states import Demand, State
from escalation.services.standing import counted_for
from tests.builders import NOON, a_complaint, a_photo, a_user
from tests.desk import desk_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
INVOICE = Part("发票没开", "鸡蛋之外，发票催了三次也没开。", Demand.EXPLANATION)


def divide(complaint, part=INVOICE, **facts):
    return split(complaint.pk, part, **{"reason": "两件事", "by": complaint.received_by, "now": NOON} | facts)


def test_the_second_matter_is_a_complaint_of_the_same_customer_linked_both_ways():
    complaint = a_complaint(at=State.INVESTIGATING, order_number="E-7")
    theirs, others = (add_evidence(complaint.pk, upload=a_photo(), by=complaint.handler, now=NOON) for _file in "ab")
    category = Category.objects.get(code="ecommerce.service.attitude")
    part = Part(INVOICE.subject, INVOICE.description, INVOICE.demand, category, evidence=(theirs.uuid,))
    new = Complaint.objects.get(pk=divide(complaint, part).pk)
    assert (new.state, new.complainant, new.order) == (State.RECEIVED, complaint.complainant, complaint.order)
    assert (new.subject, new.category, new.number) != (complaint.subject, complaint.category, complaint.number)
    assert [file.sha256 for file in new.evidence.all()] == [theirs.sha256]
    assert {file.sha256 for file in complaint.evidence.all()} == {theirs.sha256, others.sha256}
    assert new.events.get(kind=EventKind.RECEIVED).facts["split_from"] == complaint.number
    assert complaint.events.get(kind=EventKind.SPLIT_OFF).facts["new"] == new.number
    assert new.deadlines.running().exists()
    assert [faults_of(Complaint.objects.get(pk=one.pk)) for one in (complaint, new)] == [[], []]


def test_the_customer_gets_number_and_code_of_the_second_matter():
    new = divide(a_complaint())
    body = new.deliveries.get(step="received").body
    assert new.number in body
    code = next(word for word in body.replace("。", " ").replace("，", " ").split() if word.count("-") == 3)
    assert find_by_tracking_code(code) == new


def test_nobody_is_asked_whether_the_two_are_one():
    complaint = a_complaint()
    new = divide(complaint)
    read_news(by=User.objects.system(), now=NOON)
    assert Likeness.objects.get().verdict == "different"
    assert Likeness.objects.get().complaint == new


@pytest.mark.parametrize("is_merged_on", [False, True], ids=["split", "split and merged on"])
def test_a29_splitting_passes_no_limit(is_merged_on):
    complaint = a_complaint(at=State.EXECUTING, refund_cny="400.00")
    agent = complaint.handler
    new = divide(complaint)
    if is_merged_on:
        other = a_complaint(at=State.INVESTIGATING, agent=agent)
        close_duplicate(new.pk, of_id=other.pk, reason="同一张发票", by=agent, now=NOON)
        new = other
    counted = counted_for(Complaint.objects.get(pk=new.pk), agent, now=NOON, window_days=30)
    assert len(counted.complaint) == 1, "what was promised on the first complaint counts on the second"


@pytest.mark.parametrize(
    ("part", "reason", "told"),
    [
        (Part(" ", "发票没开", Demand.OTHER), "两件事", "few words"),
        (Part("发票", "\u3000", Demand.OTHER), "两件事", "second matter"),
        (INVOICE, " ", "two matters"),
        (INVOICE, "长" * 501, "501"),
        (Part("发票\x00", "没开", Demand.OTHER), "两件事", "no text"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_written(part, reason, told):
    complaint = a_complaint()
    with pytest.raises(RuleBroken, match=told):
        divide(complaint, part, reason=reason)
    assert Complaint.objects.count() == 1


def test_a_file_or_category_from_elsewhere_is_refused():
    complaint, other = a_complaint(), a_complaint()
    foreign = add_evidence(other.pk, upload=a_photo(), by=other.received_by, now=NOON)
    with pytest.raises(RuleBroken, match="does not belong"):
        divide(complaint, Part("发票", "没开", Demand.OTHER, evidence=(foreign.uuid,)))
    category = Category.objects.filter(preset="internet").exclude(parent=None).first()
    with pytest.raises(RuleBroken, match="line of business"):
        divide(complaint, Part("发票", "没开", Demand.OTHER, category))


@pytest.mark.parametrize("role", [Role.HANDLER, Role.FINANCE, Role.DIRECTOR, Role.AUDITOR, Role.INTEGRATION])
def test_who_takes_no_complaints_in_splits_none(role):
    with pytest.raises(NotPermitted):
        divide(a_complaint(), by=a_user(role))


def test_a_closed_complaint_is_not_split():
    with pytest.raises(RuleBroken, match="closed"):
        divide(a_complaint(at=State.CLOSED))


def test_the_dialog_splits_with_the_chosen_file():
    complaint = a_complaint()
    file = add_evidence(complaint.pk, upload=a_photo(), by=complaint.received_by, now=NOON)
    desk = desk_of(complaint.received_by, language="en")
    step = reverse("admin:complaints_complaint_step", args=[complaint.pk, "split"])
    assert "Files that belong to it" in desk.get(step).content.decode()
    facts = {"subject": "发票没开", "description": "催了三次", "demand": "other", "reason": "两件事"}
    seen = Complaint.objects.get(pk=complaint.pk).events_count
    assert desk.post(step, facts | {"evidence": [str(file.uuid)], "seen": seen}).status_code == 302
    new = Complaint.objects.exclude(pk=complaint.pk).get()
    assert new.evidence.count() == 1
    page = desk.get(reverse("admin:complaints_complaint_change", args=[new.pk])).content.decode()
    assert "Split off" in page
