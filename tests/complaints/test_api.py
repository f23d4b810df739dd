"""Other systems at the door: they bring complaints in once, and read what is theirs (INT-1, A01, A23, A24, A32)."""

import json

import pytest

from accounts.roles import Role
from accounts.scopes import Scope
from complaints.models import Complaint, Contact, StoredAnswer
from complaints.services.numbers import find_by_tracking_code
from complaints.states import State
from tests.api import a_client, application_key
from tests.builders import a_complaint, a_user

pytestmark = pytest.mark.django_db
COMPLAINTS = "/api/v1/complaints"
BODY = {
    "preset": "ecommerce",
    "channel": "social",
    "external_id": "wb-4412",
    "subject": "直播间买的锅一周就粘",
    "description": "按说明开锅,第七天涂层起泡,客服让我自己寄检测。",
    "name": "苗青",
    "contacts": {"phone": "17012340001"},
    "category": "ecommerce.goods.quality",
    "demand": "refund",
    "demand_cny": "269.00",
}


def sent(**changes):
    return BODY | changes


def test_a_complaint_is_numbered_timed_and_acknowledged_and_its_code_opens_it():
    answer = a_client().post(COMPLAINTS, sent())
    assert answer.status_code == 201, answer.data
    complaint = Complaint.objects.get()
    told = answer.json()
    assert (told["complaint"]["number"], told["is_new"]) == (complaint.number, True)
    assert find_by_tracking_code(told["tracking_code"]) == complaint
    assert complaint.deadlines.filter(kind="first_contact").exists()
    assert complaint.deliveries.filter(step__startswith="received").exists()
    # Nobody spoke to this customer yet (INT-7).
    assert complaint.tasks.get().stage == "contact"


def test_personal_data_is_masked_in_every_answer():
    client = a_client()
    number = client.post(COMPLAINTS, sent()).json()["complaint"]["number"]
    for address in (COMPLAINTS, f"{COMPLAINTS}/{number}", f"{COMPLAINTS}/{number}/events"):
        body = client.get(address).content.decode()
        assert "17012340001" not in body
        assert "苗青" not in body


def test_int_1_the_same_origin_is_received_once_and_its_code_is_not_told_again():
    client = a_client()
    first = client.post(COMPLAINTS, sent()).json()
    again = client.post(COMPLAINTS, sent(subject="又来一次"))
    assert again.status_code == 200
    assert again.json() == {"complaint": first["complaint"], "tracking_code": "", "is_new": False}
    assert Complaint.objects.count() == 1


def test_an_origin_another_system_brought_in_is_not_told():
    first = a_client().post(COMPLAINTS, sent()).json()["complaint"]["number"]
    stranger = a_client().post(COMPLAINTS, sent())
    assert stranger.status_code == 404
    assert first not in stranger.content.decode()
    assert Complaint.objects.count() == 1


def test_a32_the_same_request_is_done_once_and_answered_again():
    client = a_client()
    body = sent(external_id="")
    answers = [client.post(COMPLAINTS, body, headers={"Idempotency-Key": "k-1"}) for _turn in range(3)]
    assert {answer.status_code for answer in answers} == {201}
    assert len({json.dumps(answer.json(), sort_keys=True) for answer in answers}) == 1
    assert [answer.headers.get("Idempotency-Replayed") for answer in answers] == [None, "true", "true"]
    assert Complaint.objects.count() == 1
    # The code of the customer stands nowhere in clear.
    assert answers[0].json()["tracking_code"] not in str(StoredAnswer.objects.values_list("body", flat=True))


def test_a32_a_key_belongs_to_one_holder_one_address_and_one_content():
    client, other = a_client(), a_client()
    key = {"Idempotency-Key": "k-1"}
    number = client.post(COMPLAINTS, sent(external_id=""), headers=key).json()["complaint"]["number"]
    assert client.post(COMPLAINTS, sent(external_id="", subject="别的"), headers=key).status_code == 422
    talk = {"direction": "in", "channel": "chat", "summary": "客户来问进度。"}
    assert client.post(f"{COMPLAINTS}/{number}/contacts", talk, headers=key).status_code == 422
    assert other.post(COMPLAINTS, sent(external_id=""), headers=key).json()["complaint"]["number"] != number
    assert client.post(COMPLAINTS, sent(), headers={"Idempotency-Key": "有空格 "}).status_code == 400


def test_a32_what_was_refused_may_be_sent_right_under_the_same_key():
    client, key = a_client(), {"Idempotency-Key": "k-2"}
    assert client.post(COMPLAINTS, sent(contacts={"phone": "12"}), headers=key).status_code == 422
    assert client.post(COMPLAINTS, sent(), headers=key).status_code == 201


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"state": "closed"}, "state"),
        ({"severity": "S1"}, "severity"),
        ({"received_at": "2020-01-01T00:00:00Z"}, "received_at"),
        ({"contacts": {"phone": "17012340001", "fax": "1"}}, "contacts.fax"),
        ({"channel": "pigeon"}, "channel"),
        ({"category": "no.such"}, "category"),
        ({"demand_cny": "-1"}, "demand_cny"),
        ({"demand_cny": "NaN"}, "demand_cny"),
        ({"subject": ""}, "subject"),
        ({"subject": "锅" * 121}, "subject"),
        ({"description": "a\x00b"}, "description"),
        ({"description": "\ud800"}, "description"),
        ({"occurred_at": "gestern"}, "occurred_at"),
    ],
)
def test_a23_a_field_that_cannot_be_accepted_is_named_and_nothing_is_stored(changes, field):
    answer = a_client().post(COMPLAINTS, json.dumps(sent(**changes)), content_type="application/json")
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert [fault["field"] for fault in answer.json()["errors"]] == [field]
    assert not Complaint.objects.exists()


def test_a_refusal_speaks_the_language_it_is_asked_in():
    bad = sent(contacts={"phone": "12"})
    english, chinese = a_client(), a_client()
    chinese.credentials(HTTP_AUTHORIZATION=f"Bearer {application_key()}")
    assert "is not a phone number" in english.post(COMPLAINTS, bad).json()["detail"]
    answer = chinese.post(COMPLAINTS, bad)
    assert answer.headers["Content-Language"] == "zh-hans"
    assert "不是" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"[" * 100_000, 400),
        (b'{"subject": ' + b'"a"' * 3, 400),
        (b"\xff\xfe", 400),
        (b'{"demand_cny": NaN}', 400),
        (b"[]", 400),
        (b'"text"', 400),
        (b" " * (1024 * 1024 + 1), 413),
    ],
)
def test_a21_what_is_no_request_is_refused_in_words(body, status):
    answer = a_client().post(COMPLAINTS, body, content_type="application/json")
    assert (answer.status_code, answer.json()["status"]) == (status, status)


def test_without_a_key_or_its_scope_nothing_is_told():
    number = a_complaint().number
    for token in ("", "redress_wrong", "null"):
        stranger = a_client()
        stranger.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
        answer = stranger.get(COMPLAINTS)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    writer = a_client(a_user(Role.SUPERVISOR), scopes=[Scope.RECEIVE])
    answer = writer.get(f"{COMPLAINTS}/{number}")
    assert answer.status_code == 403
    assert "complaints:read" in answer.json()["detail"]


def test_a_session_opens_no_address_of_the_interface(client):
    client.force_login(a_user(Role.SUPERVISOR))
    assert client.get(COMPLAINTS).status_code == 401


def test_a_key_does_no_more_than_its_holder_may():
    auditor = a_client(a_user(Role.AUDITOR))
    assert auditor.post(COMPLAINTS, sent()).status_code == 403
    number = a_complaint().number
    assert auditor.get(f"{COMPLAINTS}/{number}").status_code == 200
    talk = {"direction": "in", "channel": "phone", "summary": "来电。"}
    assert auditor.post(f"{COMPLAINTS}/{number}/contacts", talk).status_code == 403
    assert not Contact.objects.exists()


def test_a01_anothers_complaint_does_not_exist():
    hidden = a_complaint(agent=a_user(team="internet-desk"))
    client = a_client(a_user())
    assert client.get(COMPLAINTS).json()["results"] == []
    for part in ("", "/events", "/contacts", "/messages", "/tasks", "/deadlines", "/proposals", "/evidence"):
        assert client.get(f"{COMPLAINTS}/{hidden.number}{part}").status_code == 404, part


def test_a_list_is_read_to_its_end_by_key_and_in_order():
    agent = a_user()
    numbers = [a_complaint(agent=agent).number for _turn in range(5)]
    client, found, after = a_client(agent), [], ""
    while after is not None:
        page = client.get(COMPLAINTS, {"limit": 2} | ({"after": after} if after else {})).json()
        found += [one["number"] for one in page["results"]]
        after = page["next"]
    assert found == numbers[::-1]


@pytest.mark.parametrize(
    "question",
    [
        {"limit": "0"},
        {"limit": "101"},
        {"limit": "-1"},
        {"limit": "１０"},
        {"after": "x"},
        {"after": "LTE"},
        {"order_by": "complainant__name"},
        {"state": "open"},
        {"handler__password__startswith": "p"},
        {"_connector": "OR"},
        {"received_from": "yesterday"},
    ],
)
def test_a24_a_list_answers_only_the_questions_it_offers(question):
    assert a_client().get(COMPLAINTS, question).status_code == 400


def test_a_list_is_narrowed_by_what_was_asked():
    agent = a_user()
    early, late = a_complaint(agent=agent), a_complaint(State.CLOSED, agent=agent)

    def numbers(**question):
        return [one["number"] for one in a_client(agent).get(COMPLAINTS, question).json()["results"]]

    assert numbers(is_open="true") == [early.number]
    assert numbers(state="closed") == [late.number]
    assert numbers(handler=agent.username, is_open="false") == [late.number]
    assert numbers(received_from=early.received_at.isoformat()) == [late.number, early.number]
    assert numbers(received_before=early.received_at.isoformat()) == []
