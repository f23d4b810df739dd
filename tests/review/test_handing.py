"""An improvement handed over to an outside tracker by webhook, and the tracker's answer (REV-4, A14)."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from accounts.roles import Role
from accounts.scopes import Scope
from accounts.services import access
from complaints.errors import RuleBroken
from complaints.models import CallKind, EventKind, NoticeKind, StaffNotice, WebhookCall
from complaints.services import webhooks
from complaints.services.webhook_calls import send_calls
from review.models import ImprovementAction, ImprovementEvent
from review.services.improvements.handing import hand_over
from tests.api import an_application
from tests.builders import NOON, a_user
from tests.review.improvements import planned
from tests.servers import a_web_server

pytestmark = pytest.mark.django_db


def a_tracker(*, scopes=tuple(Scope)):
    application, application.secret = an_application(scopes=scopes)
    application.is_inside = True
    application.save()
    return application


def listen(tracker, url, kinds=()):
    return webhooks.open_webhook(address=url, kinds=[*kinds], by=tracker.account, now=NOON)[0]


def handed(tracker):
    boss = a_user(Role.SUPERVISOR)
    action = planned(by=boss)
    listen(tracker, "https://example.cn/hook")
    return hand_over(action.pk, tracker=tracker, by=boss, now=NOON)


def client_of(tracker, scopes=tuple(Scope)):
    """A client with a key the outside system got for its secret."""
    token = access.exchange(tracker.client_id, tracker.secret, scopes=[*scopes], now=timezone.now())[0]
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}", HTTP_ACCEPT_LANGUAGE="en")
    return client


def test_the_tracker_is_told_once_signed_and_without_a_customer():
    tracker, boss = a_tracker(), a_user(Role.SUPERVISOR)
    action = planned(by=boss)
    with a_web_server() as server:
        listen(tracker, server.url, kinds=[CallKind.IMPROVEMENT])
        hand_over(action.pk, tracker=tracker, by=boss, now=NOON)
        system = User.objects.system()
        assert send_calls(by=system, now=NOON) == 1
        assert send_calls(by=system, now=NOON + timedelta(hours=1)) == 0
    (request,) = server.requests
    body = json.loads(request["body"])
    assert request["headers"]["X-Redress-Signature"]
    assert (body["kind"], body["number"], body["goal"]["at_most"]) == (CallKind.IMPROVEMENT, action.number, "4.0")
    assert "顾秀英" not in json.dumps(body, ensure_ascii=False)
    assert body["answer_at"].endswith(f"{action.number}/answer")


def test_nothing_is_handed_to_a_system_that_does_not_listen():
    tracker, boss = a_tracker(), a_user(Role.SUPERVISOR)
    action = planned(by=boss)
    listen(tracker, "https://example.cn/hook", kinds=[EventKind.CLOSED])
    with pytest.raises(RuleBroken):
        hand_over(action.pk, tracker=tracker, by=boss, now=NOON)
    assert not WebhookCall.objects.exists()


def test_the_same_answer_twice_changes_nothing_and_done_tells_the_owner():
    tracker = a_tracker()
    action = handed(tracker)
    client, address = client_of(tracker), f"/api/v1/improvements/{action.number}/answer"
    body = {"answer": "accepted", "reference": "OPS-118", "note": "排入本周"}
    first = client.post(address, body, format="json")
    assert first.status_code == 200, first.content
    events = ImprovementEvent.objects.count()
    assert client.post(address, body, format="json").json() == first.json()
    assert ImprovementEvent.objects.count() == events
    assert first.json()["reference"] == "OPS-118"
    before = StaffNotice.objects.filter(kind=NoticeKind.IMPROVEMENT).count()
    client.post(address, body | {"answer": "done"}, format="json")
    assert StaffNotice.objects.filter(kind=NoticeKind.IMPROVEMENT, to=action.owner).count() == before + 1
    assert ImprovementAction.objects.get().answer == "done"


def test_only_the_system_it_was_handed_to_sees_and_answers_it():
    tracker = a_tracker()
    action = handed(tracker)
    stranger = client_of(a_tracker())
    address = f"/api/v1/improvements/{action.number}"
    assert client_of(tracker).get(address).status_code == 200
    assert stranger.get(address).status_code == 404
    assert stranger.post(f"{address}/answer", {"answer": "done"}, format="json").status_code == 404
    assert client_of(tracker, scopes=[Scope.READ]).get(address).status_code == 403
    assert [one["number"] for one in client_of(tracker).get("/api/v1/improvements").json()["results"]] == [
        action.number
    ]
    assert client_of(tracker).post(f"{address}/answer", {"answer": "later"}, format="json").status_code == 400


def test_the_log_of_calls_names_the_improvement():
    tracker = a_tracker()
    action = handed(tracker)
    webhook = WebhookCall.objects.get().webhook
    rows = client_of(tracker).get(f"/api/v1/webhooks/{webhook.uuid}/calls").json()["results"]
    assert [(row["kind"], row["complaint"]) for row in rows] == [(CallKind.IMPROVEMENT, action.number)]
