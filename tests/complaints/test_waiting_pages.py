"""Waiting as people see it: the customer on the tracking page, the desk on its pages (SLA-16)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from complaints.models import Complaint, EventKind, PauseReason
from complaints.services import pauses
from complaints.states import State
from tests.builders import a_complaint, a_user
from tests.customer import Customer
from tests.desk import QUEUE, desk_of

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
ASKED = "请把外箱照片发给我们。"


@pytest.fixture
def complaint():
    return a_complaint(at=State.TRIAGED, now=timezone.now() - HOUR)


def ask(complaint, reason=PauseReason.ANSWER):
    pauses.pause(complaint.pk, reason=reason, note=ASKED, by=complaint.handler, now=timezone.now())


def step(complaint, name):
    return reverse("admin:complaints_complaint_step", args=[complaint.pk, name])


def tracking(complaint):
    customer = Customer()
    customer.holds(complaint)
    return customer


def test_the_customer_reads_what_we_wait_for_and_until_when(complaint):
    ask(complaint)
    page = tracking(complaint).get("/track/progress/").content.decode()
    until = timezone.localtime(complaint.pauses.get().bound_at).strftime("%Y-%m-%d %H:%M")
    assert "We are waiting for your answer:" in page
    assert ASKED in page
    assert until in page
    assert "You hear from us again by" not in page


def test_the_customers_answer_reaches_the_desk_and_lets_the_clock_run(complaint):
    ask(complaint)
    customer = tracking(complaint)
    answered = customer.answers("/track/answer/", words="型号是 A3。")
    assert answered.status_code == 302
    contact = complaint.contacts.first()
    assert (contact.direction, contact.summary) == ("in", "型号是 A3。")
    assert not complaint.pauses.open().exists()
    assert "We are waiting" not in customer.get("/track/progress/").content.decode()


def test_a_second_click_on_the_answer_stores_nothing_twice(complaint):
    ask(complaint)
    customer = tracking(complaint)
    drawn = customer.draws("/track/answer/")
    for _click in range(2):
        assert customer.post("/track/answer/", **drawn, words="型号是 A3。").status_code == 302
    assert complaint.contacts.filter(direction="in").count() == 1


def test_nobody_answers_what_was_not_asked(complaint):
    customer = tracking(complaint)
    assert customer.get("/track/answer/").status_code == 404
    ask(complaint)
    assert customer.post("/track/answer/", **customer.draws("/track/answer/"), words=" ").status_code == 422


def test_an_offer_is_waited_for_on_the_page_with_the_options():
    complaint = a_complaint(at=State.PROPOSED, now=timezone.now() - HOUR)
    customer = tracking(complaint)
    assert "We are waiting for your choice." in customer.get("/track/progress/").content.decode()
    assert customer.get("/track/answer/").status_code == 404


def test_the_step_waits_and_the_other_goes_on(complaint, in_english):
    client = desk_of(complaint.handler, language="en")
    assert "Wait for the customer" in client.get(step(complaint, "wait")).content.decode()
    until = timezone.localtime(timezone.now() + 24 * HOUR).strftime("%Y-%m-%dT%H:%M")
    facts = {"reason": "evidence", "note": ASKED, "until": until, "seen": complaint.events_count}
    assert client.post(step(complaint, "wait"), facts).status_code == 302
    page = client.get(reverse("admin:complaints_complaint_change", args=[complaint.pk])).content.decode()
    assert "stands still" in page
    assert ASKED in page
    seen = Complaint.objects.get(pk=complaint.pk).events_count
    assert client.post(step(complaint, "resume"), {"seen": seen}).status_code == 302
    assert complaint.events.order_by("seq").last().kind == EventKind.RESUMED


def test_a_refused_wait_says_why_and_keeps_what_was_typed(complaint, in_english):
    client = desk_of(complaint.handler, language="en")
    until = timezone.localtime(timezone.now() + 2000 * HOUR).strftime("%Y-%m-%dT%H:%M")
    facts = {"reason": "evidence", "note": ASKED, "until": until, "seen": complaint.events_count}
    answer = client.post(step(complaint, "wait"), facts)
    assert answer.status_code == 409
    assert "between one hour and thirty days" in answer.content.decode()
    assert ASKED in answer.content.decode()


def test_the_line_of_a_deadline_offers_more_time_for_itself(complaint):
    client = desk_of(complaint.handler)
    deadline = complaint.deadlines.running().get(kind="direction")
    page = client.get(reverse("admin:complaints_complaint_change", args=[complaint.pk])).content.decode()
    assert f"{step(complaint, 'extend')}?deadline={deadline.pk}" in page
    due = timezone.localtime(deadline.due_at + 5 * HOUR).replace(second=0, microsecond=0)
    facts = {"deadline": deadline.pk, "due_at": due.strftime("%Y-%m-%dT%H:%M"), "reason": "仓库盘点"}
    assert client.post(step(complaint, "extend"), facts | {"seen": complaint.events_count}).status_code == 302
    deadline.refresh_from_db()
    assert deadline.due_at == due


def test_nobody_extends_a_deadline_of_another_complaint(complaint):
    other = a_complaint(at=State.TRIAGED, now=timezone.now() - HOUR)
    foreign = other.deadlines.running().get(kind="direction")
    due = timezone.localtime(foreign.due_at + 5 * HOUR).strftime("%Y-%m-%dT%H:%M")
    facts = {"deadline": foreign.pk, "due_at": due, "reason": "仓库盘点", "seen": complaint.events_count}
    answer = desk_of(complaint.handler).post(step(complaint, "extend"), facts)
    assert answer.status_code == 422
    assert foreign.due_at == other.deadlines.get(pk=foreign.pk).due_at


def test_the_queue_says_what_is_awaited_and_colours_nothing(complaint):
    ask(complaint, PauseReason.EVIDENCE)
    client = desk_of(a_user(Role.SUPERVISOR), language="en")
    page = client.get(reverse(QUEUE), {"tab": "open"}).content.decode()
    assert "Awaiting evidence" in page
    assert "stands still" in page
    assert "data-due" not in page
