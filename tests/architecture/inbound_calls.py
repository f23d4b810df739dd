"""Services of what arrives from outside, as service_calls.py."""

from contextlib import suppress

from accounts.models import User
from accounts.roles import Role
from complaints.crypto.contact import ContactKind
from complaints.crypto.replies import token_for
from complaints.errors import RuleBroken
from complaints.models import EventKind as K
from complaints.models import Mailbox
from complaints.services import delivery, inbound, inbound_steps, mail_in, mail_posting, mailboxes
from complaints.states import State
from tests.architecture.service_calls import Row
from tests.builders import NOON
from tests.letters import an_arrival
from tests.mail_servers import a_mail

T = State.TRIAGED
BY_MAIL = {
    "contacts": {ContactKind.EMAIL: "gu@example.cn", ContactKind.PHONE: "17012345678"},
    "preferred_channel": "email",
}
INVESTIGATING = State.INVESTIGATING


def held(it):
    return inbound.take_in(an_arrival(complaint=it.pk), by=User.objects.system(), now=NOON)


def take_in(it, by):
    inbound.take_in(an_arrival(complaint=it.pk), by=by, now=NOON)


def join(it, by):
    inbound_steps.join(it.inbound.get().pk, number=it.number, by=by, now=NOON)


def set_aside(it, by):
    inbound_steps.set_aside(it.inbound.get().pk, reason="推销", by=by, now=NOON)


def open_as(it, by):
    facts = {"preset": "ecommerce", "subject": "漏水", "description": "壶底渗水。", "demand": "refund"}
    inbound_steps.open_as(it.inbound.get().pk, **facts, by=by, now=NOON)


def a_box():
    facts = {"login": "desk", "secret": "x", "allow_private": True, "begins_at": NOON, "next_at": NOON}
    return Mailbox.objects.create(name="邮箱", mail_address="desk@example.cn", address="imap://127.0.0.1:1", **facts)


def receive_mail(it, by):
    token = token_for(it.pk, it.complainant.contact_points.get().pk, on=NOON.date())
    mail_in.receive_mail(a_box(), a_mail(To=f"desk+{token}@example.cn").as_bytes(), by=by, now=NOON)


def post(it, by):
    token = token_for(it.pk, it.complainant.contact_points.get().pk, on=NOON.date())
    mail_posting.take_in_posted(a_box(), a_mail(To=f"desk+{token}@example.cn").as_bytes(), by=by, now=NOON)


def fetch_mail(it, by):
    a_box()
    mailboxes.fetch_mail(by=by, now=NOON)


def try_mailbox(it, by):
    with suppress(RuleBroken):
        mailboxes.try_mailbox(a_box().pk, by=by, now=NOON)


def bounced(it, by):
    delivery.note_bounce(it.deliveries.get().pk, complaint=it.pk, code="5.1.1", by=by, now=NOON)


def left_by_mail(it):
    delivery.send_waiting(by=User.objects.system(), now=NOON)


INBOUND = {
    "complaints.inbound.take_in": Row(T, take_in, (K.LETTER_HELD,), Role.SYSTEM),
    "complaints.mail_in.receive_mail": Row(T, receive_mail, (K.LETTER_HELD,), Role.SYSTEM),
    "complaints.mail_in.unreadable": Row(
        T, lambda it, by: mail_in.unreadable(a_box(), 7, by=by, now=NOON), (), Role.SYSTEM
    ),
    "complaints.mailboxes.fetch_mail": Row(T, fetch_mail, (), Role.SYSTEM),
    "complaints.mailboxes.try_mailbox": Row(T, try_mailbox, (), Role.ADMINISTRATOR),
    "complaints.mail_posting.renew_posting_secret": Row(
        T, lambda it, by: mail_posting.renew_posting_secret(a_box().pk, by=by, now=NOON), (), Role.ADMINISTRATOR
    ),
    "complaints.mail_posting.take_in_posted": Row(T, post, (K.LETTER_HELD,), Role.SYSTEM),
    "complaints.delivery.note_bounce": Row(
        State.RECEIVED, bounced, (K.MESSAGE_REROUTED,), Role.SYSTEM, ready=left_by_mail, facts=BY_MAIL
    ),
    "complaints.inbound_steps.join": Row(INVESTIGATING, join, (K.CONTACTED,), ready=held),
    "complaints.inbound_steps.set_aside": Row(INVESTIGATING, set_aside, (K.LETTER_SET_ASIDE,), ready=held),
    "complaints.inbound_steps.open_as": Row(INVESTIGATING, open_as, (K.RECEIVED,), ready=held),
}
