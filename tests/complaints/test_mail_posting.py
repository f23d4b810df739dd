"""Mail that is posted: by whoever shows the secret, in each form providers use, once (INT-1, A21, A33, A38)."""

from base64 import b64encode
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from complaints.channels.signed import signature
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import Complaint, Inbound, Mailbox
from complaints.services import mail_posting
from complaints.services.mailboxes import fetch_mail, try_mailbox
from tests.builders import a_photo, a_user
from tests.desk import desk_of
from tests.mail_servers import USER, a_mail

pytestmark = pytest.mark.django_db
RAW = "message/rfc822"


@pytest.fixture
def box():
    """(mailbox, secret) without a mail server."""
    return a_posted_mailbox()


def a_posted_mailbox():
    mailbox = Mailbox.objects.create(name="转发", mail_address=USER, preset="ecommerce")
    secret = mail_posting.renew_posting_secret(mailbox.pk, by=a_user(Role.ADMINISTRATOR), now=timezone.now())
    return Mailbox.objects.get(pk=mailbox.pk), secret


def door(mailbox):
    return reverse("api:mail", args=[mailbox.uuid])


def with_password(secret, user="mail"):
    return {"Authorization": f"Basic {b64encode(f'{user}:{secret}'.encode()).decode()}"}


def signed_with(secret, body, at=None):
    timestamp = str(int((at or timezone.now()).timestamp()))
    return {"X-Redress-Timestamp": timestamp, "X-Redress-Signature": signature(secret, timestamp, body)}


def post(mailbox, body, headers, kind=RAW):
    return Client().post(door(mailbox), body, content_type=kind, headers=headers)


def multipart(field, raw):
    head = f'--xyz\r\nContent-Disposition: form-data; name="to"\r\n\r\n{USER}\r\n--xyz\r\n'
    head += f'Content-Disposition: form-data; name="{field}"; filename="m.eml"\r\n\r\n'
    return head.encode() + raw + b"\r\n--xyz--\r\n"


def test_a_posted_mail_becomes_a_complaint_with_its_files_and_again_the_same(box):
    mailbox, secret = box
    mail = a_mail()
    mail.add_attachment(a_photo().read(), maintype="image", subtype="png", filename="壶底.png")
    answers = [post(mailbox, mail.as_bytes(), with_password(secret)) for _time in range(2)]
    assert [one.status_code for one in answers] == [200, 200]
    assert answers[0].json() == answers[1].json() == {"id": Inbound.objects.get().external_id}
    complaint = Complaint.objects.get()
    assert (complaint.subject, complaint.evidence.get().name) == ("保温壶漏水", "壶底.png")


def test_it_is_the_same_mail_whichever_line_ends_the_way_gave_it(box):
    mailbox, secret = box
    raw = a_mail().as_bytes().replace(b"\r\n", b"\n")
    for one in (raw, raw.replace(b"\n", b"\r\n"), b"From lin@customer.example.cn Wed Nov 18 12:00:00 2026\n" + raw):
        assert post(mailbox, one, with_password(secret)).status_code == 200
    assert Inbound.objects.count() == 1


def test_a_signed_mail_is_taken_and_a_second_time_changes_nothing(box):
    mailbox, secret = box
    raw = a_mail().as_bytes()
    headers = signed_with(secret, raw)
    assert {post(mailbox, raw, headers).status_code for _time in range(2)} == {200}
    assert Inbound.objects.count() == Complaint.objects.count() == 1


@pytest.mark.parametrize("field", ["email", "message", "body-mime"])
def test_the_raw_mail_comes_out_of_a_form_byte_by_byte(box, field):
    """A mail in GB18030 without any encoding of its own would not survive being read as text."""
    mailbox, secret = box
    head = a_mail(subject="GB").as_bytes().partition(b"\n\n")[0].replace(b"utf-8", b"gb18030")
    raw = (
        head.replace(b"quoted-printable", b"8bit").replace(b"base64", b"8bit")
        + b"\n\n"
        + "壶底渗水。".encode("gb18030")
    )
    form = multipart(field, raw)
    assert post(mailbox, form, with_password(secret), "multipart/form-data; boundary=xyz").status_code == 200
    pairs = urlencode({"sender": "x", field: raw}).encode()
    assert post(mailbox, pairs, with_password(secret), "application/x-www-form-urlencoded").status_code == 200
    assert Inbound.objects.get().text == "壶底渗水。"


def test_every_way_of_not_being_allowed_looks_alike_and_leaves_nothing(box):
    """A05."""
    mailbox, secret = box
    raw, old = a_mail().as_bytes(), timezone.now() - timedelta(minutes=6)
    other = Mailbox(uuid="00000000-0000-4000-8000-000000000000")
    tries = [
        (mailbox, {}),
        (mailbox, with_password("wrong")),
        (mailbox, with_password("")),
        (mailbox, {"Authorization": "Basic ***"}),
        (mailbox, {"Authorization": f"Bearer {secret}"}),
        (mailbox, signed_with("wrong", raw)),
        (mailbox, signed_with(secret, raw, old)),
        (mailbox, signed_with(secret, b"another body")),
        (other, with_password(secret)),
        (other, signed_with(secret, raw)),
    ]
    answers = [post(one, raw, headers) for one, headers in tries]
    Mailbox.objects.update(is_active=False)
    answers.append(post(mailbox, raw, with_password(secret)))
    assert {one.status_code for one in answers} == {401}
    assert len({one.content for one in answers}) == 1
    assert answers[0].headers["WWW-Authenticate"].startswith("Basic")
    assert answers[0].headers["Content-Type"] == "application/problem+json"
    assert not Inbound.objects.exists()


def test_a_mailbox_that_allows_no_posting_takes_none_even_with_a_blank_secret(box):
    """A07."""
    mailbox, secret = box
    mail_posting.end_posting(mailbox.pk, by=a_user(Role.ADMINISTRATOR))
    raw = a_mail().as_bytes()
    for headers in (with_password(secret), with_password(""), signed_with("", raw), signed_with(secret, raw)):
        assert post(mailbox, raw, headers).status_code == 401


def test_a_former_secret_opens_for_two_days_more(box):
    mailbox, former = box
    keeper, now = a_user(Role.ADMINISTRATOR), timezone.now()
    secret = mail_posting.renew_posting_secret(mailbox.pk, by=keeper, now=now)
    for one in (former, secret):
        assert post(mailbox, a_mail().as_bytes(), with_password(one)).status_code == 200
    later = now + timedelta(days=3)
    facts = {"authorization": with_password(former)["Authorization"], "now": later}
    assert mail_posting.open_to(mailbox.uuid, **facts) is None


@pytest.mark.parametrize(
    ("body", "kind", "status", "sentence"),
    [
        (b'{"mail": 1}', "application/json", 415, "message/rfc822"),
        (b"to=x", "application/x-www-form-urlencoded", 400, "raw mail"),
        (multipart("text", b"hello"), "multipart/form-data; boundary=xyz", 400, "raw mail"),
        (b"nonsense", "multipart/form-data", 400, "raw mail"),
        (b"\r\n", RAW, 422, "headers"),
        (b"hello there\n", RAW, 422, "headers"),
    ],
)
def test_what_is_no_mail_is_refused_in_words(box, body, kind, status, sentence):
    mailbox, secret = box
    answer = post(mailbox, body, with_password(secret) | {"Accept-Language": "en"}, kind)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert sentence in answer.json()["detail"]
    assert not Inbound.objects.exists()


def test_a_mail_too_large_is_refused_in_words(box, monkeypatch):
    monkeypatch.setattr("complaints.api.mail._MOST_BYTES", 1000)
    mailbox, secret = box
    answer = post(mailbox, b"Subject: x\n\n" + b"x" * 1000, with_password(secret) | {"Accept-Language": "en"})
    assert (answer.status_code, answer.json()["detail"]) == (413, "A mail has at most 20 MB.")


def test_whoever_posts_too_many_in_a_minute_is_told_to_wait(box, monkeypatch):
    monkeypatch.setattr(Mailbox, "most_a_minute", 1)
    mailbox, secret = box
    # Three, because the minute may end between two of them.
    answers = [post(mailbox, a_mail().as_bytes(), with_password(secret)) for _time in range(3)]
    refused = [one for one in answers if one.status_code != 200]
    assert refused
    assert {(one.status_code, one.headers["Retry-After"]) for one in refused} == {(429, "60")}


def test_a_mailbox_without_a_server_is_not_looked_into(box):
    mailbox, _secret = box
    assert fetch_mail(by=User.objects.system(), now=timezone.now()) == 0
    assert Mailbox.objects.get().failed_since is None
    with pytest.raises(RuleBroken):
        try_mailbox(mailbox.pk, by=a_user(Role.ADMINISTRATOR), now=timezone.now())


def test_only_an_administrator_makes_and_ends_secrets(box):
    mailbox, secret = box
    with pytest.raises(NotPermitted):
        mail_posting.renew_posting_secret(mailbox.pk, by=a_user(Role.SUPERVISOR), now=timezone.now())
    with pytest.raises(NotPermitted):
        mail_posting.end_posting(mailbox.pk, by=a_user(Role.SUPERVISOR))
    assert Mailbox.objects.get().posting_secret == secret


def test_the_administrator_sets_up_a_mailbox_that_is_only_posted_to():
    desk = desk_of(a_user(Role.ADMINISTRATOR), language="en")
    facts = {"name": "Forwarded", "mail_address": USER, "preset": "general", "is_active": "on"}
    add = reverse("admin:complaints_mailbox_add")
    assert "none of them" in desk.post(add, facts | {"login": "desk"}).content.decode()
    assert desk.post(add, facts).status_code == 302
    mailbox = Mailbox.objects.get()
    page = desk.post(reverse("admin:complaints_mailbox_posting", args=[mailbox.pk]))
    assert "no-store" in page.headers["Cache-Control"]
    secret = page.content.decode().split("data-secret>")[1].split("<")[0]
    assert post(mailbox, a_mail().as_bytes(), with_password(secret)).status_code == 200
    change = reverse("admin:complaints_mailbox_change", args=[mailbox.pk])
    shown = desk.get(change).content.decode()
    assert door(mailbox) in shown
    assert secret not in shown
    assert desk.post(change, facts | {"name": "Renamed"}).status_code == 302
    assert post(mailbox, a_mail().as_bytes(), with_password(secret)).status_code == 200
    desk.post(reverse("admin:complaints_mailbox_no_posting", args=[mailbox.pk]))
    assert post(mailbox, a_mail().as_bytes(), with_password(secret)).status_code == 401
