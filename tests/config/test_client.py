"""The printed client is what the document says, and works against a real server."""

import importlib.util
import subprocess
import sys

import pytest
from django.conf import settings

from accounts.roles import Role
from accounts.scopes import Scope
from complaints.models import Complaint
from config.client import FILE, client
from tests.api import an_application, key_of
from tests.builders import a_photo, a_user

BODY = {
    "preset": "internet",
    "channel": "app",
    "subject": "会员自动续费没有提醒",
    "description": "三月起每月扣款,直到看账单才发现。",
    "demand": "refund",
    "contacts": {"email": "ning@example.cn"},
}


@pytest.fixture(scope="module")
def printed():
    """The file as an integrator imports it."""
    spec = importlib.util.spec_from_file_location("redress_client", FILE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_client_in_the_docs_is_what_the_code_prints():
    assert FILE.read_text(encoding="utf-8") == client(), "run: python3 manage.py print_reference --write"


def test_its_types_hold():
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", settings.BASE_DIR / "var/cache/mypy-client", FILE],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout


@pytest.mark.django_db(transaction=True)
def test_an_application_brings_in_reads_and_meets_refusals_as_sentences(printed, live_server):
    application, secret = an_application(scopes=[Scope.READ, Scope.RECEIVE, Scope.TALK])
    desk = printed.Client(live_server.url, client_id=application.client_id, client_secret=secret, language="en")
    first = desk.complaints_create(BODY, idempotency_key="m-1")
    assert desk.complaints_create(BODY, idempotency_key="m-1") == first
    for number in range(2):
        desk.complaints_create(BODY | {"external_id": f"m-{number}"})
    assert [one["number"] for one in desk.complaints_list(is_open=True)] == list(
        Complaint.objects.order_by("-pk").values_list("number", flat=True)
    )
    assert len(list(desk.complaints_list(state="closed"))) == 0
    number = first["complaint"]["number"]
    desk.complaints_contacts_create(number, {"direction": "in", "channel": "chat", "summary": "客户来问。"})
    assert next(desk.complaints_events_list(number))["kind"] == "complaints.contacted"
    with pytest.raises(printed.Problem, match="403"):
        desk.step_claim(number, {})
    with pytest.raises(printed.Problem) as refusal:
        desk.complaints_create(BODY | {"demand": "a miracle"})
    assert (refusal.value.status, refusal.value.errors[0]["field"]) == (400, "demand")


@pytest.mark.django_db(transaction=True)
def test_files_travel_both_ways(printed, live_server):
    agent = a_user(Role.AGENT, team="internet-desk")
    desk = printed.Client(live_server.url, key=key_of(agent))
    number = desk.complaints_create(BODY)["complaint"]["number"]
    content = a_photo().read()
    kept = desk.complaints_evidence_create(number, {"file": ("账单.png", content), "note": "三月账单"})
    assert desk.complaints_evidence_retrieve(number, kept["uuid"]) == content
