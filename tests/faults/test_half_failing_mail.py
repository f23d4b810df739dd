"""A mail server that takes every other letter, or hangs up after it took one: none is lost (F13, I16)."""

from collections import Counter
from datetime import timedelta

import pytest

from accounts.models import User
from complaints.channels.kinds import AccountKind
from complaints.crypto.contact import ContactKind
from complaints.models import ChannelAccount, Delivery, DeliveryState
from complaints.services.delivery import send_waiting
from tests.builders import NOON, a_complaint
from tests.servers import DROP, a_mail_server

pytestmark = [pytest.mark.faults, pytest.mark.django_db]
LETTERS = 6


class EveryOther(dict):
    """Answers `fault` to the end of the first, third, fifth … letter and counts the letters it met."""

    def __init__(self, fault):
        super().__init__()
        self.fault, self.turn = fault, 0

    def get(self, verb, usual):
        if verb != ".":
            return usual
        self.turn += 1
        return self.fault if self.turn % 2 else usual


def send_through(fault):
    """Every letter with the id it travelled under, in the order the server read them."""
    for number in range(LETTERS):
        a_complaint(contacts={ContactKind.EMAIL: f"c{number}@example.cn"}, preferred_channel="email")
    with a_mail_server() as server:
        server.answers = EveryOther(fault)
        ChannelAccount.objects.create(
            name="邮件",
            kind=AccountKind.SMTP,
            address=f"smtp://127.0.0.1:{server.port}",
            sender="desk@example.cn",
            allow_plain=True,
            allow_private=True,
        )
        for minute in range(60):
            send_waiting(by=User.objects.system(), now=NOON + timedelta(minutes=minute))
    return [id_of(letter) for letter in server.letters]


def id_of(letter):
    return next(line for line in letter["text"].splitlines() if line.startswith("Message-ID:"))


def ids_of_receipts():
    received = Delivery.objects.filter(step__startswith="received")
    assert set(received.values_list("state", flat=True)) == {DeliveryState.SENT}
    return {f"Message-ID: <{uuid}@example.cn>" for uuid in received.values_list("uuid", flat=True)}


def test_what_a_server_refuses_for_now_is_taken_later_and_only_once():
    read = send_through(b"452 full")
    taken = Counter(read[1::2])
    assert taken == dict.fromkeys(ids_of_receipts(), 1)


def test_what_a_server_took_without_saying_so_comes_again_under_the_same_id():
    read = send_through(DROP)
    unsaid, said = Counter(read[::2]), Counter(read[1::2])
    assert said == dict.fromkeys(ids_of_receipts(), 1)
    assert set(unsaid) <= set(said)
    assert unsaid.total() >= LETTERS - 1, "the server hardly failed"
