"""Somebody without an account at the open doors: guessing, listening to answers, sending too much (A05, A06, A11…)."""

import pytest
from django.contrib.auth.hashers import get_hasher
from django.test import Client, override_settings
from django.urls import reverse

from complaints.crypto.contact import ContactKind
from complaints.models import Complaint, Evidence, TrackingTries
from complaints.portal.client import client_of
from complaints.states import State
from config.address import behind_proxy
from tests.api import a_client, an_application
from tests.builders import NOON, a_complaint, a_photo, a_user
from tests.customer import ONE_TIME, Customer, a_form

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
WRONG = {"password": "nicht-richtig-1"}
UPLOADS = {
    "page.html": b"<!doctype html><script>alert(1)</script>",
    "run.js": b"alert(document.cookie)",
    "pic.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "photo.jpg": b"<script src=//evil.example/x.js></script>",
}


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def shape(answer, *names):
    """What a listener learns: status, headers that differ, and the page without its one-time secrets and `names`."""
    page = ONE_TIME.sub('""', answer.content.decode())
    for name in names:
        page = page.replace(name, "")
    return answer.status_code, answer.get("Location"), answer.get("Content-Type"), page


def test_a05_signing_in_does_not_tell_who_has_an_account():
    person = a_user(password="kuài-dì-2026")
    answers = [
        shape(Client().post("/admin/login/", {"username": name} | WRONG), name) for name in (person.username, "nobody9")
    ]
    assert answers[0] == answers[1]


def test_a05_the_form_does_not_tell_who_has_complained_before(time_machine):
    known = a_complaint(contacts={ContactKind.PHONE: "17000012345"}, order_number="E-20261118-7")
    seen = []
    for contact, order in (("17000012345", "E-20261118-7"), ("17000054321", "E-20261118-8")):
        customer = Customer()
        form_token = customer.opens_form()
        time_machine.shift(10)
        answer = customer.sends(form_token, contact=contact, order_number=order)
        made = Complaint.objects.order_by("-pk").first()
        assert made != known
        receipt = customer.get(answer.url)
        seen.append((answer.status_code, answer.url, receipt.status_code, len(receipt.content)))
    assert seen[0] == seen[1]


def test_a05_the_interface_does_not_tell_which_client_exists():
    application, secret = an_application()
    asked = {"grant_type": "client_credentials"}
    client = a_client()
    client.credentials()
    answers = [
        client.post("/api/v1/token", asked | {"client_id": who, "client_secret": what})
        for who, what in ((application.client_id, "x" * 43), ("f" * 24, secret), ("f" * 24, "x" * 43))
    ]
    assert {(answer.status_code, answer.content) for answer in answers} == {(403, answers[0].content)}


def test_a06_an_unknown_name_costs_as_much_work_as_a_wrong_password(monkeypatch):
    person = a_user(password="kuài-dì-2026")
    hasher, work = type(get_hasher()), []
    encode = hasher.encode
    monkeypatch.setattr(hasher, "encode", lambda *given, **named: work.append(1) or encode(*given, **named))
    spent = []
    for name in (person.username, "nobody9"):
        work.clear()
        Client().post("/admin/login/", {"username": name} | WRONG)
        spent.append(len(work))
    assert spent[0] == spent[1] > 0


@pytest.mark.parametrize("name", UPLOADS)
def test_a11_nothing_that_runs_is_kept_and_no_file_is_served_to_a_script_tag(name):
    upload = a_photo(name)
    upload.file.seek(0)
    upload.file.truncate()
    upload.file.write(UPLOADS[name])
    upload.size = len(UPLOADS[name])
    upload.seek(0)
    complaint, customer = a_complaint(), Customer()
    customer.holds(complaint)
    customer.answers("/track/evidence/", files=upload)
    assert not Evidence.objects.exists()
    kept = a_photo()
    customer.answers("/track/evidence/", files=kept)
    address = f"/track/file/{Evidence.objects.get().uuid}/"
    assert customer.get(address).status_code == 405
    answer = customer.post(address)
    assert b"".join(answer.streaming_content).startswith(b"\x89PNG")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    page = customer.get("/track/")
    assert "script-src 'self'" in page["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/complain/?preset=ecommerce", "/track/evidence/"])
def test_a21_a_request_that_says_it_is_huge_is_refused_before_it_is_read(path):
    complaint, customer = a_complaint(), Customer()
    customer.holds(complaint)

    class Unread:
        """The body; reading it is the fault."""

        def read(self, *_size):
            raise AssertionError("the body was read")

        readline = read

    answer = customer.browser.generic("POST", path, b"", CONTENT_LENGTH=str(10**9), **{"wsgi.input": Unread()})
    assert answer.status_code == 413


@pytest.mark.parametrize("path", ["/complain/", "/track/", "/admin/login/", "/api/v1/token"])
def test_a21_ten_thousand_fields_are_no_form(path):
    answer = Client().post(path, {f"field{number}": "x" for number in range(10_000)})
    assert 400 <= answer.status_code < 500
    assert Complaint.objects.count() == 0


def test_a21_a_thousand_files_are_no_evidence():
    answer = Client().post("/complain/", a_form() | {"files": [a_photo(f"{number}.png") for number in range(1_000)]})
    assert 400 <= answer.status_code < 500
    assert not Evidence.objects.exists()


def test_a38_a_stranger_does_not_choose_the_address_the_lock_out_sees(rf):
    seen = set()

    def note(request):
        seen.add(client_of(request))

    with override_settings(BEHIND_PROXY=True):
        ask = behind_proxy(note)
        for number in range(20):
            forged = f"203.0.113.{number}, 198.51.100.7"
            ask(rf.get("/", headers={"x-forwarded-for": forged}, REMOTE_ADDR="127.0.0.1"))
            ask(rf.get("/", headers={"X-FORWARDED-FOR": forged}, REMOTE_ADDR="127.0.0.1"))
    assert len(seen) == 1


def test_a38_a_household_with_many_addresses_has_the_tries_of_one(time_machine):
    complaint = a_complaint(at=State.RECEIVED)
    answers = []
    for number in range(1, 15):
        customer = Customer(REMOTE_ADDR=f"2001:db8:1:2::{number:x}")
        answers.append(customer.enters(complaint.number, "0000-0000-0000-0").status_code)
    assert answers == [403] * 10 + [429] * 4
    assert TrackingTries.objects.count() == 1


def test_a42_no_page_of_the_customer_leads_elsewhere():
    complaint, customer = a_complaint(), Customer()
    customer.holds(complaint)
    for path in ("/track/", "/complain/", "/track/leave/", reverse("set_language")):
        for target in ("//evil.example/", "https:evil.example", "\\\\evil.example"):
            answer = customer.browser.post(f"{path}?next={target}", {"next": target, "language": "en"})
            assert "evil" not in answer.get("Location", "")


def test_a21_a_machine_cannot_fill_the_desk_through_the_form(time_machine):
    time_machine.move_to(NOON.replace(minute=20), tick=False)
    answers = []
    for number in range(32):
        customer = Customer()
        form_token = customer.opens_form()
        time_machine.shift(5)
        answers.append(customer.sends(form_token, contact=f"1700000{number:04d}", order_number=f"E-{number}"))
    assert [answer.status_code for answer in answers] == [302] * 30 + [429] * 2
    page = answers[-1].content.decode()
    assert "at 13:00" in page
    # What was typed is still there, and another household is not held up.
    assert "E-31" in page
    neighbour = Customer(REMOTE_ADDR="198.51.100.9")
    form_token = neighbour.opens_form()
    time_machine.shift(5)
    assert neighbour.sends(form_token).status_code == 302
    time_machine.move_to(NOON.replace(hour=5, minute=0), tick=False)
    form_token = customer.opens_form()
    time_machine.shift(5)
    assert customer.sends(form_token, contact="17000000031", order_number="E-31").status_code == 302
    assert Complaint.objects.count() == 32
