"""The page of one complaint: what it shows, to whom, in how many queries, and what it hides."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from accounts.roles import Role
from complaints.models import Complaint, ComplaintEvent, DeadlineKind, Order
from complaints.services.contacts import correct_facts, record_contact
from complaints.services.evidence import add_evidence
from complaints.services.progress import tell_progress
from complaints.services.revisit import close_by_decision
from complaints.services.tasks import assign_task
from complaints.states import Channel, State
from complaints.templatetags.moments import moment, remaining, yuan
from tests.builders import NOON, a_complaint, a_photo, a_user, report_on

pytestmark = pytest.mark.django_db

POLYGLOT = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}javascript:alert(3)"


def page_url(complaint):
    return reverse("admin:complaints_complaint_change", args=[complaint.pk])


def page_of(client, complaint):
    answer = client.get(page_url(complaint))
    assert answer.status_code == 200
    return answer.content.decode()


def queries_of(client, complaint):
    client.get(page_url(complaint))
    with CaptureQueriesContext(
        connection,
    ) as captured:
        client.get(page_url(complaint))
    return len(captured)


@pytest.mark.parametrize("state", State)
def test_every_state_has_its_page_for_every_role_that_sees_it(client, state):
    complaint = a_complaint(state)
    for role, language in (
        (Role.SUPERVISOR, "en"),
        (Role.DIRECTOR, "zh-hans"),
        (Role.LEGAL, "en"),
        (Role.CURATOR, "zh-hans"),
        (Role.AUDITOR, "en"),
    ):
        client.force_login(a_user(role, language=language))
        text = page_of(client, complaint)
        assert complaint.number in text
        assert 'aria-current="step"' in text
        assert ("Deadlines" in text) == (language == "en")


def test_the_administrator_sees_no_complaint(client):
    complaint = a_complaint(State.TRIAGED)
    client.force_login(a_user(Role.ADMINISTRATOR))
    assert client.get(page_url(complaint)).status_code in {403, 404}


@pytest.mark.parametrize("wrong", ["0", "9" * 30, "abc", "1.5", "-1", "1%00"])
def test_an_address_that_names_no_complaint_is_not_found(client, wrong):
    client.force_login(a_user(Role.SUPERVISOR))
    folder = reverse("admin:complaints_complaint_changelist")
    anything = "00000000-0000-4000-8000-000000000000"
    for below in ("change/", "step/contact/", "record/", "record.json", f"evidence/{anything}/"):
        assert client.get(f"{folder}{wrong}/{below}", follow=True).status_code == 404


def test_sixty_entries_cost_as_many_queries_as_three(client):
    agent = a_user(Role.AGENT)
    client.force_login(agent)
    short = a_complaint(State.INVESTIGATING, agent=agent)
    long = a_complaint(State.INVESTIGATING, agent=agent)
    add_evidence(short.pk, upload=a_photo(), by=agent, now=NOON)
    assign_task(
        short.pk, title="核对面单", department=short.department, due_at=NOON + timedelta(days=2), by=agent, now=NOON
    )
    few = queries_of(client, short)
    for number in range(12):
        add_evidence(long.pk, upload=a_photo(), by=agent, now=NOON)
        record_contact(long.pk, direction="out", channel=Channel.PHONE, summary=f"第{number}次", by=agent, now=NOON)
        assign_task(
            long.pk,
            title=f"核对{number}",
            department=long.department,
            due_at=NOON + timedelta(days=2),
            by=agent,
            now=NOON,
        )
        report_on(long.pk, by=agent, now=NOON, facts=f"第{number}稿")
        correct_facts(
            long.pk,
            facts={"place": f"仓{number}"},
            by=agent,
            now=NOON,
            seen=Complaint.objects.get(pk=long.pk).events_count,
        )
    assert ComplaintEvent.objects.filter(complaint=long).count() >= 60
    assert queries_of(client, long) == few
    assert few <= 52


def test_what_a_stranger_wrote_is_text_and_never_markup(client):
    complaint = a_complaint(
        State.TRIAGED, subject=POLYGLOT[:120], description=POLYGLOT, name=POLYGLOT[:40], place=POLYGLOT
    )
    agent = complaint.handler
    record_contact(complaint.pk, direction="in", channel=Channel.PHONE, summary=POLYGLOT, by=agent, now=NOON)
    add_evidence(complaint.pk, upload=a_photo(f"{POLYGLOT}.png"), note=POLYGLOT, by=agent, now=NOON)
    client.force_login(agent)
    text = page_of(client, complaint)
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_nothing_personal_stands_in_the_page(client):
    Order.objects.create(number="SO1", delivery_address="浙江省杭州市西湖区文三路 90 号 402 室", product="鸡蛋")
    complaint = a_complaint(
        State.TRIAGED,
        name="顾秀英",
        contacts={"phone": "13812345678", "email": "xiuying@example.cn"},
        order_number="SO1",
        description="打 138 1234 5678 或写 xiuying@example.cn 给我",
        subject="请回电13812345678",
    )
    record_contact(
        complaint.pk, direction="in", channel=Channel.PHONE, summary="改打 13987654321", by=complaint.handler, now=NOON
    )
    for role in (Role.SUPERVISOR, Role.AUDITOR, Role.CURATOR):
        client.force_login(a_user(role))
        text = page_of(client, complaint)
        for secret in ("顾秀英", "13812345678", "138 1234 5678", "xiuying", "13987654321", "文三路"):
            assert secret not in text, secret
        assert "顾**" in text


def test_messages_show_that_they_left_but_not_the_code_in_them(client):
    complaint = a_complaint(State.TRIAGED)
    client.force_login(complaint.handler)
    body = complaint.deliveries.get(step="received").body
    code = next(word for word in body.replace(";", " ").split() if word.count("-") == 3).strip(".,")
    assert code not in page_of(client, complaint)


def test_other_complaints_of_the_customer_are_linked_only_when_visible(client):
    agent = a_user(Role.AGENT)
    contacts = {"phone": "13812345678"}
    complaint = a_complaint(State.TRIAGED, agent=agent, contacts=contacts)
    own = a_complaint(State.TRIAGED, agent=agent, contacts=contacts)
    foreign = a_complaint(State.TRIAGED, agent=a_user(Role.AGENT, team="internet-desk"), contacts=contacts)
    client.force_login(agent)
    text = page_of(client, complaint)
    assert page_url(own) in text
    assert foreign.number not in text


def test_the_next_complaint_of_my_queue_is_one_click_away(client):
    agent = a_user(Role.AGENT)
    complaint = a_complaint(State.TRIAGED, agent=agent)
    later = a_complaint(State.TRIAGED, agent=agent, now=NOON + timedelta(hours=2))
    client.force_login(agent)
    assert page_url(later) in page_of(client, complaint)
    assert page_url(complaint) in page_of(client, later)


def test_the_main_step_follows_the_state(client):
    agent = a_user(Role.AGENT)
    client.force_login(agent)
    expected = {
        State.RECEIVED: "triage",
        State.TRIAGED: "start-investigation",
        State.INVESTIGATING: "propose",
        State.PROPOSED: "answer",
        State.REVISIT: "revisit",
    }
    for state, name in expected.items():
        # Nobody is asked about their own work.
        complaint = a_complaint(state, agent=a_user() if state == State.REVISIT else agent)
        main = page_of(client, complaint).split("cp-button cp-main")[1].split(">")[0]
        assert f"/step/{name}/" in main, state


def test_a_task_is_the_next_thing_to_do_only_for_those_who_were_asked(client):
    agent = a_user(Role.AGENT)
    complaint = a_complaint(State.EXECUTING, agent=agent)
    facts = {"title": "上门取件", "due_at": NOON + timedelta(days=1), "by": agent, "now": NOON}
    assign_task(complaint.pk, department=complaint.department, **facts)
    asked = a_user(Role.HANDLER, department=complaint.department.code)
    link = reverse("admin:complaints_complaint_step", args=[complaint.pk, "do-task"])
    for person, tone in ((agent, ""), (a_user(Role.SUPERVISOR), ""), (asked, " cp-main")):
        client.force_login(person)
        assert f'<a class="cp-button{tone}" data-step href="{link}">' in page_of(client, complaint)


def test_a_complaint_that_left_early_does_not_show_steps_it_never_took(client):
    complaint = a_complaint(State.TRIAGED)
    supervisor = a_user(Role.SUPERVISOR)
    client.force_login(supervisor)
    client.post(
        reverse("admin:complaints_complaint_step", args=[complaint.pk, "withdraw"]),
        {"reason": "撤诉", "seen": complaint.events_count},
    )
    assert 'class="cp-done"' not in page_of(client, complaint)


def test_closing_by_decision_appears_only_after_the_limit_of_dissatisfied_rounds(client):
    complaint = a_complaint(State.INVESTIGATING)
    supervisor = a_user(Role.SUPERVISOR)
    client.force_login(supervisor)
    assert "close-by-decision" not in page_of(client, complaint)
    Complaint.objects.filter(pk=complaint.pk).update(dissatisfied_count=3)
    assert "close-by-decision" in page_of(client, complaint)
    close_by_decision(complaint.pk, reason="三次均已超额补偿", by=supervisor, now=timezone.now())
    assert "close-by-decision" not in page_of(client, complaint)


def test_times_and_sums_read_as_a_desk_says_them():
    with translation.override("en"):
        assert remaining(NOON + timedelta(minutes=89), NOON) == "89 min left"
        assert remaining(NOON - timedelta(hours=30), NOON) == "30 h overdue"
        assert remaining(NOON + timedelta(days=3), NOON) == "3 d left"
    assert moment(NOON).endswith("11-18 12:00")
    assert moment(None) == ""
    assert yuan(1200) == "¥1,200"
    assert yuan(0.5) == "¥0.50"


def test_a_run_of_progress_messages_takes_two_lines_and_each_is_still_there(client, in_english):
    """SLA-14 writes often; what people said must not drown in it."""
    supervisor = a_user(Role.SUPERVISOR, language="en")
    complaint = a_complaint(State.INVESTIGATING)
    for day in range(1, 5):
        duty = complaint.deadlines.running().get(kind=DeadlineKind.PROGRESS)
        tell_progress(duty, by=User.objects.system(), now=NOON + timedelta(days=2 * day))
    client.force_login(supervisor)
    shown = page_of(client, complaint)
    assert "3 earlier progress messages" in shown
    assert shown.count("What it says") >= 4
