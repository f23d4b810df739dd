"""A complaint by mail from end to end, over a real IMAP and a real SMTP connection (INT-1, INT-5, COM-1, A34, A35)."""

from datetime import UTC, datetime
from email import message_from_string, policy

import pytest
from django.urls import reverse

from accounts.models import User
from complaints.models import ChannelAccount, Complaint, Contact, Inbound, InboundState, Mailbox
from complaints.services.delivery import send_waiting
from complaints.services.mailboxes import fetch_mail
from complaints.services.record import faults_of
from complaints.states import State
from tests.builders import NOON, a_photo, a_user
from tests.desk import desk_of
from tests.mail_servers import PASSWORD, USER, a_mail, an_imap_server
from tests.servers import a_mail_server

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def servers():
    with an_imap_server() as incoming, a_mail_server() as outgoing:
        plain = {"allow_plain": True, "allow_private": True}
        ChannelAccount.objects.create(
            name="发信", kind="smtp", address=f"smtp://127.0.0.1:{outgoing.port}", sender=f"闭环 <{USER}>", **plain
        )
        Mailbox.objects.create(
            name="收信",
            mail_address=USER,
            address=incoming.address,
            login=USER,
            secret=PASSWORD,
            preset="ecommerce",
            begins_at=LONG_AGO,
            next_at=LONG_AGO,
            **plain,
        )
        yield incoming, outgoing


def work():
    """One round of what runs every few seconds."""
    Mailbox.objects.update(next_at=LONG_AGO)
    fetch_mail(by=User.objects.system(), now=NOON)
    send_waiting(by=User.objects.system(), now=NOON)


def test_a_mail_its_receipt_the_customers_answer_and_a_forgers(servers):
    incoming, outgoing = servers
    incoming.put(a_mail("壶底渗水。", Message_ID="<first@customer.example.cn>"))
    work()
    complaint = Complaint.objects.get()
    receipt = message_from_string(outgoing.letters[-1]["text"], policy=policy.default)
    assert outgoing.letters[-1]["to"] == ["lin@customer.example.cn"]
    assert complaint.number in receipt.get_content()
    assert "壶底渗水" not in receipt.get_content(), "nothing of the letter is repeated (A37)"
    assert receipt["In-Reply-To"] == "<first@customer.example.cn>"

    answer = a_mail("照片在这里。\n\n> 我们已收到", To=str(receipt["Reply-To"]), In_Reply_To=receipt["Message-ID"])
    answer.add_attachment(a_photo().read(), maintype="image", subtype="png", filename="壶.png")
    incoming.put(answer)
    incoming.put(a_mail("退款打到我的卡上。", To=str(receipt["Reply-To"]), From="thief@evil.example"))
    incoming.put(a_mail("休假中", To=str(receipt["Reply-To"]), Auto_Submitted="auto-replied"))
    work()
    told = list(Contact.objects.values_list("summary", flat=True))
    assert told == ["照片在这里。"]
    assert complaint.evidence.get().name == "壶.png"
    states = dict(Inbound.objects.values_list("text", "state"))
    assert states["退款打到我的卡上。"] == InboundState.QUARANTINED
    assert states["休假中"] == InboundState.DROPPED
    assert len(outgoing.letters) == 1, "nobody was answered by a machine"
    assert incoming.seen() == 4

    page = desk_of(a_user()).get(reverse("admin:complaints_complaint_change", args=[complaint.pk])).content.decode()
    assert "退款打到我的卡上。" in page
    complaint = Complaint.objects.get(pk=complaint.pk)
    assert (complaint.state, faults_of(complaint)) == (State.RECEIVED, [])
