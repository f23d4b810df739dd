"""Mail fetched and posted by several at once: each is taken once, and nobody meets a fault (F05, INT-1)."""

from functools import partial

import pytest

from accounts.models import User
from accounts.roles import Role
from complaints.models import Complaint, Inbound, Mailbox
from complaints.services import mailboxes
from complaints.services.mail_posting import renew_posting_secret, take_in_posted
from tests.builders import NOON, a_user
from tests.complaints.test_mailboxes import a_mailbox
from tests.mail_servers import a_mail, an_imap_server
from tests.races.crowd import together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
MAILS = 8


@pytest.fixture
def mailbox():
    with an_imap_server() as server:
        for number in range(MAILS):
            server.put(a_mail(subject=f"第 {number} 封", From=f"c{number}@customer.example.cn"))
        yield a_mailbox(server)


def assert_each_came_once(outcomes):
    assert [one for one in outcomes if isinstance(one, Exception)] == []
    assert Inbound.objects.count() == Complaint.objects.count() == MAILS
    assert Mailbox.objects.get().failed_since is None


def test_three_sweeps_at_once_fetch_each_mail_once(mailbox):
    system = User.objects.system()
    assert_each_came_once(together(*[partial(mailboxes.fetch_mail, by=system, now=NOON)] * 3))


def test_two_that_read_the_same_mailbox_because_a_lease_ended_take_each_mail_once(mailbox):
    system = User.objects.system()
    assert_each_came_once(together(*[partial(mailboxes._look_into, mailbox.pk, by=system, now=NOON)] * 2))


def test_the_same_mail_posted_five_times_at_once_is_one():
    mailbox = Mailbox.objects.create(name="转发", mail_address="care@desk.example.cn", preset="ecommerce")
    renew_posting_secret(mailbox.pk, by=a_user(Role.ADMINISTRATOR), now=NOON)
    post = partial(take_in_posted, mailbox, a_mail().as_bytes(), by=User.objects.system(), now=NOON)
    letters = together(*[post] * 5)
    assert len({letter.pk for letter in letters}) == Complaint.objects.count() == 1
