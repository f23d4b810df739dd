"""E-mail to a real server on the loopback address: slow, refusing, hanging up in the middle (F13, A36)."""

import pytest
from django.core import mail as sent

from complaints.channels import mail
from complaints.channels.outcome import Account, Letter, Reason, Undelivered
from tests.builders import NOON
from tests.servers import DROP, a_mail_server

LETTER = Letter("5d0e-uid", "gu@example.cn", "处理方案 202611-001", "方案已备好,请查看。")


def account(server, **changes):
    facts = {"sender": "闭环 <desk@example.cn>", "allow_plain": True, "allow_private": True} | changes
    return Account("smtp", f"smtp://127.0.0.1:{server.port}", **facts)


def failure(letter=LETTER, **server):
    with a_mail_server(**server) as provider, pytest.raises(Undelivered) as refusal:
        mail.send(account(provider), letter, now=NOON)
    return refusal.value.reason, refusal.value.code


def test_a_letter_arrives_once_at_one_recipient_under_its_own_id():
    with a_mail_server() as server:
        returned = mail.send(account(server), LETTER, now=NOON)
    (letter,) = server.letters
    assert (letter["from"], letter["to"]) == ("desk@example.cn", ["gu@example.cn"])
    assert f"Message-ID: {returned}" in letter["text"]
    assert returned == "<5d0e-uid@example.cn>"
    assert "Auto-Submitted: auto-generated" in letter["text"]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"RCPT": b"550 no such user"}, (Reason.ADDRESS_REFUSED, "550")),
        ({"RCPT": b"451 greylisted"}, (Reason.UNAVAILABLE, "451")),
        ({"MAIL": b"550 not you"}, (Reason.REJECTED, "550")),
        ({"MAIL": b"421 later"}, (Reason.UNAVAILABLE, "421")),
        ({"END": b"554 spam"}, (Reason.REJECTED, "554")),
        ({"END": b"452 full"}, (Reason.UNAVAILABLE, "452")),
        ({"END": DROP}, (Reason.UNREACHABLE, "")),
        ({"MAIL": DROP}, (Reason.UNREACHABLE, "")),
        ({"CONNECT": DROP}, (Reason.UNREACHABLE, "")),
        ({"CONNECT": b"554 go away"}, (Reason.REJECTED, "554")),
    ],
)
def test_what_the_server_says_decides_whether_to_try_again(answers, expected):
    assert failure(**answers) == expected


def test_a_server_that_takes_its_time_is_left_alone(monkeypatch):
    monkeypatch.setattr(mail, "SMTP_SECONDS", 0.1)
    assert failure(slowness=0.5) == (Reason.UNREACHABLE, "")


def test_without_encryption_nothing_is_said_unless_the_account_allows_it():
    with a_mail_server() as server, pytest.raises(Undelivered):
        mail.send(account(server, allow_plain=False), LETTER, now=NOON)
    assert server.letters == []


def test_a_server_inside_is_not_spoken_to_unless_the_account_allows_it():
    with a_mail_server() as server, pytest.raises(Undelivered) as refusal:
        mail.send(account(server, allow_private=False), LETTER, now=NOON)
    assert refusal.value.reason == Reason.NOT_ALLOWED
    assert server.letters == []


@pytest.mark.parametrize("broken", ["处理\r\nBcc: other@example.cn", "处理\nBcc: other@example.cn", "a\rb"])
def test_a_line_break_in_a_header_is_never_sent(broken):
    assert failure(LETTER._replace(subject=broken)) == (Reason.UNREADABLE, "")
    assert failure(LETTER._replace(address="gu@example.cn" + broken.lstrip("处理a"))) == (Reason.UNREADABLE, "")


def test_without_an_account_the_settings_of_the_installation_serve():
    mail.send(None, LETTER, now=NOON)
    assert sent.outbox[0].to == ["gu@example.cn"]


def test_without_an_account_and_without_a_server_there_is_no_way(settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", ""
    with pytest.raises(Undelivered) as refusal:
        mail.send(None, LETTER, now=NOON)
    assert refusal.value.reason == Reason.NO_ACCOUNT
