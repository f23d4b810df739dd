"""Replies go back by the connector a message came through, signed, and never before everybody by themselves (COM-1)."""

import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from complaints.errors import RuleBroken
from complaints.models import Complaint, Connector, Delivery, DeliveryState
from complaints.services.closing import renew_tracking_code
from complaints.services.connectors import renew_connector_secret
from complaints.services.delivery import send_waiting
from complaints.services.writing import write
from complaints.states import PreferredChannel
from tests.builders import a_user
from tests.connectors import a_connector, a_message, bring
from tests.desk import desk_of
from tests.servers import a_web_server

pytestmark = pytest.mark.django_db
STEP = "admin:complaints_complaint_step"


def sweep(minutes=0):
    return send_waiting(by=User.objects.system(), now=timezone.now() + timedelta(minutes=minutes))


def written_to(complaint, text="我们已联系快递核实，今天内给您答复。"):
    """The message of an agent, made due at once."""
    write(complaint.pk, text=text, by=a_user(), now=timezone.now(), keep_promises=False)
    Delivery.objects.update(is_urgent=True)


def mentioned(server, **facts):
    connector, secret = a_connector(address=server.url, **facts)
    bring(connector, secret, a_message("m-1", thread="t-1"))
    return connector, secret


def test_what_a_colleague_wrote_goes_into_the_thread_signed():
    with a_web_server({"id": "r-1"}) as server:
        _connector, secret = mentioned(server)
        written_to(Complaint.objects.get())
        assert sweep() == 1
    (request,) = server.requests
    told = json.loads(request["body"])
    delivery = Delivery.objects.get()
    assert told["id"] == str(delivery.uuid) == request["headers"]["Idempotency-Key"]
    assert (told["thread"], told["in_reply_to"], told["to"]) == ("t-1", "m-1", "u-77")
    assert "今天内给您答复" in told["text"]
    signed = f"{request['headers']['X-Redress-Timestamp']}.".encode() + request["body"]
    assert request["headers"]["X-Redress-Signature"] == hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    assert (delivery.state, delivery.channel, delivery.provider_id) == (DeliveryState.SENT, "thread", "r-1")


def test_whoever_writes_is_told_that_everybody_reads_the_reply():
    """COM-1: said before writing, and only where others read along."""
    mentions, secret = a_connector()
    chat, chat_secret = a_connector(name="在线客服", channel="chat")
    bring(mentions, secret, a_message("m-1"))
    bring(chat, chat_secret, a_message("m-2"))
    agent = a_user()
    for connector, is_public in ((mentions, True), (chat, False)):
        complaint = Complaint.objects.get(channel=connector.channel)
        page = desk_of(agent, language="en").get(reverse(STEP, args=[complaint.pk, "write"]))
        assert ("This reply is public" in page.content.decode()) is is_public


def test_the_reply_names_the_last_message_of_the_thread():
    with a_web_server() as server:
        connector = mentioned(server)
        bring(*connector, a_message("m-2", thread="t-1", text="还在等。"))
        written_to(Complaint.objects.get())
        sweep()
    assert json.loads(server.requests[0]["body"])["in_reply_to"] == "m-2"


def test_after_a_new_secret_both_sign_for_two_days():
    with a_web_server() as server:
        connector, secret = mentioned(server)
        keeper = a_user(Role.ADMINISTRATOR)
        new = renew_connector_secret(connector.pk, by=keeper, now=timezone.now())
        written_to(Complaint.objects.get())
        sweep()
    headers, body = server.requests[0]["headers"], server.requests[0]["body"]
    signed = f"{headers['X-Redress-Timestamp']}.".encode() + body
    expected = [hmac.new(one.encode(), signed, hashlib.sha256).hexdigest() for one in (new, secret)]
    assert headers["X-Redress-Signature"] == ", ".join(expected)


def test_in_a_chat_the_receipt_goes_into_the_chat():
    with a_web_server() as server:
        mentioned(server, channel="chat")
        assert sweep() == 1
    assert Complaint.objects.get().number in json.loads(server.requests[0]["body"])["text"]


def test_before_everybody_nothing_is_sent_that_nobody_wrote_for_it():
    with a_web_server() as server:
        mentioned(server)
        assert sweep() == 0
        assert not Delivery.objects.exists()
        with pytest.raises(RuleBroken):
            renew_tracking_code(Complaint.objects.get().pk, by=a_user(Role.SUPERVISOR), now=timezone.now())
    assert server.requests == []


def test_who_left_a_number_too_is_told_the_number_and_the_code_there():
    with a_web_server() as server:
        connector = a_connector(address=server.url)
        bring(*connector, a_message(author={"id": "u-1", "phone": "17000004321"}))
    assert Delivery.objects.get().channel == PreferredChannel.SMS


def test_a_connector_that_refuses_or_is_closed_parks_the_message_in_words():
    with a_web_server({"code": 40003}) as server:
        mentioned(server)
        written_to(Complaint.objects.get())
        Connector.objects.update(is_active=False)
        sweep()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.reason) == (DeliveryState.PARKED, "no_account")
    assert server.requests == []


def test_one_connector_out_of_order_keeps_back_no_other():
    with a_web_server({}, status=503) as broken, a_web_server() as good:
        for name, server in (("甲", broken), ("乙", good)):
            connector = a_connector(name=name, channel="chat", address=server.url)
            bring(*connector, a_message(f"{name}-1", thread="t"))
        assert sweep() == 1
    assert len(good.requests) == 1


def test_a_reply_goes_to_no_address_inside_unless_the_connector_is_there():
    with a_web_server() as server:
        connector, _secret = mentioned(server)
        Connector.objects.filter(pk=connector.pk).update(is_inside=False)
        written_to(Complaint.objects.get())
        sweep()
    assert server.requests == []
    assert Delivery.objects.get().reason == "not_allowed"
