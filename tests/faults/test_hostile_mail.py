"""The door for mail, as somebody would use it who means harm; each test is named for its attack."""

import logging
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from complaints.crypto.contact import ContactKind
from complaints.crypto.replies import token_for
from complaints.models import (
    Complainant,
    Complaint,
    Contact,
    ContactPoint,
    Delivery,
    Inbound,
    InboundState,
    Mailbox,
)
from complaints.services.mail_in import receive_mail
from complaints.states import State
from tests.builders import NOON, a_complaint, a_user
from tests.desk import desk_of
from tests.mail_servers import USER, a_mail

pytestmark = pytest.mark.django_db
VICTIM = "victim@customer.example.cn"


@pytest.fixture
def mailbox():
    return Mailbox.objects.create(
        name="邮箱", mail_address=USER, address="imaps://mail.example.cn", login=USER, secret="x", preset="ecommerce"
    )


def arrive(mailbox, mail, *, now=NOON):
    raw = mail if isinstance(mail, bytes) else mail.as_bytes()
    return receive_mail(mailbox, raw, by=User.objects.system(), now=now)


def offered():
    """A complaint whose customer has an offer to answer."""
    facts = {"contacts": {ContactKind.EMAIL: VICTIM}, "preferred_channel": "email"}
    return a_complaint(at=State.PROPOSED, **facts)


def pages_of(letter):
    desk = desk_of(a_user(Role.SUPERVISOR))
    addresses = [reverse("admin:complaints_inbound_change", args=[letter.pk])]
    addresses.append(reverse("admin:complaints_inbound_changelist") + "?tab=all")
    if letter.complaint_id:
        addresses.append(reverse("admin:complaints_complaint_change", args=[letter.complaint_id]))
    return "".join(desk.get(address).content.decode() for address in addresses)


HTML = """<p>你好</p><img src="https://spy.example/p.gif"><script>alert(1)</script>
<a href="javascript:alert(1)">x</a><style>*{background:url(//spy.example)}</style>
<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>"""


def test_a09_html_of_a_mail_shows_as_text_and_nothing_is_fetched(mailbox):
    mail = a_mail("x")
    mail.set_content(HTML, subtype="html")
    letter = arrive(mailbox, mail)
    assert letter.text.startswith("你好")
    shown = pages_of(letter)
    assert "spy.example" not in shown
    assert "onerror" not in shown.replace("onerror=&quot;", "")
    assert "alert(1)" not in shown


def test_a09_markup_written_as_text_is_shown_as_written(mailbox):
    shown = pages_of(arrive(mailbox, a_mail("<img src=x onerror=alert(1)>", Subject="<script>alert(2)</script>")))
    assert "<img src=x" not in shown
    assert "<script>alert(2)" not in shown


@pytest.mark.parametrize(
    ("name", "content", "kept"),
    [
        ('"><img src=x onerror=alert(1)>.png', b"\x89PNG\r\n\x1a\n" + b"\0" * 60, True),
        ("photo.jpg", b"<html><script>alert(1)</script></html>", False),
        ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", False),
        ("winmail.dat", b"x\x9f>\x22" + b"\0" * 60, False),
    ],
)
def test_a10_files_are_judged_by_content_and_shown_by_a_harmless_name(mailbox, name, content, kept):
    mail = a_mail()
    mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    letter = arrive(mailbox, mail)
    assert letter.complaint.evidence.count() == kept
    assert "<img src=x" not in pages_of(letter)


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "..\\..\\boot.ini",
        "/abs/x",
        "C:\\x",
        "a\u200b/../b",
        ".ht\u200baccess",
        "con.txt. ",
        "n" * 4_096,
    ],
)
def test_a19_a20_a_name_leads_nowhere(mailbox, name):
    mail = a_mail()
    mail.add_attachment(b"\x89PNG\r\n\x1a\n" + b"\0" * 60, maintype="image", subtype="png", filename=name)
    kept = arrive(mailbox, mail).complaint.evidence.get()
    assert not set("/\\\x00\u200b") & set(kept.name)
    assert len(kept.name) < 130
    assert kept.file.name.endswith(kept.uuid.hex)


def test_a34_a_thousand_mails_of_one_sender_end_in_five_complaints_and_one_receipt(mailbox):
    for number in range(60):
        arrive(mailbox, a_mail(f"第 {number} 封", From=VICTIM), now=NOON + timedelta(seconds=number))
    assert Complaint.objects.count() == 5
    assert Delivery.objects.count() == 1
    assert Inbound.objects.count() == 60, "nothing is lost"


@pytest.mark.parametrize(
    "proof", ["subject", "references", "number in the address", "token of another complaint", "cc"]
)
def test_a35_nothing_but_the_senders_own_token_reaches_a_complaint(mailbox, proof):
    complaint = offered()
    point = complaint.complainant.contact_points.get()
    genuine = token_for(complaint.pk, point.pk, on=NOON.date())
    headers = {
        "subject": {"Subject": f"Re: [{complaint.number}] 同意"},
        "references": {"References": f"<{complaint.number}.{point.pk}@desk.example.cn>"},
        "number in the address": {"To": f"care+{complaint.number}@desk.example.cn"},
        "token of another complaint": {
            "To": f"care+{genuine[:-1]}{'a' if genuine[-1] != 'a' else 'b'}@desk.example.cn"
        },
        "cc": {"Cc": f"thief@evil.example, care+{genuine}@desk.example.cn", "From": "thief@evil.example"},
    }[proof]
    letter = arrive(mailbox, a_mail("我同意方案,请退款。", **{"From": VICTIM} | headers))
    assert letter.state == (InboundState.QUARANTINED if proof == "cc" else InboundState.OPENED)
    assert not Contact.objects.filter(complaint=complaint, direction="in", channel="email").exists()
    complaint = Complaint.objects.get(pk=complaint.pk)
    assert complaint.state == State.PROPOSED


def test_a35_even_the_customers_own_mail_decides_nothing(mailbox):
    """Words are words: an offer is accepted on the tracking page or by somebody who heard it."""
    complaint = offered()
    token = token_for(complaint.pk, complaint.complainant.contact_points.get().pk, on=NOON.date())
    letter = arrive(mailbox, a_mail("我同意,撤诉。", From=VICTIM, To=f"care+{token}@desk.example.cn"))
    assert letter.state == InboundState.JOINED
    complaint = Complaint.objects.get(pk=complaint.pk)
    assert (complaint.state, complaint.accepted_proposal, complaint.consent) == (State.PROPOSED, None, "")


def test_a35_who_is_copied_gets_no_access_and_no_contact_is_added(mailbox):
    complaint = offered()
    people, points, told = (kind.objects.count() for kind in (Complainant, ContactPoint, Delivery))
    token = token_for(complaint.pk, complaint.complainant.contact_points.get().pk, on=NOON.date())
    mail = a_mail("见附件", From=VICTIM, To=f"care+{token}@desk.example.cn", Cc="friend@evil.example")
    arrive(mailbox, mail)
    assert (Complainant.objects.count(), ContactPoint.objects.count(), Delivery.objects.count()) == (
        people,
        points,
        told,
    )


@pytest.mark.parametrize(
    "headers",
    [
        b"Subject: a\r\n Bcc: x@evil.example\r\n",
        b"Subject: =?utf-8?b?YQ0KQmNjOiB4QGV2aWwuZXhhbXBsZQ==?=\r\n",
        b'From: "victim@a.cn\r\n\tBcc: x@evil.example" <lin@customer.example.cn>\r\n',
        b"Message-ID: <a@b>\r\n\tBcc: x@evil.example\r\n",
    ],
)
def test_a36_what_stands_in_its_headers_adds_no_recipient_to_ours(mailbox, headers):
    sender = b"" if b"From:" in headers else b"From: lin@customer.example.cn\r\n"
    letter = arrive(mailbox, sender + headers + b"\r\nx")
    for text in (letter.subject, letter.author_name, letter.author_contact, letter.proofs["message_id"]):
        assert not set("\r\n") & set(text)


def test_a37_forged_senders_flood_nobody(mailbox):
    """Somebody writes in the victim's name from everywhere: three receipts a day, without a word of the forger's."""
    a_complaint(contacts={ContactKind.EMAIL: VICTIM}, preferred_channel="email")
    before = Delivery.objects.count()
    for hour in range(24):
        arrive(mailbox, a_mail(f"买药 {hour} https://evil.example", From=VICTIM), now=NOON + timedelta(hours=hour))
    sent = Delivery.objects.order_by("pk")[before:]
    assert len(sent) <= 3
    assert not any("evil.example" in one.body for one in sent)


def test_a44_no_address_subject_or_word_of_a_mail_is_logged(mailbox, caplog):
    caplog.set_level(logging.DEBUG)
    arrive(mailbox, a_mail("银丝绒的秘密 13812345678", From=f"阿黛尔 <{VICTIM}>", Subject="主题里的秘密"))
    arrive(mailbox, b"\xff\xfe\x00garbage")
    for canary in ("银丝绒", "13812345678", VICTIM, "阿黛尔", "主题里的秘密"):
        assert canary not in caplog.text


@pytest.mark.parametrize(
    "words",
    [
        "a\x00b",
        "\u202etxt.exe",
        "e" + "\u0301" * 5_000,
        "𠮷𡃁龘",
        "👩‍👩‍👧‍👦",
        "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    ],
)
def test_a45_every_sign_arrives_or_is_left_out(mailbox, words):
    raw = b"From: lin@customer.example.cn\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + words.encode()
    letter = arrive(mailbox, raw)
    assert letter.text == words.replace("\x00", "").strip()
    assert letter.complaint.description.startswith(letter.text[:50])
