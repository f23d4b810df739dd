"""Reminders of certificates that run out, and the notices of them (KNO-5)."""

from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.core import mail

from accounts.models import Team, User
from accounts.roles import Role
from accounts.services.certificates import revoke
from complaints.deadlines.workdays import CHINA
from complaints.models import NoticeKind, StaffNotice
from complaints.services.staff import words_of
from complaints.services.staff_delivery import send_notices
from knowledge.services.training.upkeep import keep_training
from tests.builders import a_user
from tests.desk import desk_of
from tests.knowledge.lessons import a_certificate

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def days_before_its_end(certificate, days):
    return datetime.combine(certificate.valid_until - timedelta(days=days), time(10), CHINA)


def kept(at):
    return keep_training(by=User.objects.system(), now=at)


def test_the_holder_is_reminded_a_month_and_a_week_before_and_each_once():
    held = a_certificate(a_user())
    told = []
    for days in (31, 30, 29, 7, 6):
        kept(days_before_its_end(held, days))
        kept(days_before_its_end(held, days) + timedelta(minutes=1))
        told.append(StaffNotice.objects.filter(to=held.user, kind=NoticeKind.CERTIFICATE_NEAR).count())

    assert told == [0, 1, 1, 2, 2]


def test_the_day_after_the_supervisors_of_the_desk_are_told():
    agent = a_user()
    supervisor = a_user(Role.SUPERVISOR, team="ecommerce-desk")
    stranger = a_user(Role.SUPERVISOR, team="internet-desk")
    held = a_certificate(agent)

    assert kept(days_before_its_end(held, -1)) == 1
    assert kept(days_before_its_end(held, -2)) == 0

    lapsed = StaffNotice.objects.filter(kind=NoticeKind.CERTIFICATE_LAPSED)
    assert {notice.to for notice in lapsed} == {agent, supervisor}
    assert stranger.team != Team.objects.get(code="ecommerce-desk")
    assert agent.name in words_of(lapsed.get(to=supervisor))


def test_nobody_is_reminded_of_one_that_was_renewed_or_taken_back():
    agent, other = a_user(), a_user()
    first, taken_back = a_certificate(agent), a_certificate(other)
    with time_machine.travel(days_before_its_end(first, 40)):
        a_certificate(agent)
    revoke(taken_back.pk, reason="代考", by=a_user(Role.DIRECTOR), now=days_before_its_end(taken_back, 40))

    assert kept(days_before_its_end(first, 7)) == 0


def test_a_notice_of_no_complaint_leads_to_the_training():
    held = a_certificate(a_user())
    kept(days_before_its_end(held, 30))
    notice = StaffNotice.objects.get(to=held.user)
    browser = desk_of(held.user, language="en")

    assert "runs out after" in browser.get("/admin/complaints/staffnotice/").content.decode()
    assert browser.post(f"/admin/complaints/staffnotice/{notice.pk}/open/").url == "/admin/knowledge/drill/"


def test_a_notice_of_no_complaint_is_sent_by_mail_and_to_no_group():
    held = a_certificate(a_user(email="agent@desk.example"))
    at = days_before_its_end(held, 30)
    kept(at)
    StaffNotice.objects.update(by_email=True, by_robot=True)

    assert send_notices(by=User.objects.system(), now=at + timedelta(minutes=1)) == 1

    assert "/admin/knowledge/drill/" in mail.outbox[0].body
