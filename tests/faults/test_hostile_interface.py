"""Every address of the interface, taken from its own document, asked what it does not offer (A23, A24, A45, A48)."""

import hashlib
import json

import pytest
from django.db import connection
from django.test import Client

from accounts.roles import Role
from accounts.services import access
from complaints.models import Complaint
from complaints.states import State
from tests.api import key_of
from tests.builders import a_complaint, a_user

pytestmark = pytest.mark.django_db
#: What only the services set.
NEVER_SENT = sorted({field.name for field in Complaint._meta.fields} | {"pk", "_state", "__class__"})
STRANGE = ["\x00", "\ud83d", "\u202e", "𪚥", "e\u0301" * 5_000, "../../etc/passwd", "%00", "1;select 1", "Ａ１"]
QUESTIONS = ["_connector", "order_by", "handler__password", "state__in", "extra", "se\x1flect", "limit__gt", "filter[]"]
#: Written by looking: how often a key was used, and when.
ACCOUNTED = {"accounts_requestcount", "accounts_accesstoken"}


@pytest.fixture
def document(client):
    return client.get("/api/v1/openapi.json").json()


@pytest.fixture
def operations(document):
    """(method, address with `{number}`, what it takes as JSON) of whatever is opened by a key."""
    found = []
    for path, of_path in document["paths"].items():
        for method, operation in of_path.items():
            content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            shape = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
            known = set(document["components"]["schemas"].get(shape, {}).get("properties", ()))
            if operation.get("security"):
                found.append((method, path, content | {"known": known} if content else {}))
    assert len(found) > 50
    return found


@pytest.fixture
def desk(monkeypatch):
    """A supervisor's client that may ask as often as it likes, and the number of a complaint it sees."""
    monkeypatch.setattr(access, "_PERSONS_A_MINUTE", 60_000)
    agent, supervisor = a_user(), a_user(Role.SUPERVISOR)
    complaint = a_complaint(State.PROPOSED, agent=agent, refund_cny="1800.00")
    key = key_of(supervisor)
    client = Client(headers={"authorization": f"Bearer {key}", "accept-language": "en"})
    return client, complaint.number


def address(path, number):
    return path.replace("{number}", number).replace("{", "").replace("}", "")


def fingerprint():
    digest = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - ACCOUNTED):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 — names come from the schema
            digest.update(repr((table, sorted(map(repr, cursor.fetchall())))).encode())
    return digest.hexdigest()


def test_a23_no_step_takes_a_field_it_does_not_ask_for(operations, desk):
    client, number = desk
    before = fingerprint()
    asked = 0
    for method, path, content in operations:
        if not content:
            continue
        for name in set(NEVER_SENT) - content["known"]:
            body = json.dumps(content["example"] | {name: "x"})
            answer = getattr(client, method)(address(path, number), body, content_type="application/json")
            assert answer.status_code in {400, 404}, (path, name, answer.content)
            asked += answer.status_code == 400
    assert asked > 500
    assert fingerprint() == before


def test_a24_no_list_answers_a_question_it_does_not_offer(operations, desk):
    client, number = desk
    for method, path, _content in operations:
        if method != "get" or path.count("{") > 1:
            continue
        for question in QUESTIONS:
            answer = client.get(address(path, number), {question: "1"})
            assert answer.status_code in {400, 404}, (path, question, answer.status_code)


def test_a48_reading_everything_changes_nothing(operations, desk):
    client, number = desk
    before = fingerprint()
    for method, path, _content in operations:
        if method == "get":
            assert client.get(address(path, number)).status_code in {200, 404}, path
    assert fingerprint() == before


@pytest.mark.parametrize("text", STRANGE, ids=ascii)
def test_a45_strange_text_is_refused_or_kept_and_never_a_fault(operations, desk, text):
    client, number = desk
    for method, path, content in operations:
        body = json.dumps(dict.fromkeys(content.get("example", ()), text))
        sent = {} if method == "get" else {"content_type": "application/json"}
        data = body if sent else {"after": text.encode("utf-8", "surrogatepass")}
        answer = getattr(client, method)(address(path, number), data, **sent)
        assert answer.status_code < 500, (path, answer.content)
        strange_path = address(path, "x" + text.encode("utf-8", "surrogatepass").decode("latin-1"))
        assert getattr(client, method)(strange_path, *([body] if sent else []), **sent).status_code < 500, path


@pytest.mark.parametrize("header", ["authorization", "idempotency-key", "accept-language", "accept", "content-type"])
@pytest.mark.parametrize("text", ["\x00", "é" * 3_000, "\u202e", "*/*;q=\x01", "'\"><x>"], ids=ascii)
def test_a45_a_strange_header_is_no_fault(desk, header, text):
    client, number = desk
    latin = text.encode("utf-8").decode("latin-1")
    answer = client.post(
        f"/api/v1/complaints/{number}/chase", "{}", content_type="application/json", headers={header: latin}
    )
    assert answer.status_code < 500
