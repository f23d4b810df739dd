"""Number and code open one complaint for a while; guesses are counted; looking changes nothing (A04–A07, A40, A41)."""

import hashlib
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection

from complaints.models import Complaint, ComplaintEvent, TrackingTries
from complaints.services import tracking
from complaints.services.closing import renew_tracking_code
from complaints.states import State
from tests.builders import NOON, a_complaint, a_photo, a_user
from tests.customer import Customer, new_code_of

pytestmark = pytest.mark.django_db

WELL_FORMED = "0000-0000-0000-0"


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON + timedelta(hours=2), tick=False)
    return time_machine


@pytest.fixture
def customer():
    return Customer()


def every_row():
    """A fingerprint of all tables, so that one changed column anywhere shows."""
    digest = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 — names come from the schema
            digest.update(repr((table, sorted(map(repr, cursor.fetchall())))).encode())
    return digest.hexdigest()


def test_number_and_code_together_open_the_complaint(customer):
    complaint = a_complaint()
    code = new_code_of(complaint)
    response = customer.enters(f" {complaint.number} ", code.lower().replace("-", " "))
    assert response.url == "/track/progress/"
    assert complaint.number in customer.get(response.url).content.decode()


def test_a_wrong_try_never_says_what_was_wrong(customer):
    complaint, other = a_complaint(), a_complaint()
    code, others_code = new_code_of(complaint), new_code_of(other)
    tries = [
        (complaint.number, WELL_FORMED),
        (complaint.number, others_code),
        (complaint.number, "nonsense"),
        (complaint.number, "null"),
        (complaint.number, "０"),
        ("202611-999", code),
        ("202611-999", WELL_FORMED),
    ]
    answers = []
    for number, tried in tries:
        response = Customer(REMOTE_ADDR="192.0.2.1").enters(number, tried)
        page = response.content.decode()
        for typed in (number, tried):
            page = page.replace(f'value="{typed}"', "")
        answers.append((response.status_code, hashlib.sha256(without_tokens(page)).hexdigest()))
    assert {status for status, _page in answers} == {403}
    assert len({page for _status, page in answers}) == 1


def without_tokens(page):
    return "\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line).encode()


@pytest.mark.parametrize("code", ["", " ", "\u200b", "\0"])
def test_an_empty_code_is_asked_for_and_looked_up_nowhere(customer, code):
    complaint = a_complaint()
    response = customer.enters(complaint.number, code)
    assert response.status_code in (403, 422)
    assert customer.get("/track/progress/").url == "/track/"


def test_after_ten_wrong_tries_even_the_right_code_waits_a_quarter_of_an_hour(customer, noon):
    complaint = a_complaint()
    code = new_code_of(complaint)
    for _try in range(10):
        assert customer.enters(complaint.number, WELL_FORMED).status_code == 403
    cache.clear()
    locked = Customer().enters(complaint.number, code)
    assert locked.status_code == 429
    assert "Wait 15 minutes" in locked.content.decode()
    assert Customer(REMOTE_ADDR="192.0.2.7").enters(complaint.number, code).status_code == 302
    noon.shift(timedelta(minutes=16))
    assert customer.enters(complaint.number, code).status_code == 302


def test_right_codes_do_not_use_up_tries(customer):
    complaint = a_complaint()
    code = new_code_of(complaint)
    for _visit in range(15):
        assert customer.enters(complaint.number, code).status_code == 302
    assert TrackingTries.objects.get().tries == 0


def test_guessing_from_ever_new_addresses_is_stopped_for_all(monkeypatch):
    monkeypatch.setattr(tracking, "_MOST_TRIES_TOGETHER", 5)
    complaint = a_complaint()
    statuses = [
        Customer(REMOTE_ADDR=f"192.0.2.{serial}").enters(complaint.number, WELL_FORMED).status_code
        for serial in range(1, 8)
    ]
    assert statuses == [403] * 5 + [429] * 2


def test_a_forged_forwarding_header_does_not_make_a_new_client(customer):
    complaint = a_complaint()
    for serial in range(3):
        customer.browser.post(
            "/track/", {"number": complaint.number, "code": "x"}, headers={"x-forwarded-for": f"198.51.100.{serial}"}
        )
    assert TrackingTries.objects.get().tries == 3


def test_one_household_of_ipv6_addresses_is_one_client():
    complaint = a_complaint()
    for host in ("2001:db8::1", "2001:db8::2:3"):
        Customer(REMOTE_ADDR=host).enters(complaint.number, "x")
    kept = TrackingTries.objects.get()
    assert kept.tries == 2
    assert "2001" not in kept.client


def test_the_view_closes_after_thirty_minutes(customer, noon):
    complaint = a_complaint()
    customer.holds(complaint)
    noon.shift(timedelta(minutes=29))
    assert customer.get("/track/progress/").status_code == 200
    noon.shift(timedelta(minutes=2))
    assert customer.get("/track/progress/").url == "/track/"
    response = customer.post("/track/withdraw/", reason="不用了", seen=complaint.events_count)
    assert response.status_code == 403
    assert "Nothing was stored" in response.content.decode()
    complaint = Complaint.objects.get(pk=complaint.pk)
    assert complaint.is_open


def test_a_renewed_code_ends_the_views_the_old_one_opened(customer):
    complaint = a_complaint()
    customer.holds(complaint)
    renew_tracking_code(complaint.pk, by=a_user(), now=NOON)
    assert customer.get("/track/progress/").url == "/track/"


def test_the_view_can_be_closed_and_its_session_key_is_fresh(customer):
    complaint = a_complaint()
    customer.holds(complaint)
    first = customer.browser.session.session_key
    customer.enters(complaint.number, "x")
    assert customer.browser.session.session_key == first
    other = a_complaint()
    customer.holds(other)
    assert customer.browser.session.session_key != first
    customer.post("/track/leave/")
    assert customer.get("/track/progress/").url == "/track/"


@pytest.mark.parametrize("state", State)
def test_looking_at_every_page_changes_no_row(state):
    complaint = a_complaint(at=state)
    stranger, owner = Customer(), Customer()
    owner.holds(complaint)
    before = every_row()
    paths = [
        *("/", "/privacy/", "/complain/", "/complain/received/", "/track/", "/track/progress/", "/track/leave/"),
        *("/track/accept/1/", "/track/accept/9/", "/track/refuse/", "/track/withdraw/", "/track/reopen/"),
        *("/track/write/", "/track/another/", "/track/answer/", "/track/chase/"),
        *("/track/evidence/", "/track/survey/", "/track/file/00000000-0000-4000-8000-000000000000/"),
    ]
    for person in (stranger, owner):
        for path in paths:
            assert person.get(path).status_code in (200, 302, 404, 405)
            assert person.browser.head(path).status_code in (200, 302, 404, 405)
    assert every_row() == before


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "'-alert(1)-'{{7*7}}{% now 'Y' %}${7*7}",
        "</textarea><svg/onload=alert(1)>",
        "javascript:alert(1)//",
    ],
)
def test_what_customers_and_desk_write_is_text_everywhere(text):
    customer = Customer()
    complaint = a_complaint(at=State.PROPOSED, subject=text[:120], description=text, place=text, order_number=text[:60])
    customer.holds(complaint)
    for path in ("/track/progress/", "/track/accept/1/", f"/complain/?shop={text}"):
        page = customer.get(path).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "<svg/onload" not in page
        assert "49" not in page.split("alert", 1)[-1][:20]
    typed = customer.post("/track/withdraw/", reason=text + "x" * 3000, seen="1").content.decode()
    assert "<script>alert" not in typed
    assert "</textarea><svg" not in typed


def test_pages_of_a_complaint_are_kept_by_no_cache_and_name_no_code_to_others(customer):
    customer.holds(a_complaint())
    response = customer.get("/track/progress/")
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "same-origin"


def test_looks_are_not_written_into_the_record_but_opened_files_are(customer):
    complaint = a_complaint()
    customer.holds(complaint)
    customer.post("/track/evidence/", files=[a_photo()])
    before = ComplaintEvent.objects.count()
    customer.get("/track/progress/")
    assert ComplaintEvent.objects.count() == before
    assert b"".join(customer.post(f"/track/file/{complaint.evidence.get().uuid}/").streaming_content)
    assert ComplaintEvent.objects.count() == before + 1
