"""Kept and broken promises, as those who oversee the desk read them (SLA-3, SLA-18)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.models import User
from accounts.roles import Role
from complaints.errors import NotPermitted
from complaints.services import closing, commitments, contacts
from complaints.services.promise_figures import promise_figures
from complaints.states import Channel
from tests.builders import NOON, a_complaint, a_user
from tests.desk import desk_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
DAY = timedelta(days=1)


def call(complaint, *, hours, promise=None, agent=None):
    contacts.record_contact(
        complaint.pk,
        direction="out",
        channel=Channel.PHONE,
        summary="回电",
        next_contact_at=promise and NOON + timedelta(hours=promise),
        by=agent or complaint.received_by,
        now=NOON + timedelta(hours=hours),
    )


@pytest.fixture
def boss():
    return a_user(Role.SUPERVISOR)


def figures(boss, *, since=NOON - DAY, now=NOON + DAY):
    return promise_figures(since=since, by=boss, now=now)


def test_kept_and_broken_are_counted_by_who_has_the_complaint(boss):
    careful, late = a_complaint(agent=a_user(name="甲")), a_complaint(agent=a_user(name="乙"))
    call(careful, hours=0, promise=2)
    call(careful, hours=1)
    call(late, hours=0, promise=2)
    call(late, hours=3)
    for complaint in (careful, late):
        complaint.handler = complaint.received_by
        complaint.save()
    lines = {line.handler: (line.kept, line.broken, line.rate) for line in figures(boss).lines}
    assert lines == {"甲": (1, 0, 100), "乙": (0, 1, 0)}
    assert figures(boss).total[1:3] == (1, 1)


def test_a_promise_that_still_stands_or_ended_with_its_complaint_is_neither(boss):
    standing, ended = a_complaint(), a_complaint()
    call(standing, hours=0, promise=30)
    call(ended, hours=0, promise=5)
    closing.withdraw(ended.pk, reason="不追究", by=ended.received_by, now=NOON + timedelta(hours=1))
    assert figures(boss).total.due == 0


def test_what_was_closed_after_the_moment_was_broken_all_the_same(boss):
    complaint = a_complaint()
    call(complaint, hours=0, promise=1)
    closing.withdraw(complaint.pk, reason="不追究", by=complaint.received_by, now=NOON + timedelta(hours=2))
    assert figures(boss).total[1:3] == (0, 1)


def test_what_was_given_for_broken_ones_stands_beside_them(boss):
    complaint = a_complaint()
    call(complaint, hours=0, promise=1)
    commitments.make_good(
        complaint.deadlines.running().get(kind="commitment"), by=User.objects.system(), now=NOON + timedelta(hours=2)
    )
    total = figures(boss).total
    assert (total.broken, total.made_good, total.given_cny) == (1, 1, Decimal("5.00"))


def test_only_the_chosen_days_count(boss):
    complaint = a_complaint()
    call(complaint, hours=0, promise=1)
    assert figures(boss, since=NOON + timedelta(hours=2)).total.due == 0


def test_the_page_says_who_broke_which(boss, time_machine):
    time_machine.move_to(NOON + DAY, tick=False)
    complaint = a_complaint()
    call(complaint, hours=0, promise=1)
    page = desk_of(boss, language="en").get("/admin/complaints/complaint/promises/").content.decode()
    assert complaint.number in page
    assert "not yet" in page


def test_who_does_not_oversee_reads_no_figures():
    with pytest.raises(NotPermitted):
        figures(a_user())
