"""The whole life of a complaint by the interface alone, each step with the key of whoever takes it (INT-1 … REV-1)."""

import pytest

from accounts.roles import Role
from accounts.scopes import Scope
from complaints.models import Complaint, LedgerEntry
from complaints.services.record import faults_of
from tests.api import a_client
from tests.builders import a_complaint, a_photo, a_user

pytestmark = pytest.mark.django_db
API = "/api/v1/complaints"
BODY = {
    "preset": "ecommerce",
    "channel": "chat",
    "subject": "净水器装好第二天漏水",
    "description": "接口处一直滴水,橱柜底板泡胀了。",
    "name": "康永年",
    "contacts": {"phone": "17012340002"},
    "demand": "refund",
    "demand_cny": "1280.00",
}
OPTIONS = [
    {"title": "退款", "items": [{"measure": "refund", "value_cny": "1280.00"}]},
    {"title": "换新并上门安装", "items": [{"measure": "exchange", "value_cny": "1280.00"}]},
]


def test_from_receipt_to_closure_with_an_approval_in_between():
    agent, director = a_user(), a_user(Role.DIRECTOR)
    finance = a_user(Role.FINANCE)
    desk, chief, payer = a_client(agent), a_client(director), a_client(finance)
    number = desk.post(API, BODY).json()["complaint"]["number"]

    def step(client, name, *, wants=200, **facts):
        answer = client.post(f"{API}/{number}/{name}", facts)
        assert answer.status_code == wants, answer.data
        return answer.json()

    grade = {
        "category": "ecommerce.goods.quality",
        "severity": "S3",
        "severity_reason": "单件。",
        "impact": "individual",
    }
    graded = step(desk, "triage", **grade, handler=agent.username)
    assert (graded["state"], graded["handler"]) == ("triaged", agent.username)
    # Whoever decides upon what they no longer see is told (409), and nothing happens.
    step(desk, "start-investigation", version=graded["version"] - 1, wants=409)
    step(desk, "start-investigation", version=graded["version"])
    refused = step(desk, "propose", message="抱歉。", options=OPTIONS, wants=422)
    assert refused["detail"]
    report = {"facts": "密封圈装反。", "cause": "安装未试压。", "responsibility": "ours", "suggestion": "退款或换新。"}
    step(desk, "report", **report, department="logistics")
    step(desk, "propose", message="非常抱歉,漏水由我们负责。", options=OPTIONS)

    (proposal,) = chief.get(f"{API}/{number}/proposals").json()["results"]
    assert (proposal["status"], proposal["compensation_cny"]) == ("submitted", "1280.00")
    decision = {"proposal": proposal["id"], "content_hash": proposal["content_hash"]}
    step(desk, "approve", **decision, wants=403)
    step(chief, "approve", **decision | {"content_hash": "0" * 64}, wants=409)
    step(chief, "approve", **decision, comment="同意")
    step(desk, "offer")
    assert step(desk, "accept", position=1, via="phone")["state"] == "executing"

    (task,) = payer.get(f"{API}/{number}/tasks").json()["results"][:1]
    done = {"task": task["id"], "result": "已原路退款", "reference": "TK-20261125-7"}
    assert payer.post(f"{API}/{number}/do-task", done, format="multipart").status_code == 422
    answer = payer.post(f"{API}/{number}/do-task", done | {"files": [a_photo()]}, format="multipart")
    assert (answer.status_code, answer.json()["state"]) == (200, "revisit")
    assert LedgerEntry.objects.get().value_cny == 1280
    asked = {"channel": "phone", "reached": True, "rating": 5}
    step(desk, "revisit", **asked, wants=403)
    assert step(a_client(a_user()), "revisit", **asked)["state"] == "closed"

    complaint = Complaint.objects.get(number=number)
    assert faults_of(complaint) == []
    record = desk.get(f"{API}/{number}/events", {"limit": 100}).json()["results"]
    assert [one["seq"] for one in record] == list(range(complaint.events_count, 0, -1))


def test_a32_money_reported_twice_under_one_key_is_booked_once():
    agent, finance = a_user(), a_user(Role.FINANCE)
    complaint = a_complaint("executing", agent=agent)
    task = complaint.tasks.get(measure="refund")
    client, photo = a_client(finance), a_photo()
    answers = []
    for _turn in range(2):
        photo.seek(0)
        body = {"task": task.pk, "result": "已退款", "reference": "TK-1", "files": [photo]}
        address = f"{API}/{complaint.number}/do-task"
        answers.append(client.post(address, body, format="multipart", headers={"Idempotency-Key": "pay-1"}))
    assert [(one.status_code, one.headers.get("Idempotency-Replayed")) for one in answers] == [
        (200, None),
        (200, "true"),
    ]
    assert LedgerEntry.objects.count() == 1


@pytest.mark.parametrize("name", ["approve", "send-back"])
def test_a_key_without_the_scope_decides_nothing(name):
    director = a_client(a_user(Role.DIRECTOR), scopes=[Scope.READ, Scope.WORK])
    answer = director.post(f"{API}/202611-001/{name}", {})
    assert (answer.status_code, "approvals:decide" in answer.json()["detail"]) == (403, True)
