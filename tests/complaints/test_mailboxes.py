"""Mail fetched from a real server: once, in its order, whatever a mail or the server does (INT-1, COM-1, F14)."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils.translation import override

from accounts.models import User
from accounts.roles import Role
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import Complaint, Inbound, InboundReason, InboundState, Mailbox
from complaints.services import mailboxes
from complaints.services.mailboxes import check_mailbox, fetch_mail, try_mailbox
from complaints.states import Channel, Preset
from config.doctor.channels import channels
from tests.builders import NOON, a_photo, a_user
from tests.desk import desk_of
from tests.mail_servers import PASSWORD, USER, a_mail, an_imap_server

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def running():
    with an_imap_server() as server:
        yield server


@pytest.fixture
def server(running):
    running.empty()
    return running


@pytest.fixture
def mailbox(server):
    return a_mailbox(server)


def a_mailbox(server, **changes):
    facts = {
        "name": "客服邮箱",
        "mail_address": USER,
        "address": server.address,
        "login": USER,
        "secret": PASSWORD,
        "preset": Preset.ECOMMERCE,
        "allow_plain": True,
        "allow_private": True,
        "begins_at": LONG_AGO,
        "next_at": LONG_AGO,
    }
    return Mailbox.objects.create(**facts | changes)


def fetch(now=NOON):
    Mailbox.objects.update(next_at=LONG_AGO, leased_until=None)
    return fetch_mail(by=User.objects.system(), now=now)


def test_a_mail_becomes_a_complaint_with_its_files(server, mailbox):
    mail = a_mail()
    photo = a_photo().read()
    mail.add_attachment(photo, maintype="image", subtype="png", filename="壶底.png")
    server.put(mail)
    assert fetch() == 1
    complaint = Complaint.objects.get()
    assert (complaint.channel, complaint.subject) == (Channel.EMAIL, "保温壶漏水")
    assert complaint.description == "壶底渗水,柜子泡坏了。"
    assert complaint.complainant.name == "林岚"
    assert complaint.complainant.preferred_channel == "email"
    assert complaint.evidence.get().name == "壶底.png"
    assert complaint.deliveries.get().step.startswith("received")
    assert server.seen() == 1


def test_a_mail_is_read_once_and_again_only_by_a_server_that_counts_anew(server, mailbox):
    server.put(a_mail())
    fetch()
    fetch()
    server.count_anew()
    server.put(a_mail(subject="第二封", From="other@customer.example.cn"))
    fetch()
    assert Inbound.objects.count() == 2
    assert Complaint.objects.count() == 2


def test_what_lay_there_before_the_mailbox_was_set_up_is_left_alone(server):
    server.put(a_mail())
    box = a_mailbox(server, begins_at=datetime(2037, 1, 1, tzinfo=UTC))
    fetch()
    assert not Inbound.objects.exists()
    assert Mailbox.objects.get(pk=box.pk).failed_since is None


def test_more_than_a_round_takes_comes_in_the_next(server, mailbox, monkeypatch):
    monkeypatch.setattr(mailboxes, "MOST_A_ROUND", 2)
    for number in range(3):
        server.put(a_mail(From=f"c{number}@customer.example.cn"))
    mailboxes._look_into(mailbox.pk, by=User.objects.system(), now=NOON)
    assert Inbound.objects.count() == 2
    assert Mailbox.objects.get().next_at == NOON, "the rest is not left waiting for a minute"
    mailboxes._look_into(mailbox.pk, by=User.objects.system(), now=NOON)
    assert Inbound.objects.count() == 3


@pytest.mark.parametrize("fault", [RuntimeError, ValueError, OSError])
def test_a_mail_that_brings_the_reader_down_is_left_out_and_named(server, mailbox, monkeypatch, fault):
    """F14: the mails after it are read, and nobody is told that the mailbox were out of reach."""
    server.put(a_mail(subject="bad"))
    server.put(a_mail(subject="good", From="good@customer.example.cn"))
    usual = mailboxes.receive_mail

    def receive(box, raw, **facts):
        if b"bad" in raw:
            raise fault("boom")
        return usual(box, raw, **facts)

    monkeypatch.setattr(mailboxes, "receive_mail", receive)
    for _round in range(mailboxes.MOST_TRIES + 1):
        fetch()
        assert Mailbox.objects.get().failed_since is None
    assert [one.reason for one in Inbound.objects.order_by("pk")] == [InboundReason.UNREADABLE, ""]
    assert Complaint.objects.get().subject == "good"
    assert Mailbox.objects.get().attempts == 0


def test_a_mail_larger_than_is_read_waits_with_what_it_says(server, mailbox, monkeypatch):
    monkeypatch.setattr("complaints.channels.inbox.MOST_BYTES", 20_000)
    monkeypatch.setattr("complaints.channels.inbox.PART_BYTES", 2_000)
    mail = a_mail("视频在附件里。")
    mail.add_attachment(b"\0" * 60_000, maintype="video", subtype="mp4", filename="a.mp4")
    server.put(mail)
    fetch()
    letter = Inbound.objects.get()
    assert (letter.state, letter.reason, letter.text) == (
        InboundState.WAITING,
        InboundReason.TOO_LARGE,
        "视频在附件里。",
    )


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"secret": "wrong"}, "rejected"), ({"folder": "不存在"}, "rejected"), ({"allow_plain": False}, "unreachable")],
)
def test_a_mailbox_out_of_reach_is_asked_less_often_and_says_why(server, changes, reason):
    box = a_mailbox(server, **changes)
    assert fetch() == 0
    box.refresh_from_db()
    assert (box.failed_since, box.reason, box.attempts) == (NOON, reason, 0)
    assert box.next_at > NOON


def test_a_mailbox_that_answers_again_is_well_again(server):
    box = a_mailbox(server, secret="wrong")
    fetch()
    box.secret = PASSWORD
    box.save()
    assert fetch() == 1
    box.refresh_from_db()
    assert (box.failed_since, box.reason) == (None, "")


def test_an_address_inside_is_refused_unless_it_is_allowed(server):
    """A14."""
    box = a_mailbox(server, allow_private=False)
    with pytest.raises(RuleBroken):
        check_mailbox(box)
    fetch()
    box.refresh_from_db()
    assert box.reason == "not_allowed"


def test_an_address_whose_name_leaves_no_room_for_the_token_is_refused(server):
    box = a_mailbox(server, mail_address="customer.complaints.desk@example.cn")
    with pytest.raises(RuleBroken, match="20"):
        check_mailbox(box)
    box.tags_replies = False
    check_mailbox(box)


def test_only_an_administrator_tries_a_mailbox_and_is_told_what_waits(server, mailbox):
    server.put(a_mail())
    assert try_mailbox(mailbox.pk, by=a_user(Role.ADMINISTRATOR), now=NOON) == 1
    assert not Inbound.objects.exists()
    with pytest.raises(NotPermitted):
        try_mailbox(mailbox.pk, by=a_user(), now=NOON)
    Mailbox.objects.filter(pk=mailbox.pk).update(login="nobody")
    with pytest.raises(RuleBroken):
        try_mailbox(mailbox.pk, by=a_user(Role.ADMINISTRATOR), now=NOON)


def test_an_administrator_sets_a_mailbox_up_and_its_password_is_shown_nowhere(server):
    desk = desk_of(a_user(Role.ADMINISTRATOR), language="en")
    facts = {
        "name": "Care",
        "mail_address": USER,
        "new_address": server.address,
        "login": USER,
        "new_secret": PASSWORD,
        "folder": "INBOX",
        "preset": "general",
        "tags_replies": "on",
        "is_active": "on",
        "allow_plain": "on",
    }
    add = reverse("admin:complaints_mailbox_add")
    refused = desk.post(add, facts)
    assert "is not one such a service uses" in refused.content.decode()
    assert desk.post(add, facts | {"allow_private": "on"}).status_code == 302
    box = Mailbox.objects.get()
    assert (box.address, box.secret) == (server.address, PASSWORD)
    change = reverse("admin:complaints_mailbox_change", args=[box.pk])
    assert PASSWORD not in desk.get(change).content.decode()
    tried = desk.post(reverse("admin:complaints_mailbox_try", args=[box.pk]), follow=True).content.decode()
    assert "The mailbox opens" in tried


def test_doctor_names_a_mailbox_out_of_reach(server):
    a_mailbox(server, secret="wrong")
    fetch()
    with override("en"):
        told = [str(finding) for finding in channels()]
    assert any("out of reach" in one and USER in one for one in told)
