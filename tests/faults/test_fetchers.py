"""Whoever fetches mail, killed in the middle of one, loses none and takes none twice (F04, F14, INT-1)."""

from types import SimpleNamespace

import pytest

from complaints.models import Complaint, Evidence, Inbound, InboundState, Mailbox
from complaints.services.record import faults_of
from tests.builders import a_photo
from tests.complaints.test_mailboxes import a_mailbox
from tests.faults.machinery import Crew, eventually
from tests.mail_servers import a_mail, an_imap_server

pytestmark = [pytest.mark.faults, pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
MAILS = 24


@pytest.fixture
def crew(tmp_path):
    crew = Crew(tmp_path, SimpleNamespace(url=""))
    yield crew
    crew.end()


def test_a_fetcher_killed_again_and_again_takes_every_mail_once(crew):
    with an_imap_server() as server:
        for number in range(MAILS):
            mail = a_mail(subject=f"第 {number} 封", From=f"c{number}@customer.example.cn")
            mail.add_attachment(a_photo().read(), maintype="image", subtype="png", filename="壶底.png")
            server.put(mail)
        a_mailbox(server)
        for share in (1, 6, 11, 16):
            crew.begin("sweeper")
            assert eventually(lambda share=share: Inbound.objects.count() >= share), crew.logs()
            crew.kill("sweeper")
            assert Inbound.objects.count() < MAILS, "it was killed too late to be at work"
        crew.begin("sweeper")
        assert eventually(lambda: Mailbox.objects.get().read_at), crew.logs()
        crew.end()
        assert server.seen() >= MAILS - 4
    assert set(Inbound.objects.values_list("state", flat=True)) == {InboundState.OPENED}
    subjects = sorted(Complaint.objects.values_list("subject", flat=True))
    assert subjects == sorted(f"第 {number} 封" for number in range(MAILS))
    assert Evidence.objects.count() == MAILS
    assert [fault for complaint in Complaint.objects.all() for fault in faults_of(complaint)] == []
