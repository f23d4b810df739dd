"""What hangs on a complaint, by the interface: conversations, files, the way of a deadline; and how a key is got."""

from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.roles import Role
from accounts.scopes import Scope
from complaints.models import Category, ComplaintEvent
from complaints.states import State
from tests.api import a_client, an_application, key_of
from tests.builders import a_complaint, a_photo, a_user

pytestmark = pytest.mark.django_db
COMPLAINTS = "/api/v1/complaints"


def test_a_conversation_is_written_down_and_its_promise_becomes_a_deadline():
    agent = a_user()
    complaint = a_complaint(State.TRIAGED, agent=agent)
    promised = "2099-01-01T09:00:00+08:00"
    talk = {"direction": "out", "channel": "phone", "summary": "约好元旦九点回电。", "next_contact_at": promised}
    answer = a_client(agent).post(f"{COMPLAINTS}/{complaint.number}/contacts", talk)
    assert answer.status_code == 201, answer.data
    assert complaint.deadlines.filter(kind="commitment", due_at=promised).exists()
    past = a_client(agent).post(
        f"{COMPLAINTS}/{complaint.number}/contacts", talk | {"next_contact_at": "2020-01-01T09:00:00+08:00"}
    )
    assert (past.status_code, past.json()["detail"]) == (422, "The time promised to the customer lies in the past.")


def test_int_9_a_file_is_judged_by_its_content_and_fetched_on_the_record():
    agent = a_user()
    complaint = a_complaint(agent=agent)
    client, address = a_client(agent), f"{COMPLAINTS}/{complaint.number}/evidence"
    photo = a_photo()
    answer = client.post(address, {"file": photo, "note": "外箱"}, format="multipart")
    assert answer.status_code == 201, answer.data
    photo.seek(0)
    got = client.get(f"{address}/{answer.json()['uuid']}")
    assert b"".join(got.streaming_content) == photo.read()
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert ComplaintEvent.objects.filter(complaint=complaint, kind="complaints.evidence_opened").exists()
    page = SimpleUploadedFile("photo.png", b"<script>alert(1)</script>", content_type="image/png")
    assert client.post(address, {"file": page}, format="multipart").status_code == 422
    other = a_complaint(agent=agent)
    assert client.get(f"{COMPLAINTS}/{other.number}/evidence/{answer.json()['uuid']}").status_code == 404


def test_a_secret_is_exchanged_for_a_token_by_form_or_json():
    application, secret = an_application(scopes=[Scope.READ, Scope.REFERENCE])
    client = a_client()
    client.credentials()
    asked = {"grant_type": "client_credentials", "client_id": application.client_id, "client_secret": secret}
    by_form = client.post("/api/v1/token", urlencode(asked), content_type="application/x-www-form-urlencoded")
    assert by_form.json()["scope"] == "complaints:read reference:read"
    answer = client.post("/api/v1/token", asked | {"scope": "reference:read"})
    assert answer.status_code == 200, answer.data
    assert answer.json()["scope"] == "reference:read"
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {answer.json()['access_token']}")
    codes = [one["code"] for one in client.get("/api/v1/reference/categories").json()["results"]]
    assert set(codes) <= set(Category.objects.values_list("code", flat=True))
    assert client.get(COMPLAINTS).status_code == 403
    assert client.post("/api/v1/token", asked | {"client_secret": "x"}).status_code == 403


def test_desks_and_people_are_listed_by_the_names_requests_use():
    agent, gone = a_user(), a_user(is_active=False)
    client = a_client(scopes=[Scope.REFERENCE])
    teams = client.get("/api/v1/reference/teams").json()["results"]
    assert {"code": agent.team.code, "name": agent.team.name, "department": "customer_service"} in teams
    people = {one["username"]: one for one in client.get("/api/v1/reference/people").json()["results"]}
    assert (people[agent.username]["team"], people[agent.username]["role"]) == (agent.team.code, Role.AGENT)
    # Who left cannot be named, nor can the accounts behind which customers and clocks act.
    assert not {gone.username, "customer", "system"} & set(people)


def test_a_deadline_says_why_it_is_due_then_in_the_language_asked_for():
    agent = a_user()
    complaint = a_complaint(agent=agent)
    deadline = complaint.deadlines.get(kind="first_contact")
    address = f"{COMPLAINTS}/{complaint.number}/deadlines/{deadline.pk}"
    told = a_client(agent).get(address).json()
    assert told["minutes"] == 240
    assert sum(leg["counted_minutes"] for leg in told["course"]) == 240
    assert [leg["words"] for leg in told["course"]] == ["counts"]
    chinese = a_client(agent)
    chinese.credentials(HTTP_AUTHORIZATION=f"Bearer {key_of(agent)}", HTTP_ACCEPT_LANGUAGE="zh-hans")
    assert chinese.get(address).json()["course"][0]["words"] != "counts"
    assert a_client(a_user(team="internet-desk")).get(address).status_code == 404


def test_com_1_what_was_sent_is_listed_without_its_secrets():
    agent = a_user()
    complaint = a_complaint(State.TRIAGED, agent=agent)
    answer = a_client(agent).get(f"{COMPLAINTS}/{complaint.number}/messages")
    told = answer.json()["results"]
    assert {one["step"] for one in told} == set(complaint.deliveries.values_list("step", flat=True))
    assert {one["state"] for one in told} == {"waiting"}
    assert "body" not in told[0]


def test_aud_1_the_record_names_the_address_a_key_was_used_from():
    agent = a_user()
    complaint = a_complaint(State.TRIAGED, agent=agent)
    talk = {"direction": "in", "channel": "chat", "summary": "客户来问进度。"}
    a_client(agent, REMOTE_ADDR="203.0.113.77").post(f"{COMPLAINTS}/{complaint.number}/contacts", talk)
    assert complaint.events.filter(kind="complaints.contacted").latest("seq").origin == "203.0.113.77"
