"""Customers who complain often are known, looked after by one person, and cared for between complaints (COM-4)."""

from datetime import timedelta

import pytest

from accounts.models import User
from accounts.roles import Role
from complaints.admin.forms.grading import TriageForm
from complaints.crypto.contact import ContactKind
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import CareReminder, Complaint, ServiceProfile, StaffNotice
from complaints.services import care
from complaints.states import State
from tests.builders import NOON, a_complaint, a_user
from tests.desk import desk_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
DAY = timedelta(days=1)
SAME = {ContactKind.PHONE: "17012340000"}


def keep(complaint, *, named_agent=None, by=None, notes="先听完再解释"):
    by = by or complaint.received_by
    return care.keep_profile(complaint.pk, named_agent=named_agent, best_time="19:00 后", notes=notes, by=by, now=NOON)


def remind(complaint, *, days=3, by=None):
    on = (NOON + days * DAY).date()
    return care.remind_to_care(complaint.pk, due_on=on, note="问候近况", by=by or complaint.received_by, now=NOON)


def tell(days):
    return care.tell_due_care(by=User.objects.system(), now=NOON + days * DAY)


def test_three_complaints_in_thirty_days_are_often():
    agent = a_user()
    for days in (40, 20, 10):
        a_complaint(agent=agent, contacts=SAME, now=NOON - days * DAY)
    last = a_complaint(agent=agent, contacts=SAME)
    assert care.complaints_lately(last, now=NOON) == 3
    assert care.is_frequent(last, 3)
    assert not care.is_frequent(last, 2)


def test_the_page_of_a_frequent_customer_shows_what_one_may_see(time_machine):
    time_machine.move_to(NOON, tick=False)
    agent = a_user()
    own = [a_complaint(agent=agent, contacts=SAME) for _each in range(3)]
    hidden = a_complaint(agent=a_user(team="internet-desk"), contacts=SAME, subject="别组的事")
    keep(own[0], named_agent=agent)
    browser = desk_of(agent, language="en")
    page = browser.get(f"/admin/complaints/complaint/{own[0].pk}/change/").content.decode()
    assert "Frequent: 4 complaints in 30 days" in page
    page = browser.get(f"/admin/complaints/complaint/{own[0].pk}/customer/").content.decode()
    assert "先听完再解释" in page
    assert own[2].number in page
    assert hidden.number not in page
    assert browser.get(f"/admin/complaints/complaint/{hidden.pk}/customer/").status_code == 404


def test_the_named_agent_is_proposed_as_handler_of_the_next_complaint():
    first, named = a_complaint(contacts=SAME), a_user()
    keep(first, named_agent=named)
    following = a_complaint(contacts=SAME)
    form = TriageForm(complaint=following, user=following.received_by)
    assert form.initial["handler"] == named.pk


def test_one_profile_stands_on_every_complaint_of_the_customer():
    first, second = a_complaint(contacts=SAME), a_complaint(contacts=SAME)
    keep(first)
    keep(second, notes="改用邮件联系")
    assert ServiceProfile.objects.get().notes == "改用邮件联系"


def test_only_somebody_who_handles_complaints_looks_after_a_customer():
    with pytest.raises(RuleBroken, match="does not handle"):
        keep(a_complaint(), named_agent=a_user(Role.FINANCE))
    with pytest.raises(NotPermitted):
        keep(a_complaint(), by=a_user(Role.AUDITOR))


def test_on_its_day_the_named_agent_is_reminded_once():
    complaint, named = a_complaint(at=State.CLOSED), a_user()
    keep(Complaint.objects.get(pk=complaint.pk), named_agent=named, by=complaint.handler)
    remind(complaint, by=complaint.handler)
    assert tell(2) == 0
    assert (tell(3), tell(3), tell(9)) == (1, 0, 0)
    notice = StaffNotice.objects.get(kind="care")
    assert (notice.to, notice.facts["words"]) == (named, "问候近况")


def test_an_agent_who_left_is_not_waited_for():
    complaint, boss = a_complaint(), a_user(Role.SUPERVISOR)
    remind(complaint)
    User.objects.filter(pk=complaint.received_by_id).update(is_active=False)
    tell(3)
    assert StaffNotice.objects.get(kind="care").to == boss


def test_care_is_planned_for_a_day_to_come():
    with pytest.raises(RuleBroken, match="a day to come"):
        remind(a_complaint(), days=0)
    assert not CareReminder.objects.exists()
