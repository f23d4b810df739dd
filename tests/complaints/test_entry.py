"""The agent's entry: five elements, the history beside it, and one complaint however often it is sent."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from complaints.admin.forms.entry import EntryForm
from complaints.models import Complaint, DeadlineKind, Order
from complaints.services.entry import enter
from complaints.services.numbers import find_by_tracking_code, tracking_code_of
from complaints.states import Preset, State
from tests.builders import a_complaint, a_receipt, a_user

pytestmark = pytest.mark.django_db

ADD = reverse("admin:complaints_complaint_add")
HISTORY = reverse("admin:complaints_complaint_history_of")


def typed(agent, **changes):
    """What an agent has typed when a caller's parcel is broken; the form's own name included."""
    return {
        "form": EntryForm(user=agent).initial["form"],
        "phone": "13812345678",
        "name": "顾秀英",
        "preferred_channel": "phone",
        "channel": "phone",
        "subject": "收到的鸡蛋碎了一半",
        "description": "三十枚鸡蛋碎了十四枚。",
        "preset": "ecommerce",
        "demand": "refund",
        "demand_cny": "89",
        "emotion": "angry",
        **changes,
    }


@pytest.fixture
def agent(client):
    agent = a_user(Role.AGENT)
    client.force_login(agent)
    return agent


def test_what_was_typed_becomes_a_complaint_with_number_and_code_to_read_out(client, agent):
    answer = client.post(ADD, typed(agent))
    complaint = Complaint.objects.get()
    text = answer.content.decode()
    assert answer.status_code == 200
    assert complaint.number in text
    code = text.split('id="tracking-code">')[1].split("<")[0]
    assert find_by_tracking_code(code) == complaint
    assert (complaint.received_by, complaint.emotion, complaint.demand_cny) == (agent, "angry", 89)
    assert complaint.complainant.contact_points.get().value == "13812345678"


def test_two_clicks_on_one_form_make_one_complaint_and_show_the_same_code(client, agent):
    data = typed(agent)
    first, second = client.post(ADD, data), client.post(ADD, data)
    codes = [answer.content.decode().split('id="tracking-code">')[1].split("<")[0] for answer in (first, second)]
    assert codes[0] == codes[1]
    assert Complaint.objects.count() == 1
    assert 'class="cp-note"' in second.content.decode()


def test_two_forms_with_the_same_words_are_two_complaints(client, agent):
    client.post(ADD, typed(agent))
    client.post(ADD, typed(agent))
    assert Complaint.objects.count() == 2


def test_the_same_id_on_a_platform_is_taken_once_and_its_code_is_not_shown(client, agent):
    platform = {"channel": "platform", "external_id": "HM-778"}
    client.post(ADD, typed(agent, **platform))
    text = client.post(ADD, typed(agent, **platform)).content.decode()
    assert Complaint.objects.count() == 1
    assert Complaint.objects.get().number in text
    assert "tracking-code" not in text


def test_everything_typed_is_kept_when_something_is_missing(client, agent):
    answer = client.post(ADD, typed(agent, subject="", phone="12"))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_subject_error"' in text
    assert 'id="id_phone_error"' in text
    assert "三十枚鸡蛋碎了十四枚。" in text
    assert not Complaint.objects.exists()


def test_the_form_of_somebody_else_or_of_yesterday_is_named_anew_and_can_be_sent_again(client, agent):
    for foreign in (typed(a_user(Role.AGENT)), typed(agent, form="made up")):
        answer = client.post(ADD, foreign)
        assert answer.status_code == 422
        assert not Complaint.objects.exists()
        fresh = answer.content.decode().split('name="form" value="')[1].split('"')[0]
        assert fresh != foreign["form"]
    data = typed(agent)
    with time_machine.travel(timezone.now() + timedelta(hours=13)):
        client.force_login(agent)
        assert client.post(ADD, data).status_code == 422
    assert client.post(ADD, typed(agent, form=fresh)).status_code == 200


def test_a_promise_to_call_back_is_a_deadline(client, agent):
    promised = timezone.localtime(timezone.now() + timedelta(minutes=20)).replace(second=0, microsecond=0)
    client.post(ADD, typed(agent, call_back_at=f"{promised:%Y-%m-%dT%H:%M}"))
    deadline = Complaint.objects.get().deadlines.get(kind=DeadlineKind.COMMITMENT)
    assert deadline.due_at == promised


def test_a_promise_in_the_past_stores_nothing_at_all(client, agent):
    answer = client.post(ADD, typed(agent, call_back_at="2020-01-01T09:00"))
    assert answer.status_code == 409
    assert "三十枚鸡蛋碎了十四枚。" in answer.content.decode()
    assert not Complaint.objects.exists()


def test_a_category_of_another_desk_is_refused(client, agent):
    category = a_receipt().category
    answer = client.post(ADD, typed(agent, preset="internet", category=category.pk))
    assert answer.status_code == 422


def test_the_agents_own_desk_is_chosen_first():
    assert EntryForm(user=a_user(Role.AGENT, team="internet-desk")).initial["preset"] == Preset.INTERNET
    assert EntryForm(user=a_user(Role.AGENT)).initial["preset"] == Preset.ECOMMERCE
    assert EntryForm(user=a_user(Role.SUPERVISOR)).initial["preset"] == Preset.GENERAL


def test_history_shows_the_customer_masked_and_what_is_open_of_the_same_order(client, agent):
    Order.objects.create(number="SO9", product="散养土鸡蛋", delivery_address="浙江省杭州市西湖区文三路 90 号")
    known = a_complaint(State.TRIAGED, agent=agent, contacts={"phone": "13812345678"}, order_number="SO9")
    for question in ({"phone": "+86 138 1234 5678"}, {"order_number": " SO9 "}):
        text = client.post(HISTORY, question).content.decode()
        assert known.number in text
        assert 'role="status"' in text
        assert "顾秀英" not in text
        assert "文三路" not in text


def test_history_of_a_stranger_says_so_and_half_a_number_asks_nothing(client, agent):
    agent.language = "en"
    agent.save()
    assert "new customer" in client.post(HISTORY, {"phone": "13900000000"}).content.decode()
    assert "Type a phone number" in client.post(HISTORY, {"phone": "139"}).content.decode()


def test_history_leaves_out_what_the_agent_may_not_see(client, agent):
    foreign = a_complaint(
        State.TRIAGED, agent=a_user(Role.AGENT, team="internet-desk"), contacts={"phone": "13812345678"}
    )
    assert foreign.number not in client.post(HISTORY, {"phone": "13812345678"}).content.decode()


def test_history_is_asked_by_post_so_no_number_stands_in_a_log(client, agent):
    assert client.get(HISTORY, {"phone": "13812345678"}).status_code == 405


@pytest.mark.parametrize("role", [Role.HANDLER, Role.FINANCE, Role.AUDITOR, Role.ADMINISTRATOR, Role.CURATOR])
def test_whoever_takes_no_complaints_in_has_no_entry(client, role):
    client.force_login(a_user(role))
    assert client.get(ADD).status_code == 403
    assert client.post(ADD, {}).status_code == 403
    assert client.post(HISTORY, {"phone": "13812345678"}).status_code == 403


def test_markup_typed_by_the_agent_stays_text(client, agent):
    answer = client.post(ADD, typed(agent, subject="", description="<script>alert(1)</script>"))
    assert "<script>alert" not in answer.content.decode()


def test_the_code_follows_from_the_form_and_is_found_again():
    agent = a_user(Role.AGENT)
    received = enter(a_receipt(code_seed="a seed of this form"), by=agent, now=timezone.now())
    again = enter(a_receipt(code_seed="a seed of this form"), by=agent, now=timezone.now())
    assert (received.is_new, again.is_new) == (True, False)
    assert again.complaint == received.complaint == find_by_tracking_code(tracking_code_of("a seed of this form"))


@pytest.mark.parametrize(("channel", "met"), [("phone", True), ("counter", True), ("social", False)])
def test_who_typed_it_in_while_talking_has_made_the_first_contact(agent, channel, met):
    complaint = enter(a_receipt(channel=channel, external_id="w-1"), by=agent, now=timezone.now()).complaint
    first = complaint.deadlines.get(kind=DeadlineKind.FIRST_CONTACT)
    assert (first.met_at is not None) == met


def test_the_receipt_promises_what_was_promised_on_the_telephone_and_nothing_else(agent):
    now = timezone.now()
    promised, silent = (
        enter(a_receipt(channel="phone"), by=agent, now=now, call_back_at=at).complaint
        for at in (now + timedelta(hours=7), None)
    )
    clock_time = timezone.localtime(now + timedelta(hours=7)).strftime("%m-%d %H:%M")
    assert clock_time in promised.deliveries.get().body
    assert silent.deliveries.get().step == "received_unpromised"
