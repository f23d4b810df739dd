"""“Why this time?”: the page of one deadline, for a reader and for a machine (SLA-16, SLA-17, SLA-19)."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.roles import Role
from complaints.models import Clock, Complaint, PauseReason
from complaints.services import pauses
from complaints.services.extension import extend
from complaints.services.triage import regrade
from complaints.states import Severity, State, Urgency
from complaints.telling.explanation import Explanation
from tests.builders import NOON, a_complaint, a_user, execute_all

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
HOUR = timedelta(hours=1)


def explained(complaint, kind="direction", now=NOON + HOUR):
    fresh = Complaint.objects.select_related("policy", "category").get(pk=complaint.pk)
    return Explanation(fresh.deadlines.select_related("policy").get(kind=kind), now=now)


def address(complaint, kind="direction", of=None):
    deadline = (of or complaint).deadlines.get(kind=kind)
    return reverse("admin:complaints_complaint_deadline", args=[complaint.pk, deadline.pk])


def wait(complaint, since, until):
    by = complaint.handler
    pauses.pause(complaint.pk, reason=PauseReason.ANSWER, note="请确认型号。", by=by, now=NOON + since * HOUR)
    if until:
        pauses.resume(complaint.pk, by=by, now=NOON + until * HOUR)


def regraded(complaint, now):
    facts = {"category": complaint.category, "severity_reason": "复核", "impact": "individual"}
    regrade(complaint.pk, severity=Severity.S2, by=complaint.handler, now=now, **facts)


def legs(explanation):
    return [(line["leg"].kind, line["leg"].counted / HOUR) for line in explanation.lines]


def test_it_says_what_the_deadline_began_with_and_by_which_rule():
    explanation = explained(a_complaint(at=State.TRIAGED))
    assert explanation.cause == "Received by Phone hotline"
    assert explanation.case == "S3 Regular"
    assert str(explanation.policy) == "E-commerce v1"
    assert legs(explanation) == [("counted", 24.0)]
    assert explanation.standing == "running"


def test_it_names_the_urgent_demand_that_gave_the_ten_minutes():
    """SLA-2."""
    explanation = explained(a_complaint(urgency=Urgency.MEDICAL), kind="first_contact")
    assert explanation.case == "Treatment or medicine cannot wait"
    assert legs(explanation) == [("counted", 1 / 6)]


def test_each_wait_is_a_stretch_that_does_not_count():
    complaint = a_complaint(at=State.TRIAGED)
    wait(complaint, 1, 4)
    explanation = explained(complaint, now=NOON + 5 * HOUR)
    assert legs(explanation) == [("counted", 1.0), ("waited", 0.0), ("counted", 23.0)]
    assert explanation.due_at == explanation.deadline.due_at == NOON + 27 * HOUR
    assert [sentence for _at, sentence, _reason in explanation.history] == [
        "Graded and given to " + complaint.handler.name,
        "Waiting for the customer's answer",
        "The clock runs again",
    ][1:]


def test_while_it_stands_still_the_page_says_when_it_would_be_due():
    complaint = a_complaint(at=State.TRIAGED)
    wait(complaint, 1, None)
    explanation = explained(complaint, now=NOON + 11 * HOUR)
    assert explanation.standing == "stands still"
    assert explanation.due_at == NOON + 34 * HOUR
    assert explanation.deadline.due_at == NOON + 24 * HOUR


def test_grades_and_extensions_are_on_the_way():
    complaint = a_complaint(at=State.TRIAGED)
    regraded(complaint, NOON + HOUR)
    deadline = complaint.deadlines.get(kind="direction")
    extend(deadline.pk, due_at=NOON + 6 * HOUR, reason="仓库盘点", by=complaint.handler, now=NOON + 2 * HOUR)
    explanation = explained(complaint, now=NOON + 3 * HOUR)
    assert legs(explanation) == [("counted", 4.0), ("extra", 2.0)]
    told = [(sentence, reason) for _at, sentence, reason in explanation.history]
    assert told[0] == ("Grade changed", "复核")
    assert told[1] == (f"Extended to 11-18 18:00 by {complaint.handler}", "仓库盘点")
    assert explanation.case == "S2 Serious"


def test_working_time_names_the_days_that_do_not_count():
    friday = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
    complaint = a_complaint(at=State.EXECUTING, agent=a_user(team="general-desk"), preset="general", now=friday)
    execute_all(complaint.pk, now=friday + HOUR)
    explanation = explained(complaint, "revisit", now=friday + HOUR)
    assert explanation.deadline.clock == Clock.WORKING
    assert [line["why"] for line in explanation.lines] == ["", "weekend", ""]
    assert explanation.cause.startswith("Everything executed")


def test_a_year_nobody_announced_yet_is_said_loudly():
    late = datetime(2026, 12, 31, 4, 0, tzinfo=UTC)
    complaint = a_complaint(at=State.EXECUTING, agent=a_user(team="general-desk"), preset="general", now=late)
    execute_all(complaint.pk, now=late)
    explanation = explained(complaint, "revisit", now=late)
    assert "holidays of this year are not announced yet" in {remark["words"] for remark in explanation.remarks}


def test_a_deadline_met_while_waiting_ends_there():
    complaint = a_complaint(at=State.PROPOSED)
    met = complaint.deadlines.filter(kind="direction").get()
    explanation = explained(complaint, now=NOON + 50 * HOUR)
    assert (explanation.due_at, explanation.standing) == (met.due_at, "met in time")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_page_opens_from_each_line_and_as_data(client, language):
    complaint = a_complaint(at=State.TRIAGED)
    wait(complaint, 1, 4)
    client.force_login(a_user(Role.SUPERVISOR, language=language))
    with time_machine.travel(NOON + 5 * HOUR, tick=False):
        page = client.get(reverse("admin:complaints_complaint_change", args=[complaint.pk])).content.decode()
        assert address(complaint) in page
        text = client.get(address(complaint)).content.decode()
        assert ("stood still" in text) == (language == "en")
        dialog = client.get(address(complaint), headers={"X-Dialog": "1"}).content.decode()
        assert "<html" not in dialog
        data = client.get(f"{address(complaint)}?format=json").json()
        assert data == client.get(address(complaint), headers={"Accept": "application/json"}).json()
    assert (data["kind"], data["minutes"], data["complaint"]) == ("direction", 24 * 60, complaint.number)
    assert [(leg["kind"], leg["counted_minutes"]) for leg in data["course"]] == [
        ("counted", 60),
        ("waited", 0),
        ("counted", 23 * 60),
    ]
    assert data["due_at"] == "2026-11-19T07:00:00Z"
    assert len(data["history"]) == 2


def test_a_deadline_of_another_complaint_is_not_found(client):
    one, other = a_complaint(at=State.TRIAGED), a_complaint(at=State.TRIAGED)
    client.force_login(a_user(Role.SUPERVISOR))
    assert client.get(address(one, of=other)).status_code == 404
    client.force_login(a_user(team="internet-desk"))
    assert client.get(address(one)).status_code == 404
