"""What goes over the wire to gateways and robots, and how their answers are read (COM-1, COM-5)."""

import base64
import hashlib
import hmac
import json
from urllib.parse import parse_qs, urlsplit

import pytest

from complaints.channels import aliyun, kinds
from complaints.channels.kinds import AccountKind
from complaints.channels.outcome import Account, Letter, Reason, Undelivered
from tests.builders import NOON
from tests.servers import a_web_server

LETTER = Letter("b7c4-uid", "17000000001", "处理方案", "方案已备好。", "SMS_100", {"number": "202611-001"})
SIGNED = (AccountKind.SIGNED_APP, AccountKind.SIGNED_SMS, AccountKind.SIGNED_WECHAT)
ROBOTS = (AccountKind.DINGTALK, AccountKind.FEISHU, AccountKind.WECOM)


SECRET = "s3cret"


def account(server, kind, *, path="", **facts):
    facts = {"login": "key-id", "secret": "s3cret", "sender": "闭环"} | facts
    return Account(kind, server.url + path, allow_plain=True, allow_private=True, **facts)


def send(kind, answer=None, letter=LETTER, *, path="", secret=SECRET, **server):
    """The request a provider of `kind` was sent, and what sending returned."""
    with a_web_server(answer, **server) as provider:
        returned = kinds.send(account(provider, kind, path=path, secret=secret), letter, now=NOON)
    return provider.requests[0], returned


@pytest.mark.parametrize("kind", SIGNED)
def test_a_signed_gateway_can_check_that_it_was_we(kind):
    request, returned = send(kind, {"code": 0, "id": "gw-9"})
    headers, body = request["headers"], request["body"]
    text = headers["X-Redress-Timestamp"].encode() + b"." + body
    assert headers["X-Redress-Signature"] == hmac.new(b"s3cret", text, hashlib.sha256).hexdigest()
    assert headers["X-Redress-Timestamp"] == str(int(NOON.timestamp()))
    assert headers["Idempotency-Key"] == json.loads(body)["id"] == "b7c4-uid"
    assert json.loads(body) == {
        "id": "b7c4-uid",
        "to": "17000000001",
        "subject": "处理方案",
        "text": "方案已备好。",
        "template": "SMS_100",
        "facts": {"number": "202611-001"},
    }
    assert returned == "gw-9"


@pytest.mark.parametrize("kind", SIGNED)
def test_a_gateway_that_says_no_in_a_good_answer_has_said_no(kind):
    with pytest.raises(Undelivered) as refusal:
        send(kind, {"code": 1007})
    assert (refusal.value.reason, refusal.value.code) == (Reason.REJECTED, "1007")


def test_the_signature_of_alibaba_cloud_is_the_published_one():
    query = aliyun.canonical_query(
        {"ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd", "RegionId": "cn-shanghai"}
    )
    headers = {
        "host": "ecs.cn-shanghai.aliyuncs.com",
        "x-acs-action": "RunInstances",
        "x-acs-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "x-acs-date": "2023-10-26T10:22:32Z",
        "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
        "x-acs-version": "2014-05-26",
    }
    header = aliyun.authorization("YourAccessKeyId", "YourAccessKeySecret", "POST", "/", query, headers)
    assert header.endswith("Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0")


def test_an_sms_by_alibaba_cloud_names_its_template_and_is_signed_as_sent():
    request, returned = send(AccountKind.ALIYUN_SMS, {"Code": "OK", "BizId": "900^0"})
    query = urlsplit(request["path"]).query
    asked = {name: values[0] for name, values in parse_qs(query).items()}
    assert asked == {
        "OutId": "b7c4-uid",
        "PhoneNumbers": "17000000001",
        "SignName": "闭环",
        "TemplateCode": "SMS_100",
        "TemplateParam": '{"number": "202611-001"}',
    }
    headers = {name.lower(): value for name, value in request["headers"].items()}
    signed_headers = {name: headers[name] for name in headers if name == "host" or name.startswith("x-acs-")}
    assert headers["authorization"] == aliyun.authorization("key-id", "s3cret", "POST", "/", query, signed_headers)
    assert headers["x-acs-date"] == "2026-11-18T04:00:00Z"
    assert returned == "900^0"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("isv.MOBILE_NUMBER_ILLEGAL", Reason.ADDRESS_REFUSED),
        ("isv.BUSINESS_LIMIT_CONTROL", Reason.TOO_MANY),
        ("isv.SMS_SIGNATURE_ILLEGAL", Reason.REJECTED),
    ],
)
def test_the_codes_of_alibaba_cloud_say_what_to_do_next(code, reason):
    with pytest.raises(Undelivered) as refusal:
        send(AccountKind.ALIYUN_SMS, {"Code": code})
    assert (refusal.value.reason, refusal.value.code) == (reason, code)


def test_without_the_providers_code_no_sms_goes_to_alibaba_cloud():
    with pytest.raises(Undelivered) as refusal:
        send(AccountKind.ALIYUN_SMS, letter=LETTER._replace(template=""))
    assert refusal.value.reason == Reason.NO_TEMPLATE


@pytest.mark.parametrize("kind", ROBOTS)
def test_a_robot_that_says_no_in_a_good_answer_has_said_no(kind):
    with pytest.raises(Undelivered) as refusal:
        send(kind, {"errcode": 93000, "errmsg": "invalid webhook url"})
    assert (refusal.value.reason, refusal.value.code) == (Reason.REJECTED, "93000")


@pytest.mark.parametrize("kind", ROBOTS)
def test_a_robot_that_says_nothing_has_not_said_yes(kind):
    with pytest.raises(Undelivered) as refusal:
        send(kind, chunks=[b"<html>welcome</html>"])
    assert refusal.value.reason == Reason.REJECTED


@pytest.mark.parametrize(
    ("kind", "code"), [(AccountKind.WECOM, 45009), (AccountKind.DINGTALK, 130101), (AccountKind.FEISHU, 11232)]
)
def test_a_robot_that_has_too_much_to_say_is_asked_later(kind, code):
    with pytest.raises(Undelivered) as refusal:
        send(kind, {"code": code} if kind == AccountKind.FEISHU else {"errcode": code})
    assert refusal.value.reason == Reason.TOO_MANY


def test_wecom_is_told_in_plain_text_at_the_address_of_its_key():
    request, _ = send(AccountKind.WECOM, {"errcode": 0, "errmsg": "ok"}, path="?key=k-1")
    assert request["path"] == "/send?key=k-1"
    assert json.loads(request["body"]) == {"msgtype": "text", "text": {"content": "处理方案\n方案已备好。"}}


def test_dingtalk_is_given_the_signature_in_the_address():
    request, _ = send(AccountKind.DINGTALK, {"errcode": 0}, path="?access_token=t-1")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(request["path"]).query).items()}
    milliseconds = str(int(NOON.timestamp() * 1000))
    digest = hmac.new(b"s3cret", f"{milliseconds}\ns3cret".encode(), hashlib.sha256).digest()
    assert asked == {"access_token": "t-1", "timestamp": milliseconds, "sign": base64.b64encode(digest).decode()}


def test_feishu_is_given_the_signature_in_the_body():
    request, _ = send(AccountKind.FEISHU, {"code": 0})
    body, seconds = json.loads(request["body"]), str(int(NOON.timestamp()))
    digest = hmac.new(f"{seconds}\ns3cret".encode(), b"", hashlib.sha256).digest()
    assert (body["timestamp"], body["sign"]) == (seconds, base64.b64encode(digest).decode())
    assert body["content"] == {"text": "处理方案\n方案已备好。"}


@pytest.mark.parametrize("kind", [AccountKind.DINGTALK, AccountKind.FEISHU])
def test_a_robot_without_a_secret_is_not_signed(kind):
    request, _ = send(kind, {"errcode": 0}, secret="")
    assert "sign" not in request["path"]
    assert "sign" not in json.loads(request["body"])
