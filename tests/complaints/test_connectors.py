"""What connectors bring becomes complaints once, joins its thread, or waits; refusals name the field (INT-1, INT-7)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from complaints.crypto.contact import ContactKind
from complaints.models import Complaint, Contact, Delivery, Inbound, InboundState, Order, Stage
from complaints.states import PreferredChannel
from tests.builders import a_user
from tests.connectors import a_connector, a_message, bring
from tests.desk import desk_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def weibo():
    return a_connector()


def test_a_mention_opens_a_complaint_with_the_task_to_contact_the_customer(weibo):
    link = "https://weibo.example/u/1"
    answer = bring(*weibo, a_message(link=link, order_number="SO-8", rating=1))
    complaint = Complaint.objects.get()
    assert answer.status_code == 200
    assert answer.json() == {
        "messages": [{"external_id": "m-1", "state": "opened", "complaint": complaint.number}],
    }
    assert (complaint.channel, complaint.external_id, complaint.origin_url) == ("social", "m-1", link)
    assert complaint.raw_text == "箱子压扁了, 三天没人管。"
    assert complaint.order == Order.objects.get(number="SO-8")
    assert complaint.tasks.get().stage == Stage.CONTACT
    # Number and code would stand before everybody.
    assert not Delivery.objects.exists()


def test_the_author_is_known_by_the_connectors_own_id_and_answered_where_they_wrote(weibo):
    bring(*weibo, a_message())
    complainant = Complaint.objects.get().complainant
    point = complainant.contact_points.get()
    assert point.kind == ContactKind.ELSEWHERE
    assert point.value.startswith("u-77@")
    assert (complainant.name, complainant.preferred_channel) == ("夜航船", PreferredChannel.THREAD)


def test_the_same_author_id_of_two_connectors_is_two_people(weibo):
    bring(*weibo, a_message("m-1"))
    bring(*a_connector(name="抖音"), a_message("d-1"))
    first, second = Complaint.objects.order_by("pk")
    assert first.complainant != second.complainant


def test_a_message_in_a_chat_is_acknowledged_there():
    chat = a_connector(channel="chat", name="客服会话", address="http://127.0.0.1:9/reply")
    bring(*chat, a_message(kind="message", thread="t-1"))
    assert Delivery.objects.get().channel == PreferredChannel.THREAD


def test_the_first_author_of_a_thread_goes_on_and_another_one_is_held_back(weibo):
    bring(*weibo, a_message("m-1", thread="t-9"))
    bring(*weibo, a_message("m-2", thread="t-9", text="还是没有人联系我。"))
    stranger = a_message("m-3", thread="t-9", text="我也遇到了。", author={"id": "u-78"})
    answer = bring(*weibo, stranger).json()["messages"][0]
    complaint = Complaint.objects.get()
    assert Contact.objects.get(complaint=complaint).summary == "还是没有人联系我。"
    assert answer == {"external_id": "m-3", "state": "quarantined", "complaint": complaint.number}
    assert not Inbound.objects.get(external_id="m-3").is_verified


def test_the_same_message_in_a_new_request_is_taken_once(weibo):
    first = bring(*weibo, a_message())
    second = bring(*weibo, a_message(), at=timezone.now() - timedelta(seconds=20))
    assert first.json() == second.json()
    assert (Inbound.objects.count(), Complaint.objects.count()) == (1, 1)


def test_of_several_messages_one_bad_one_stops_all(weibo):
    answer = bring(*weibo, a_message("m-1"), a_message("m-2", rating=9, author={"id": ""}), a_message("m-3", text=""))
    faults = {fault["field"] for fault in answer.json()["errors"]}
    assert answer.status_code == 400
    assert faults == {"messages.1.rating", "messages.1.author.id", "messages.2.text"}
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert not Inbound.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"surprise": 1}, "messages.0.surprise"),
        ({"kind": "spam"}, "messages.0.kind"),
        ({"author": {"id": "u", "phone": "12"}}, "messages.0.author.phone"),
        ({"author": {"id": "u", "email": "a@"}}, "messages.0.author.email"),
        ({"text": "a\x00b"}, "messages.0.text"),
        ({"text": "\ud800"}, "messages.0.text"),
        ({"text": "x" * 10_001}, "messages.0.text"),
        ({"link": "javascript:alert(1)"}, "messages.0.link"),
        ({"media": [{"url": "file:///etc/passwd"}]}, "messages.0.media.0.url"),
        ({"media": [{"url": "http://2130706433/a.jpg"}]}, "messages.0.media.0.url"),
        ({"media": [{"url": "http://0177.0.0.1/a.jpg"}]}, "messages.0.media.0.url"),
        ({"media": [{"url": "https://a.example/1"}] * 11}, "messages.0.media"),
        ({"external_id": "e" * 121}, "messages.0.external_id"),
        ({"happened_at": "yesterday"}, "messages.0.happened_at"),
    ],
)
def test_a_field_that_cannot_be_accepted_is_named(weibo, changes, field):
    answer = bring(*weibo, a_message(**changes))
    assert answer.status_code == 400
    assert [fault["field"] for fault in answer.json()["errors"]] == [field]
    assert not Inbound.objects.exists()


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b"null", b"\xff", b"[" * 60_000, b'{"messages": []}', b'{"m": NaN}']
)
def test_a_body_that_is_no_list_of_messages_is_refused_in_words(weibo, body):
    answer = bring(*weibo, body=body)
    assert answer.status_code == 400
    assert answer.json()["detail"]


def test_more_than_a_megabyte_is_not_read(weibo):
    assert bring(*weibo, body=b" " * (1024 * 1024 + 1)).status_code == 413


def test_rare_characters_come_through_as_they_were_written(weibo):
    text = "𬶍鱼罐头🐟 \u202eabc\u202c é"
    bring(*weibo, a_message(text=text))
    assert Inbound.objects.get().text == text


def test_a_transfer_keeps_the_number_and_the_term_of_the_authority():
    hotline = a_connector(name="12315", channel="regulator")
    facts = {"reference": "沪市监投诉2026-118", "answer_by": "2026-12-08T09:00:00+08:00"}
    author = {"id": "c-5", "name": "郭素云", "phone": "17000001234"}
    bring(*hotline, a_message(kind="transfer", author=author, **facts))
    inbound = Inbound.objects.get()
    assert (inbound.state, inbound.reference) == (InboundState.OPENED, "沪市监投诉2026-118")
    assert inbound.answer_by.isoformat() == "2026-12-08T01:00:00+00:00"
    kinds = set(inbound.complaint.complainant.contact_points.values_list("kind", flat=True))
    assert kinds == {ContactKind.ELSEWHERE, ContactKind.PHONE}


def test_the_page_shows_what_the_authority_told_and_a_matter_begins_with_it():
    hotline = a_connector(name="12315", channel="regulator")
    facts = {"reference": "沪市监投诉2026-118", "answer_by": "2026-12-08T09:00:00+08:00"}
    bring(*hotline, a_message(kind="transfer", **facts))
    complaint = Complaint.objects.get()
    browser = desk_of(a_user(Role.SUPERVISOR))
    page = browser.get(reverse("admin:complaints_complaint_change", args=[complaint.pk])).content.decode()
    assert "沪市监投诉2026-118" in page
    assert "12-08 09:00" in page
    step = reverse("admin:complaints_complaint_step", args=[complaint.pk, "open-matter"])
    form = browser.get(step).content.decode()
    assert 'value="沪市监投诉2026-118"' in form
    assert 'value="2026-12-08T09:00"' in form


def test_the_category_of_the_connector_is_a_beginning():
    category = Complaint._meta.get_field("category").related_model.objects.get(code="ecommerce.logistics.damage")
    bring(*a_connector(category=category), a_message())
    assert Complaint.objects.get().category == category
