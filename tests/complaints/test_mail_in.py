"""Whose answer a mail is: only a token given to its very sender proves it; machines are never answered (A34, A35)."""

from datetime import timedelta

import pytest

from accounts.models import User
from complaints.crypto.contact import ContactKind
from complaints.crypto.replies import mail_id, read_token, token_for
from complaints.models import (
    ChannelAccount,
    Complaint,
    Contact,
    Delivery,
    Inbound,
    InboundReason,
    InboundState,
    Mailbox,
)
from complaints.services.delivery import send_waiting
from complaints.services.mail_in import receive_mail
from complaints.states import State
from tests.builders import NOON, a_complaint
from tests.mail_servers import USER, a_mail
from tests.servers import a_mail_server

pytestmark = pytest.mark.django_db
CUSTOMER = "lin@customer.example.cn"
MX = "mx.desk.example.cn"
PASS = f"{MX}; dmarc=pass header.from=customer.example.cn"


@pytest.fixture
def mailbox():
    return Mailbox.objects.create(
        name="客服邮箱",
        mail_address=USER,
        address="imaps://mail.example.cn",
        login=USER,
        secret="x",
        preset="ecommerce",
    )


@pytest.fixture
def complaint():
    mail = {"contacts": {ContactKind.EMAIL: CUSTOMER}, "preferred_channel": "email"}
    return a_complaint(at=State.INVESTIGATING, **mail)


def token(complaint):
    return token_for(complaint.pk, complaint.complainant.contact_points.get().pk, on=NOON.date())


def to(complaint):
    local, _at, domain = USER.partition("@")
    return f"{local}+{token(complaint)}@{domain}"


def arrive(mailbox, mail, *, now=NOON):
    raw = mail if isinstance(mail, bytes) else mail.as_bytes()
    return receive_mail(mailbox, raw, by=User.objects.system(), now=now)


def test_an_answer_to_the_address_given_is_the_customers_words(mailbox, complaint):
    letter = arrive(mailbox, a_mail("还在漏。\n\n> 您好", To=to(complaint)))
    assert (letter.state, letter.complaint) == (InboundState.JOINED, complaint)
    assert Contact.objects.filter(complaint=complaint, summary="还在漏。", channel="email").exists()
    assert letter.raw_text == "还在漏。\n\n> 您好"


def test_an_answer_known_by_the_id_it_answers_is_too(mailbox, complaint):
    """For mail servers that take no name+anything."""
    answered = f"<{mail_id(token(complaint), 42)}@desk.example.cn>"
    for header in ("In_Reply_To", "References"):
        assert arrive(mailbox, a_mail(header, **{header: answered})).state == InboundState.JOINED


def test_a_token_in_capitals_is_the_same(mailbox, complaint):
    assert arrive(mailbox, a_mail(To=to(complaint).upper())).state == InboundState.JOINED


def test_the_token_of_one_used_by_another_is_held_back(mailbox, complaint):
    letter = arrive(mailbox, a_mail(To=to(complaint), From="thief@evil.example"))
    assert (letter.state, letter.complaint) == (InboundState.QUARANTINED, complaint)
    assert letter.proofs["address"] == "other"


def test_a_token_past_its_year_is_held_back(mailbox, complaint):
    letter = arrive(mailbox, a_mail(To=to(complaint)), now=NOON + timedelta(days=367))
    assert (letter.state, letter.proofs["address"]) == (InboundState.QUARANTINED, "expired")


@pytest.mark.parametrize(
    ("result", "state"),
    [
        (PASS, "joined"),
        (f"{MX}; dmarc=none", "joined"),
        (f"{MX}; dmarc=fail", "quarantined"),
        ("evil.example; dmarc=pass", "quarantined"),
        (None, "quarantined"),
    ],
)
def test_a_sender_our_own_server_finds_forged_is_held_back_token_or_not(mailbox, complaint, result, state):
    Mailbox.objects.update(checked_by=MX)
    mailbox.refresh_from_db()
    assert arrive(mailbox, a_mail(To=to(complaint), Authentication_Results=result)).state == state


@pytest.mark.parametrize("result", [PASS, f"{MX}; dmarc=fail"])
def test_a_new_mail_opens_a_complaint_and_says_whether_its_sender_is_proven(mailbox, result):
    Mailbox.objects.update(checked_by=MX)
    mailbox.refresh_from_db()
    letter = arrive(mailbox, a_mail(Authentication_Results=result))
    assert (letter.state, letter.is_verified) == (InboundState.OPENED, result == PASS)


def test_a_token_is_of_one_complaint_and_one_contact_and_rotates_with_the_keys(settings):
    given = token_for(7, 9, on=NOON.date())
    assert read_token(given)[:2] == (7, 9)
    assert read_token(given.replace("7-", "8-", 1)) is None
    settings.LOOKUP_KEYS = {"new": b"n" * 32, **settings.LOOKUP_KEYS}
    assert read_token(given)[:2] == (7, 9)
    assert token_for(7, 9, on=NOON.date()) != given
    settings.LOOKUP_KEYS = {"new": b"n" * 32}
    assert read_token(given) is None


@pytest.mark.parametrize("text", ["", "-", "1-2-3-4", "1-2-3-" + "a" * 16, "x" * 10_000, "1-2-3-" + "0" * 16, "🙂"])
def test_what_is_no_token_is_none(text):
    assert read_token(text) is None


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({"Auto_Submitted": "auto-replied"}, "automatic"),
        ({"X_Auto_Response_Suppress": "All"}, "automatic"),
        ({"Precedence": "auto_reply"}, "automatic"),
        ({"Precedence": "bulk"}, "bulk"),
        ({"List_Id": "<news.example.cn>"}, "bulk"),
        ({"Return_Path": "<>"}, "bounce"),
        ({"From": "MAILER-DAEMON@mx.example.cn"}, "bounce"),
        ({"From": f"Desk <{USER}>"}, "own"),
        ({"From": "desk@example.cn"}, "own"),
    ],
)
def test_no_machine_opens_a_complaint_joins_one_or_is_answered(mailbox, complaint, headers, reason):
    """A34."""
    ChannelAccount.objects.create(
        name="发信", kind="smtp", address="smtps://mail.example.cn", sender="闭环 <desk@example.cn>"
    )
    waiting, complaints = Delivery.objects.count(), Complaint.objects.count()
    for address in (USER, to(complaint)):
        letter = arrive(mailbox, a_mail(address, To=address, **headers))
        assert (letter.state, letter.reason) == (InboundState.DROPPED, reason)
    assert (Delivery.objects.count(), Complaint.objects.count()) == (waiting, complaints)


def test_spam_and_a_sender_without_address_wait_for_somebody(mailbox):
    assert arrive(mailbox, a_mail(X_Spam_Flag="YES")).reason == InboundReason.SPAM
    assert arrive(mailbox, b"From: nobody\r\nSubject: x\r\n\r\nx").reason == InboundReason.NO_CONTACT
    assert Inbound.objects.undecided().count() == 2


@pytest.fixture
def out():
    """A mail server for what leaves."""
    with a_mail_server() as server:
        ChannelAccount.objects.create(
            name="发信",
            kind="smtp",
            address=f"smtp://127.0.0.1:{server.port}",
            sender="闭环 <desk@example.cn>",
            allow_plain=True,
            allow_private=True,
        )
        yield server


def sent(out):
    send_waiting(by=User.objects.system(), now=NOON)
    return out.letters[-1]["text"].replace("\r\n ", " ").splitlines()


def header(lines, name):
    return next((line.partition(": ")[2] for line in lines if line.startswith(f"{name}: ")), "")


def test_what_leaves_says_where_the_answer_goes_and_what_it_belongs_to(mailbox, out):
    letter = arrive(mailbox, a_mail(Message_ID="<theirs@customer.example.cn>"))
    lines = sent(out)
    reply_to = header(lines, "Reply-To")
    assert read_token(reply_to.partition("+")[2].partition("@")[0]).complaint == letter.complaint_id
    assert header(lines, "In-Reply-To") == "<theirs@customer.example.cn>"
    assert header(lines, "References").endswith("<theirs@customer.example.cn>")
    assert read_token(header(lines, "Message-ID")[1:].partition(".")[0]).complaint == letter.complaint_id
    assert header(lines, "Auto-Submitted") == "auto-generated"


def test_every_mail_of_a_complaint_refers_to_the_same_first_one(mailbox, out):
    first, other = (
        a_complaint(contacts={ContactKind.EMAIL: f"{name}@customer.example.cn"}, preferred_channel="email")
        for name in ("a", "b")
    )
    sent(out)
    references = {header(one["text"].replace("\r\n ", " ").splitlines(), "References") for one in out.letters}
    assert len(references) == 2
    assert {one.split(".")[0].strip("<") for one in references} == {first.number, other.number}


def test_where_the_mailbox_takes_no_tags_the_plain_address_is_told(mailbox, out):
    Mailbox.objects.update(tags_replies=False)
    arrive(mailbox, a_mail())
    assert header(sent(out), "Reply-To") == USER


def test_without_a_mailbox_mail_leaves_as_before(out):
    a_complaint(contacts={ContactKind.EMAIL: CUSTOMER}, preferred_channel="email")
    lines = sent(out)
    assert header(lines, "Reply-To") == ""
    assert len(header(lines, "Message-ID").partition("@")[0]) == 37, "a uuid and nothing else"


def bounce_of(message_id, status="5.1.1", action="failed"):
    return (
        "From: MAILER-DAEMON@mx.example.cn\r\nReturn-Path: <>\r\nSubject: Undelivered\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: text/plain\r\n\r\nsorry\r\n"
        f"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n"
        f"Action: {action}\r\nStatus: {status}\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {message_id}\r\n\r\n--b--\r\n"
    ).encode()


@pytest.mark.parametrize(
    ("status", "action", "state"),
    [("5.1.1", "failed", "parked"), ("4.2.2", "delayed", "sent"), ("2.0.0", "delivered", "sent")],
)
def test_a_mail_that_came_back_is_marked_and_goes_another_way(mailbox, out, status, action, state):
    complaint = a_complaint(contacts={ContactKind.EMAIL: CUSTOMER}, preferred_channel="email")
    message_id = header(sent(out), "Message-ID")
    letter = arrive(mailbox, bounce_of(message_id, status, action))
    assert letter.reason == InboundReason.BOUNCE
    assert complaint.deliveries.get().state == state


def test_a_forged_report_marks_nothing(mailbox, out):
    complaint = a_complaint(contacts={ContactKind.EMAIL: CUSTOMER}, preferred_channel="email")
    sent(out)
    delivery = complaint.deliveries.get()
    another = a_complaint(contacts={ContactKind.EMAIL: "b@customer.example.cn"})
    for forged in (f"1-1-1-{'a' * 16}", token(another)):
        arrive(mailbox, bounce_of(f"<{mail_id(forged, delivery.pk)}@example.cn>"))
    assert complaint.deliveries.get().state == "sent"


def test_two_desks_writing_to_each_other_end_after_one_answer_each(mailbox, out):
    """A34: our receipt comes to a desk that takes it for a new mail; its receipt is marked, and ends it here."""
    arrive(mailbox, a_mail("其他公司的工单", From="desk@other.example.cn"))
    sent(out)
    receipt = out.letters[-1]["text"].replace("From: ", "From: desk@other.example.cn\r\nX-Was: ", 1)
    echoed = receipt.replace("Message-ID: ", "Message-ID: <echo@other.example.cn>\r\nX-Id: ", 1).encode()
    assert arrive(mailbox, echoed).state == InboundState.DROPPED
    send_waiting(by=User.objects.system(), now=NOON)
    assert len(out.letters) == 1
    assert Complaint.objects.count() == 1


def test_a_desk_that_marks_nothing_is_answered_once_an_hour_and_opens_no_more_than_five(mailbox, out):
    """A34: the worst other side there is."""
    for minute in range(20):
        now = NOON + timedelta(minutes=minute)
        arrive(mailbox, a_mail(f"您的来信已收到 {minute}", From="desk@other.example.cn"), now=now)
        send_waiting(by=User.objects.system(), now=now)
    assert len(out.letters) == 1
    assert Complaint.objects.count() == 5
