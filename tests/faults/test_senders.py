"""A sender killed in the middle of a letter loses none and repeats at most the one it held (F04, F13, I16)."""

from collections import Counter
from types import SimpleNamespace

import pytest
from django.db.models import Q
from django.utils import timezone

from complaints.channels.kinds import AccountKind
from complaints.crypto.contact import ContactKind
from complaints.models import (
    ChannelAccount,
    Complaint,
    ComplaintEvent,
    Deadline,
    DeadlineKind,
    Delivery,
    DeliveryState,
    EventKind,
)
from complaints.services.record import faults_of
from tests.builders import a_complaint, a_user
from tests.faults.machinery import Crew, eventually
from tests.servers import a_mail_server

pytestmark = [pytest.mark.faults, pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
LETTERS = 30


@pytest.fixture
def crew(tmp_path):
    """Processes of a desk that has no Redis at all."""
    crew = Crew(tmp_path, SimpleNamespace(url=""))
    yield crew
    crew.end()


def letters_of(server):
    """How often each message arrived, by its id."""
    lines = [line for letter in list(server.letters) for line in letter["text"].splitlines()]
    return Counter(line for line in lines if line.lower().startswith("message-id:"))


def test_a_sender_killed_again_and_again_loses_no_letter_and_repeats_one_a_kill_at_most(crew):
    agent = a_user()
    for number in range(LETTERS):
        contacts = {ContactKind.EMAIL: f"c{number}@example.cn"}
        a_complaint(agent=agent, contacts=contacts, preferred_channel="email", now=timezone.now())
    kills = 0
    with a_mail_server(slowness=0.04) as server:
        ChannelAccount.objects.create(
            name="邮件",
            kind=AccountKind.SMTP,
            address=f"smtp://127.0.0.1:{server.port}",
            sender="desk@example.cn",
            allow_plain=True,
            allow_private=True,
        )
        for share in (2, 8, 14, 20, 26):
            crew.begin("sweeper")
            assert eventually(lambda share=share: len(server.letters) >= share), crew.logs()
            crew.kill("sweeper")
            kills += 1
        crew.begin("sweeper")
        receipts = Delivery.objects.filter(step__startswith="received")
        unfinished = receipts.filter(Q(state=DeliveryState.WAITING) | Q(awaits_record=True))
        assert eventually(lambda: not unfinished.exists()), crew.logs()
        crew.end()
    received = Delivery.objects.filter(step__startswith="received")
    assert set(received.values_list("state", flat=True)) == {DeliveryState.SENT}
    ids = {f"message-id: <{uuid}@example.cn>" for uuid in received.values_list("uuid", flat=True)}
    arrived = Counter({line.lower(): count for line, count in letters_of(server).items()})
    assert ids <= set(arrived)
    repeated = sum(arrived[one] - 1 for one in ids)
    assert repeated <= kills
    assert max(received.values_list("attempts", flat=True)) <= 1 + kills
    # What the killed had sent and not recorded yet is recorded once, and its receipt counts as told in time (SLA-1).
    assert not Delivery.objects.filter(awaits_record=True).exists()
    recorded = ComplaintEvent.objects.filter(kind=EventKind.MESSAGE_SENT, facts__step__startswith="received")
    assert recorded.count() == len(set(recorded.values_list("complaint", flat=True))) == LETTERS
    assert not Deadline.objects.running().filter(kind=DeadlineKind.ACKNOWLEDGEMENT).exists()
    assert [fault for one in Complaint.objects.all() for fault in faults_of(one)] == []
