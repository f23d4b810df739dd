"""A mailbox behind TLS: read where its certificate is trusted, refused in words where it is not (A14)."""

import pytest
from django.utils.translation import override

from accounts.roles import Role
from complaints.errors import RuleBroken
from complaints.models import Complaint, Mailbox
from complaints.services.mailboxes import try_mailbox
from tests.builders import NOON, a_user
from tests.complaints.test_mailboxes import a_mailbox, fetch
from tests.mail_servers import a_mail, an_imap_server

pytestmark = pytest.mark.django_db
WAYS = pytest.mark.parametrize("way", ["imaps_address", "address"])


@pytest.fixture(scope="module")
def server():
    with an_imap_server(is_encrypted=True) as server:
        yield server


@WAYS
def test_mail_is_read_by_imaps_and_by_starttls_from_a_server_that_is_trusted(server, monkeypatch, way):
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
    server.empty()
    server.put(a_mail())
    a_mailbox(server, address=getattr(server, way), allow_plain=False)
    assert fetch() == 1
    assert Complaint.objects.get().subject == "保温壶漏水"


@WAYS
def test_a_certificate_nobody_vouches_for_is_refused_in_words(server, way):
    box = a_mailbox(server, address=getattr(server, way), allow_plain=False)
    assert fetch() == 0
    assert Mailbox.objects.get().reason == "certificate"
    with override("en"), pytest.raises(RuleBroken, match="certificate is not trusted"):
        try_mailbox(box.pk, by=a_user(Role.ADMINISTRATOR), now=NOON)


def test_a_trusted_certificate_of_another_name_is_refused(server, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
    monkeypatch.setattr("complaints.channels.inbox.resolve", lambda host, port, allow_private: "127.0.0.1")
    a_mailbox(server, address=server.imaps_address.replace("127.0.0.1", "mail.example.cn"))
    assert fetch() == 0
    assert Mailbox.objects.get().reason == "certificate"
