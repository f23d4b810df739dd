from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.models import Shift, User
from accounts.roles import RIGHTS, Role
from complaints.crypto.contact import ContactKind
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import Complainant, Complaint, Delivery, Order
from complaints.services.intake import receive
from complaints.states import PASSIVE_CHANNELS, Channel, Priority, Severity, State, Tier
from tests.builders import NOON, a_receipt, a_user, as_signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
MINUTE = timedelta(minutes=1)


def received(by=None, **facts):
    return receive(a_receipt(**facts), by=by or a_user(), now=NOON).complaint


def test_a_receipt_is_stored_with_number_code_deadlines_record_and_answer():
    agent = a_user()
    result = receive(a_receipt(), by=agent, now=NOON)
    complaint = Complaint.objects.get()
    assert (complaint.state, complaint.number, result.is_new) == (State.RECEIVED, "202611-001", True)
    assert (complaint.received_by, complaint.received_at, complaint.team) == (agent, NOON, agent.team)
    assert complaint.events.get().facts == {"channel": "phone", "subject": "收到的鸡蛋碎了一半"}
    assert complaint.next_due_at == min(complaint.deadlines.values_list("due_at", flat=True))
    answer = complaint.deliveries.get()
    assert result.tracking_code in answer.body
    assert complaint.number in answer.body


def test_the_answer_repeats_nothing_the_sender_wrote():
    complaint = received(subject="加微信领红包 http://x.example", name="点击链接", demand_note="转账")
    answer = complaint.deliveries.get()
    for word in ("红包", "x.example", "点击链接", "转账", "鸡蛋"):
        assert word not in answer.subject + answer.body


def test_the_same_origin_gives_the_same_complaint_and_a_second_channel_another():
    agent = a_user()
    first = receive(a_receipt(external_id="WB-1"), by=agent, now=NOON)
    again = receive(a_receipt(external_id="WB-1", subject="别的话"), by=agent, now=NOON + MINUTE)
    other = receive(a_receipt(external_id="WB-1", channel=Channel.SOCIAL), by=agent, now=NOON)
    assert (again.complaint, again.is_new, again.tracking_code) == (first.complaint, False, "")
    assert other.complaint != first.complaint
    assert Complaint.objects.get(pk=first.complaint.pk).subject == "收到的鸡蛋碎了一半"
    assert received(external_id="") != received(external_id="")


def test_what_the_order_knows_is_filled_in_and_what_the_customer_says_wins():
    Order.objects.create(number="E-7", product="柴鸡蛋 30 枚", tier=Tier.VIP)
    complaint = received(order_number=" E-7 ")
    assert (complaint.order.number, complaint.product, complaint.complainant.tier) == ("E-7", "柴鸡蛋 30 枚", Tier.VIP)
    assert received(order_number="E-7", product="鸭蛋").product == "鸭蛋"
    assert received(order_number="E-8").order.product == ""
    assert Order.objects.count() == 2


def test_a_complaint_without_contact_belongs_to_whoever_ordered():
    buyer = received().complainant
    Order.objects.create(number="E-7", complainant=buyer)
    assert received(order_number="E-7", contacts={}).complainant == buyer
    assert received(order_number="E-7", contacts={ContactKind.PHONE: "  "}).complainant == buyer
    assert received(order_number="E-7").complainant != buyer


@pytest.mark.parametrize("channel", Channel)
def test_feedback_nobody_brought_to_us_begins_with_a_call(channel):
    tasks = received(channel=channel).tasks.all()
    assert [task.stage for task in tasks] == (["contact"] if channel in PASSIVE_CHANNELS else [])


def test_the_public_form_promises_a_quarter_of_an_hour():
    complaint = received(by=User.objects.customer(), channel=Channel.WEB_FORM)
    promise = complaint.deadlines.get(kind="commitment")
    assert promise.due_at == NOON + 15 * MINUTE
    assert (complaint.next_due_at, complaint.next_due_kind) == (promise.due_at, "commitment")
    assert "12:15" in complaint.deliveries.get().body
    assert not received().deadlines.filter(kind="commitment").exists()


def test_an_urgent_demand_goes_to_the_fast_lane_and_whoever_takes_it_now():
    agent, resting, elsewhere = a_user(), a_user(), a_user(team="internet-desk")
    for person, starts in ((agent, NOON), (resting, NOON + 60 * MINUTE), (elsewhere, NOON)):
        Shift.objects.create(user=person, starts_at=starts, ends_at=starts + 480 * MINUTE, is_fast_lane=True)
    complaint = received(by=User.objects.customer(), channel=Channel.WEB_FORM, urgency="lost_money")
    assert (complaint.severity, complaint.priority, complaint.handler) == (Severity.S1, Priority.HIGH, agent)
    assert complaint.deadlines.get(kind="first_contact").due_at == NOON + 30 * MINUTE


def test_an_urgent_demand_without_anybody_on_duty_still_comes_first():
    complaint = received(urgency="safety")
    assert (complaint.severity, complaint.handler) == (Severity.S1, None)
    assert complaint.next_due_at == NOON + 30 * MINUTE


def test_a_known_person_is_found_again_and_told_apart_from_a_stranger():
    phone, mail = {ContactKind.PHONE: "13800138000"}, {ContactKind.EMAIL: "gu@example.cn"}
    first = received(contacts=phone)
    again = received(contacts={ContactKind.PHONE: "+86 138 0013 8000", **mail}, name="顾秀英女士")
    assert again.complainant == first.complainant
    assert received(contacts=mail).complainant == first.complainant
    assert received().complainant != first.complainant
    assert Complainant.objects.get(pk=first.complainant.pk).name == "顾秀英"
    assert first.complainant.contact_points.count() == 2


def test_a_form_that_names_somebody_elses_telephone_changes_nothing_of_theirs():
    victim = received(contacts={ContactKind.PHONE: "13800138000"}, preferred_channel="sms").complainant
    received(
        by=User.objects.customer(),
        channel=Channel.WEB_FORM,
        name="冒名",
        contacts={ContactKind.PHONE: "13800138000", ContactKind.EMAIL: "thief@example.cn"},
        preferred_channel="email",
    )
    victim = Complainant.objects.get(pk=victim.pk)
    assert (victim.name, victim.preferred_channel) == ("顾秀英", "sms")
    assert victim.contact_points.count() == 1


def test_one_telephone_hears_of_at_most_three_forms_a_day():
    for _form in range(5):
        received(by=User.objects.customer(), channel=Channel.WEB_FORM, contacts={ContactKind.PHONE: "13800138000"})
    assert Complaint.objects.count() == 5
    assert Delivery.objects.count() == 3


@pytest.mark.parametrize("contacts", [{}, {ContactKind.PHONE: " "}])
def test_who_leaves_no_contact_gets_no_message(contacts):
    assert not received(contacts=contacts).deliveries.exists()


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        ({"subject": " "}, "about"),
        ({"contacts": {ContactKind.PHONE: "123"}}, "123"),
        ({"contacts": {ContactKind.EMAIL: "nobody"}}, "nobody"),
        ({"subject": "x" * 121}, "120"),
        ({"description": "x" * 10_001}, "10000"),
        ({"demand": "everything"}, "everything"),
        ({"channel": "pigeon"}, "pigeon"),
        ({"emotion": "cross"}, "cross"),
        ({"demand_cny": Decimal("-1")}, "yuan"),
        ({"order_number": "x" * 61}, "60"),
        ({"external_id": "x" * 121}, "120"),
        ({"origin_url": "https://example.cn/" + "x" * 500}, "500"),
        ({"name": "x" * 121}, "120"),
    ],
)
def test_what_cannot_be_taken_in_is_refused_in_words_and_leaves_nothing(facts, word):
    agent = a_user()
    with pytest.raises(RuleBroken, match=word):
        receive(a_receipt(**facts), by=agent, now=NOON)
    assert not Complaint.objects.exists()
    assert not Complainant.objects.exists()
    assert receive(a_receipt(), by=agent, now=NOON).complaint.number == "202611-001"


@pytest.mark.parametrize("role", sorted(role for role in Role if "complaints.add_complaint" not in RIGHTS[role]))
def test_others_do_not_take_complaints_in(role):
    with pytest.raises(NotPermitted):
        received(by=a_user(role))
    assert not Complaint.objects.exists()


@pytest.mark.parametrize(("channel", "ceiling"), [(Channel.PHONE, 26), (Channel.WEB_FORM, 28), (Channel.SOCIAL, 28)])
def test_a_receipt_takes_a_bounded_number_of_queries(channel, ceiling, django_assert_max_num_queries):
    agent = as_signed_in(a_user())
    receipt = a_receipt(channel=channel, order_number="E-7", external_id="X-1")
    with django_assert_max_num_queries(ceiling):
        receive(receipt, by=agent, now=NOON)


def test_com_2_the_customers_message_is_in_the_customers_language_whoever_writes_it():
    complaint = receive(a_receipt(), by=a_user(), now=NOON).complaint
    assert "我们的客服专员" in complaint.deliveries.get(step="received").body
