"""The bell and the list behind it (COM-5)."""

import pytest
from django.test import Client

from complaints.models import NoticeKind, NoticePreference, StaffNotice
from complaints.services.staff import tell_staff
from tests.builders import NOON, a_complaint, a_user

pytestmark = pytest.mark.django_db
LIST = "/admin/complaints/staffnotice/"


@pytest.fixture
def complaint():
    return a_complaint(agent=a_user(language="en"))


@pytest.fixture
def browser(complaint):
    browser = Client()
    browser.force_login(complaint.received_by)
    return browser


def told(complaint, to=None, kind=NoticeKind.DEADLINE_MISSED, **facts):
    facts = facts or {"deadline": "solution", "due": NOON}
    return tell_staff(to or complaint.received_by, kind, complaint, now=NOON, **facts)[0]


def test_the_bell_counts_what_is_unread_on_every_page(browser, complaint):
    assert "Notices: nothing new" in browser.get("/admin/").content.decode()
    told(complaint)
    told(complaint, a_user())
    browser.post(f"{LIST}read/", {"notice": told(complaint).pk})
    assert "Notices: 1 unread" in browser.get("/admin/complaints/complaint/").content.decode()


def test_looking_at_the_list_reads_nothing_and_a_click_leads_to_the_complaint(browser, complaint):
    notice = told(complaint)
    assert f"{complaint.number}: “Solution” was due" in browser.get(LIST).content.decode()
    assert StaffNotice.objects.get().read_at is None
    answer = browser.post(f"{LIST}{notice.pk}/open/")
    assert answer.url == f"/admin/complaints/complaint/{complaint.pk}/change/"
    assert StaffNotice.objects.get().read_at is not None
    assert "Nothing new." in browser.get(LIST).content.decode()
    assert complaint.number in browser.get(f"{LIST}?all=1").content.decode()


def test_nobody_reads_for_somebody_else(browser, complaint):
    notice = told(complaint, a_user())
    assert browser.post(f"{LIST}{notice.pk}/open/").status_code == 404
    browser.post(f"{LIST}read/", {"notice": notice.pk})
    browser.post(f"{LIST}read/")
    assert StaffNotice.objects.get().read_at is None
    assert complaint.number not in browser.get(f"{LIST}?all=1").content.decode()


def test_a_complaint_that_went_elsewhere_is_said_and_not_shown(browser, complaint):
    other = a_complaint(agent=a_user(team="internet-desk"))
    notice = told(other, complaint.received_by)
    answer = browser.post(f"{LIST}{notice.pk}/open/", follow=True)
    assert f"Complaint {other.number} is no longer yours to see." in answer.content.decode()


def test_one_chooses_what_is_also_sent(browser, complaint):
    assert "A deadline has passed" in browser.get(f"{LIST}wishes/").content.decode()
    browser.post(f"{LIST}wishes/", {"by_email": ["chased", "gossip"], "by_robot": []})
    wishes = NoticePreference.objects.get(user=complaint.received_by)
    assert (wishes.by_email, wishes.by_robot) == (["chased"], [])


def test_a_long_list_goes_on_on_further_pages_at_the_same_cost(browser, complaint, django_assert_max_num_queries):
    for _each in range(60):
        told(complaint)
    with django_assert_max_num_queries(16):
        first = browser.get(LIST).content.decode()
    assert first.count('class="unread"') == 50
    assert browser.get(f"{LIST}?page=2").content.decode().count('class="unread"') == 10
