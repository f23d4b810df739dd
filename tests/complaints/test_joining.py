"""One person under several contacts: taken for one with a reason, parted within the day (INT-6, A29, A51)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.roles import Role
from complaints.crypto.contact import ContactKind
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import Complaint, EventKind
from complaints.services import customers, proposal
from complaints.services.care import complaints_lately
from complaints.services.joining import join_customers, part_customers
from complaints.states import State
from escalation.services.standing import counted_for
from tests.builders import NOON, a_complaint, a_user
from tests.desk import desk_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
DAY = timedelta(days=1)
PHONE, MAIL = {ContactKind.PHONE: "13800138000"}, {ContactKind.EMAIL: "gu@example.cn"}


def fresh(complaint):
    return Complaint.objects.get(pk=complaint.pk)


def two(agent, **facts):
    return a_complaint(agent=agent, contacts=PHONE, **facts), a_complaint(agent=agent, contacts=MAIL, **facts)


def join(one, other, **facts):
    facts = {"reason": "同一订单，同一地址", "by": one.received_by, "now": NOON} | facts
    return join_customers(one.pk, other_id=other.pk, **facts)


def part(complaint, *, now=NOON, **facts):
    return part_customers(complaint.pk, **{"reason": "夫妻二人", "by": complaint.received_by, "now": now} | facts)


def test_joined_customers_count_as_one_everywhere_and_each_record_says_so():
    agent = a_user()
    one, other = two(agent)
    promised = a_complaint(at=State.EXECUTING, agent=agent, contacts=MAIL, refund_cny="400.00")
    join(one, other)
    assert len(customers.rows_of(one.complainant_id)) == 2
    assert complaints_lately(fresh(one), now=NOON) == 3
    assert len(counted_for(fresh(one), agent, now=NOON, window_days=30).customer) == 1
    for half, beside in ((one, other), (other, one)):
        assert half.events.get(kind=EventKind.CUSTOMERS_JOINED).facts["other"] == beside.number
    page = desk_of(agent).get(reverse("admin:complaints_complaint_customer", args=[one.pk])).content.decode()
    assert {one.number in page, other.number in page, promised.number in page} == {True}
    told = desk_of(agent).post(reverse("admin:complaints_complaint_history_of"), {"phone": "13800138000"})
    assert other.number in told.content.decode()


def test_parting_gives_back_how_it_was():
    agent = a_user()
    one, other = two(agent)
    join(one, other)
    part(other, now=NOON + DAY)
    assert customers.rows_of(one.complainant_id) == [one.complainant_id]
    with pytest.raises(RuleBroken, match="last day"):
        part(other, now=NOON + DAY)


def test_after_the_day_they_stay_one():
    agent = a_user()
    one, other = two(agent)
    join(one, other)
    with pytest.raises(RuleBroken, match="last day"):
        part(one, now=NOON + DAY + timedelta(seconds=1))


def test_a29_parting_gives_nobody_a_second_limit():
    agent = a_user()
    one, other = two(agent)
    given = a_complaint(at=State.PROPOSED, agent=agent, contacts=PHONE)
    third = a_complaint(agent=agent)
    join(one, other)
    proposal.take_back(given.pk, reason="重写", by=agent, now=NOON)
    a_complaint(at=State.PROPOSED, agent=agent, contacts=PHONE)
    with pytest.raises(RuleBroken, match="granted"):
        part(one)
    join(other, third)
    assert len(customers.rows_of(one.complainant_id)) == 3


def test_whom_others_were_joined_to_is_not_parted():
    agent = a_user()
    one, other = two(agent)
    third = a_complaint(agent=agent)
    join(one, other)
    join(third, other)
    with pytest.raises(RuleBroken, match="More was joined"):
        part(one)
    part(third)
    part(one)
    assert customers.rows_of(one.complainant_id) == [one.complainant_id]


def test_joining_asks_for_a_reason_and_two_customers():
    agent = a_user()
    one, other = two(agent)
    with pytest.raises(RuleBroken, match="shows"):
        join(one, other, reason=" ")
    with pytest.raises(RuleBroken, match="other customer"):
        join(one, one)
    with pytest.raises(RuleBroken, match="already"):
        join(one, a_complaint(agent=agent, contacts=PHONE))


@pytest.mark.parametrize("role", [Role.HANDLER, Role.FINANCE, Role.DIRECTOR, Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_takes_no_complaints_in_joins_nobody(role):
    one, other = two(a_user())
    with pytest.raises(NotPermitted):
        join(one, other, by=a_user(role))


def test_a03_a_customer_known_only_from_elsewhere_is_neither_named_nor_suggested():
    agent = a_user()
    one = a_complaint(agent=agent, contacts=PHONE, order_number="E-7")
    hidden = a_complaint(agent=a_user(team="internet-desk"), preset="internet", category=None, order_number="E-7")
    mine = a_complaint(agent=agent, contacts=MAIL, order_number="E-7")
    with pytest.raises(NotPermitted):
        join(one, hidden)
    page = desk_of(agent).get(reverse("admin:complaints_complaint_customer", args=[one.pk])).content.decode()
    assert mine.number in page
    assert hidden.number not in page
    assert "13800138000" not in page
