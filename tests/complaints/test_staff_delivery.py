"""Notices to staff leave by e-mail and by the robots of the desk, once each (COM-5)."""

import json
from datetime import timedelta

import pytest
from django.core import mail

from accounts.models import Team, User
from complaints.channels.kinds import AccountKind
from complaints.models import ChannelAccount, NoticeKind, StaffNotice
from complaints.services.staff import tell_staff
from complaints.services.staff_delivery import LEASE, send_notices
from tests.builders import NOON, a_complaint, a_user
from tests.servers import a_web_server

pytestmark = pytest.mark.django_db


def sweep(now=NOON):
    return send_notices(by=User.objects.system(), now=now)


def a_robot(server, *, kind=AccountKind.WECOM, team=None, **facts):
    facts = {"name": f"{kind}-{team}", "allow_plain": True, "allow_private": True} | facts
    return ChannelAccount.objects.create(kind=kind, address=f"{server.url}?key=1", team=team, **facts)


def told(*people, kind=NoticeKind.DEADLINE_MISSED):
    complaint = a_complaint()
    for person in people:
        tell_staff(person, kind, complaint, now=NOON, deadline="first_contact", due=NOON)
    return complaint


def test_an_urgent_notice_goes_to_the_persons_own_mailbox_in_the_persons_language():
    complaint = told(a_user(email="li@desk.example", language="en"))
    assert sweep() == 1
    assert sweep(NOON + timedelta(hours=1)) == 0
    (letter,) = mail.outbox
    assert letter.to == ["li@desk.example"]
    assert complaint.number in letter.subject
    assert f"/admin/complaints/complaint/{complaint.pk}/" in letter.body
    assert "overdue" in letter.body
    assert StaffNotice.objects.get().sent_at == NOON


def test_a_group_hears_once_of_what_two_of_its_members_are_told():
    with a_web_server({"errcode": 0}) as group:
        a_robot(group)
        complaint = told(a_user(), a_user())
        assert sweep() == 2
    (request,) = group.requests
    assert complaint.number in json.loads(request["body"])["text"]["content"]


def test_another_desks_robot_is_not_told():
    with a_web_server({"errcode": 0}) as ours, a_web_server({"errcode": 0}) as theirs:
        told(a_user())
        a_robot(ours, team=Team.objects.get(code="ecommerce-desk"))
        a_robot(theirs, team=Team.objects.get(code="internet-desk"))
        sweep()
    assert (len(ours.requests), len(theirs.requests)) == (1, 0)


def test_a_robot_that_refuses_is_tried_five_times_and_then_left():
    with a_web_server({"errcode": 93000}) as group:
        a_robot(group)
        told(a_user())
        for minutes in (0, 3, 10, 30, 90, 300):
            sweep(NOON + timedelta(minutes=minutes))
        assert len(group.requests) == 5
    notice = StaffNotice.objects.get()
    assert notice.parked_at
    assert notice.failure == "rejected 93000"


def test_a_mailbox_that_works_makes_up_for_a_robot_that_does_not():
    with a_web_server({"errcode": 93000}) as group:
        a_robot(group)
        told(a_user(email="li@desk.example"))
        assert sweep() == 1
        sweep(NOON + timedelta(hours=1))
    assert (len(group.requests), len(mail.outbox)) == (1, 1)


def test_what_nobody_wants_outside_stays_inside():
    told(a_user(email="li@desk.example"), kind=NoticeKind.ANSWERED)
    assert sweep() == 0
    assert mail.outbox == []


def test_a_notice_being_sent_is_left_alone_until_the_lease_is_over():
    told(a_user(email="li@desk.example"))
    StaffNotice.objects.update(leased_until=NOON + LEASE)
    assert sweep(NOON + LEASE - timedelta(seconds=1)) == 0
    assert sweep(NOON + LEASE) == 1
