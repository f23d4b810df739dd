"""企业微信 customer service from callback to reply, against a server that speaks as the real one (COM-1, A33)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from complaints.channels.wecom_callback import Keys
from complaints.errors import RuleBroken
from complaints.models import Complaint, Contact, Delivery, Evidence, Inbound, WecomAccount, WecomInbox
from complaints.services import wecom
from complaints.services.delivery import send_waiting
from complaints.services.media import fetch_media
from tests.builders import a_photo, a_user
from tests.connectors import a_connector
from tests.desk import desk_of
from tests.wecom import a_wecom_server, proof_of, sealed_by, written

pytestmark = pytest.mark.django_db
KEYS = Keys("QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "ww1a2b3c")
EVENT = (
    b"<xml><ToUserName><![CDATA[ww1a2b3c]]></ToUserName><Event><![CDATA[kf_msg_or_event]]></Event>"
    b"<Token><![CDATA[ENCApHxnGDNAVNY4AaSJKj4Tb5mwsEMzxhFmHVGcra996NR]]></Token><OpenKfId><![CDATA[kf-1]]></OpenKfId></xml>"
)


def an_account(server=None):
    connector, _secret = a_connector(name="企微客服", channel="chat", address=server.url if server else "")
    account = WecomAccount(
        connector=connector, corp_id=KEYS.corp_id, app_secret="app-secret", token=KEYS.token, callback_key=KEYS.key
    )
    return wecom.keep_account(account, by=a_user(Role.ADMINISTRATOR), now=timezone.now())


def door(account):
    return reverse("portal:wecom", args=[account.connector.uuid])


def call_back(account, message=EVENT, *, keys=KEYS, at=None, **changes):
    sealed = sealed_by(keys, message)
    proof = proof_of(keys, sealed, at=at or timezone.now()) | changes
    body = f"<xml><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
    return Client().post(door(account), body, content_type="text/xml", query_params=proof)


def pull(minutes=0):
    return wecom.pull(by=User.objects.system(), now=timezone.now() + timedelta(minutes=minutes))


def test_the_console_checks_the_address_and_nothing_changes():
    account = an_account()
    sealed = sealed_by(KEYS, b"1616140317555161061")
    proof = proof_of(KEYS, sealed, at=timezone.now()) | {"echostr": sealed}
    answer = Client().get(door(account), proof)
    assert (answer.status_code, answer.content) == (200, b"1616140317555161061")
    assert not WecomInbox.objects.exists()
    assert Client().get(door(account), proof | {"nonce": "other"}).status_code == 404


def test_from_a_callback_over_the_complaint_to_the_reply_in_the_same_conversation():
    with a_wecom_server(written("m-1"), written("m-2", "还在漏")) as server:
        account = an_account(server)
        assert call_back(account).content == b"success"
        assert pull() == 1
        complaint = Complaint.objects.get()
        assert (complaint.channel, complaint.description) == ("chat", "净水器漏水了")
        assert Contact.objects.get(complaint=complaint).summary == "还在漏"
        Delivery.objects.update(is_urgent=True)
        assert send_waiting(by=User.objects.system(), now=timezone.now()) == 1
    path, query, facts = server.asked[-1]
    assert (path, query["access_token"]) == ("/cgi-bin/kf/send_msg", server.token)
    assert (facts["touser"], facts["open_kfid"], facts["msgtype"]) == ("wm-1", "kf-1", "text")
    assert complaint.number in facts["text"]["content"]
    assert facts["msgid"] == Delivery.objects.get().uuid.hex


def test_a_replayed_callback_and_the_same_messages_again_make_nothing_new():
    with a_wecom_server(written("m-1")) as server:
        account = an_account(server)
        for _again in range(2):
            call_back(account)
            pull()
        WecomInbox.objects.update(cursor="")
        call_back(account)
        pull()
    assert (Inbound.objects.count(), Complaint.objects.count()) == (1, 1)


def test_the_cursor_goes_on_page_by_page_and_one_access_token_serves():
    with a_wecom_server(*(written(f"m-{place}", f"第{place}句") for place in range(5)), page=2) as server:
        account = an_account(server)
        call_back(account)
        pull()
        assert WecomInbox.objects.get().cursor == "5"
        assert pull() == 0
        server.messages.append(written("m-9", "另一位", customer="wm-2"))
        call_back(account)
        pull()
    assert Inbound.objects.count() == 6
    assert Complaint.objects.count() == 2
    assert [path for path, _query, _facts in server.asked].count("/cgi-bin/gettoken") == 1


def test_a_token_that_is_no_longer_good_is_asked_for_anew():
    with a_wecom_server(written("m-1")) as server:
        account = an_account(server)
        WecomAccount.objects.filter(pk=account.pk).update(access_until=timezone.now() + timedelta(hours=1))
        held = WecomAccount.objects.get(pk=account.pk)
        held.access_token = "stale"
        held.save()
        call_back(account)
        assert pull() == 1
    assert Complaint.objects.count() == 1


def test_a_picture_is_fetched_by_its_id_and_becomes_evidence():
    with a_wecom_server(written("m-1"), file=a_photo().read()) as server:
        server.messages.append(written("m-2", msgtype="image", image={"media_id": "media-7"}))
        account = an_account(server)
        call_back(account)
        pull()
        assert fetch_media(by=User.objects.system(), now=timezone.now()) == 1
    assert server.asked[-1][1]["media_id"] == "media-7"
    assert Evidence.objects.get().complaint == Complaint.objects.get()


@pytest.mark.parametrize(
    "told",
    [
        written("m-1", origin=5),
        written("m-1", origin=4, msgtype="event", event={"event_type": "enter_session"}),
        written(""),
        written("m-1", customer=""),
        {"msgtype": "text"},
        "text",
        None,
    ],
)
def test_what_no_customer_wrote_is_passed_over(told):
    with a_wecom_server(told, written("m-2")) as server:
        call_back(an_account(server))
        pull()
    assert list(Inbound.objects.values_list("external_id", flat=True)) == ["m-2"]


@pytest.mark.parametrize("code", [95001, 95018, 40003])
def test_a_reply_that_is_refused_says_so_by_the_code(code):
    with a_wecom_server(written("m-1"), refuses=code) as server:
        call_back(an_account(server))
        pull()
        Delivery.objects.update(is_urgent=True)
        assert send_waiting(by=User.objects.system(), now=timezone.now()) == 0
    assert Delivery.objects.get().failure == str(code)


def test_a_server_out_of_order_is_asked_again_and_nothing_is_lost():
    with a_wecom_server(written("m-1")) as server:
        account = an_account(server)
        call_back(account)
        held, server.messages = server.messages, "broken"
        pull()
        assert WecomInbox.objects.get().failure
        server.messages = held
        assert pull(minutes=7) == 1
    assert Complaint.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"msg_signature": "0" * 40},
        {"msg_signature": ""},
        {"nonce": "other"},
        {"timestamp": "1409659813"},
        {"keys": KEYS._replace(corp_id="wwother")},
        {"keys": KEYS._replace(token="other")},
        {"keys": KEYS._replace(key="A" * 43)},
        {"at": timezone.now() - timedelta(minutes=6)},
    ],
)
def test_a_callback_that_is_not_genuine_meets_a_404_and_asks_for_nothing(changes):
    assert call_back(an_account(), **changes).status_code == 404
    assert not WecomInbox.objects.exists()


def test_a_connector_out_of_use_and_one_that_is_none_of_it_meet_the_same_404():
    account = an_account()
    account.connector.is_active = False
    account.connector.save()
    other = reverse("portal:wecom", args=[a_connector(channel="chat")[0].uuid])
    assert call_back(account).status_code == 404
    assert Client().post(other, "<xml/>", content_type="text/xml").status_code == 404


def test_what_the_console_cannot_have_shown_is_refused_in_words(in_english):
    account = an_account()
    account.callback_key = "short"
    with pytest.raises(RuleBroken, match="43 letters"):
        wecom.check_account(account)
    account.connector.channel = "social"
    with pytest.raises(RuleBroken, match="Online chat"):
        wecom.check_account(account)


def test_the_administrator_enters_what_the_console_shows_and_secrets_are_never_shown_again():
    keeper = desk_of(a_user(Role.ADMINISTRATOR), language="en")
    connector, _secret = a_connector(channel="chat")
    facts = {"connector": connector.pk, "corp_id": KEYS.corp_id, "new_app_secret": "app-secret"}
    add = reverse("admin:complaints_wecomaccount_add")
    assert keeper.post(add, facts).status_code == 200
    assert not WecomAccount.objects.exists()
    assert keeper.post(add, facts | {"new_token": KEYS.token, "new_callback_key": KEYS.key}).status_code == 302
    account = WecomAccount.objects.get()
    change = reverse("admin:complaints_wecomaccount_change", args=[account.pk])
    page = keeper.get(change).content.decode()
    assert door(account) in page
    assert KEYS.key not in page
    assert keeper.post(change, {"corp_id": "ww9"}).status_code == 302
    assert WecomAccount.objects.get().callback_key == KEYS.key
    assert desk_of(a_user(Role.SUPERVISOR)).post(change, {"corp_id": "ww8"}).status_code == 403
