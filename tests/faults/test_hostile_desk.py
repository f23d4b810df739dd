"""Hand-made requests of people who are signed in: other rows, other columns, other people's rights."""

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.roles import RIGHTS, Role
from complaints.admin.steps import all_steps
from complaints.crypto.contact import ContactKind
from complaints.models import Category, Complaint, ComplaintEvent, EventKind
from complaints.states import State
from tests.builders import NOON, a_complaint, a_user
from tests.customer import ONE_TIME
from tests.desk import desk_of, numbers_on
from tests.steps import STEPS, filled, post, step_url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
STRANGE_IDS = ["abc", "0", "-1", "99999999999999999999", "1 or 1=1", "%00"]


def untouched(complaint):
    fresh = Complaint.objects.get(pk=complaint.pk)
    return (fresh.state, fresh.events_count, fresh.handler_id, fresh.tracking_hash)


@pytest.mark.parametrize("role", [role for role in RIGHTS if role not in {Role.CUSTOMER, Role.SYSTEM}])
def test_a27_a_step_posted_without_its_right_is_refused_and_changes_nothing(role):
    complaint = a_complaint(at=State.TRIAGED)
    person = a_user(role, department="customer_service", team="ecommerce-desk" if role == Role.AGENT else None)
    desk = desk_of(person)
    before = untouched(complaint)
    for step in all_steps():
        if step.right in RIGHTS[role]:
            continue
        answer = desk.post(step_url(complaint, step.name), {"seen": complaint.events_count, "reason": "x"})
        assert answer.status_code in {302, 403, 404}, step.name
    assert untouched(complaint) == before


@pytest.mark.parametrize("step", sorted(STEPS))
def test_a01_a_step_on_a_foreign_complaint_is_a_page_that_does_not_exist(step):
    complaint = a_complaint(at=STEPS[step][0])
    stranger = a_user(team="internet-desk")
    desk, before = desk_of(stranger), untouched(complaint)
    data = filled(step, complaint, complaint.received_by)
    assert post(desk, complaint, step, **data).status_code == 404
    assert desk.get(step_url(complaint, step)).status_code == 404
    assert untouched(complaint) == before


@pytest.mark.parametrize("step", [step for step in sorted(STEPS) if step != "unmask"])
def test_f17_a_step_without_a_true_version_changes_nothing(step):
    complaint = a_complaint(at=STEPS[step][0])
    desk, before = desk_of(a_user(Role.SUPERVISOR)), untouched(complaint)
    sent = filled(step, complaint, complaint.received_by)
    for seen in ("", "0", "-1", "999999", "1e3", "x"):
        assert post(desk, complaint, step, **sent | {"seen": seen}).status_code in {403, 409, 422}, seen
    assert untouched(complaint) == before


@pytest.mark.parametrize(
    ("step", "at", "tampered"),
    [
        ("triage", State.RECEIVED, {"category": "foreign"}),
        ("regrade", State.TRIAGED, {"category": "foreign"}),
        ("triage", State.RECEIVED, {"handler": "finance"}),
        ("assign", State.TRIAGED, {"handler": "finance"}),
        ("assign", State.TRIAGED, {"handler": "left"}),
        ("hand-over", State.TRIAGED, {"handler": "customer"}),
        ("triage", State.RECEIVED, {"severity": "S0"}),
        ("report", State.INVESTIGATING, {"responsibility": "nobody"}),
        ("contact", State.TRIAGED, {"channel": "pigeon"}),
        ("contact", State.TRIAGED, {"direction": "up"}),
        ("revisit", State.REVISIT, {"rating": "6"}),
        ("answer", State.PROPOSED, {"via": "telepathy"}),
    ],
    ids=lambda given: str(given),
)
def test_a23_a_value_the_form_does_not_offer_is_refused_at_its_field(step, at, tampered):
    complaint = a_complaint(at=at)
    values = {
        "foreign": Category.objects.filter(preset="internet").exclude(parent=None).first().pk,
        "finance": a_user(Role.FINANCE).pk,
        "left": a_user(is_active=False).pk,
        "customer": User.objects.customer().pk,
    }
    changes = {name: values.get(value, value) for name, value in tampered.items()}
    sent = filled("triage" if step == "regrade" else step, complaint, complaint.received_by)
    before = untouched(complaint)
    answer = post(desk_of(a_user(Role.SUPERVISOR)), complaint, step, **sent | changes)
    assert answer.status_code == 422
    assert untouched(complaint) == before


def test_a23_fields_a_form_does_not_ask_are_not_written():
    complaint = a_complaint(at=State.TRIAGED)
    desk = desk_of(complaint.handler)
    slipped_in = {
        "state": "closed",
        "resolution": "resolved",
        "demand_cny": "1",
        "severity": "S1",
        "priority": "high",
        "handler": a_user().pk,
        "number": "209901-001",
        "complainant": 1,
        "received_at": "2020-01-01",
        "by": a_user(Role.DIRECTOR).pk,
        "now": "2020-01-01",
    }
    assert post(desk, complaint, "contact", **STEPS["contact"][1], **slipped_in).status_code == 200
    fresh = Complaint.objects.get(pk=complaint.pk)
    for name in ("state", "resolution", "demand_cny", "severity", "priority", "handler_id", "number", "received_at"):
        assert getattr(fresh, name) == getattr(complaint, name), name
    assert fresh.events.last().by == complaint.handler


def test_a27_a_verdict_where_nobody_nominated_is_a_sentence():
    complaint = a_complaint(at=State.CLOSED)
    desk = desk_of(a_user(Role.CURATOR), language="en")
    answer = post(desk, complaint, "decide-nomination", verdict="taken", comment="")
    assert answer.status_code == 409
    assert "nominat" in answer.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "password__startswith=md5",
        "password__contains=a",
        "is_superuser=0",
        "last_login__gt=2020-01-01",
        "email__startswith=a",
        "delegations_given__reason__contains=x",
        "department__members__password__startswith=m",
        "_connector=OR",
        "o=password",
        "o=-1.password",
    ],
)
def test_a24_lists_answer_only_the_questions_they_offer(query):
    """Whoever may list people must not find out a password hash letter by letter."""
    person = a_user()
    desk = desk_of(a_user(Role.ADMINISTRATOR))
    for model in ("accounts_user", "accounts_delegation", "accounts_shift"):
        answer = desk.get(f"{reverse(f'admin:{model}_changelist')}?{query}")
        assert answer.status_code in {200, 302, 400}, model
        if model == "accounts_user" and answer.status_code == 200:
            assert person.username in answer.content.decode()


@pytest.mark.parametrize("strange", STRANGE_IDS)
def test_a45_a_strange_id_in_an_address_is_not_found(strange):
    a_complaint()
    desk = desk_of(a_user(Role.SUPERVISOR))
    for address in (
        f"/admin/complaints/complaint/{strange}/change/",
        f"/admin/complaints/complaint/{strange}/history/",
        f"/admin/complaints/complaint/{strange}/step/claim/",
        f"/admin/complaints/complaint/{strange}/record/",
        f"/admin/complaints/importbatch/{strange}/change/",
        f"/admin/complaints/importbatch/{strange}/history/",
        f"/admin/complaints/importbatch/{strange}/errors.csv",
    ):
        assert desk.get(address).status_code in {301, 302, 403, 404}, address


@pytest.mark.parametrize(
    "text", ["\x00", "a\x00b", "' OR 1=1 --", "%", "_", "\\", "🥚" * 60, "\u202egnp.exe", "ａ" * 200]
)
def test_a45_strange_words_in_search_and_filters_find_nothing_and_break_nothing(text):
    complaint = a_complaint()
    desk = desk_of(complaint.received_by)
    queue = reverse("admin:complaints_complaint_changelist")
    for name in ("q", "order", "customer", "tab", "sort", "state", "severity", "page", "overdue", "nature"):
        assert desk.get(queue, {name: text}).status_code == 200, name
    found = desk.post(reverse("admin:complaints_complaint_search"), {"q": text}, follow=True)
    assert found.status_code == 200
    assert numbers_on(found) == []
    history = desk.post(reverse("admin:complaints_complaint_history_of"), {"phone": text, "order_number": text})
    assert history.status_code == 200


def test_a51_a_phone_number_is_no_oracle_for_complaints_one_may_not_see(time_machine):
    time_machine.move_to(NOON, tick=False)
    a_complaint(contacts={ContactKind.PHONE: "17000000042"}, order_number="E-42", name="欧阳秀英")
    desk = desk_of(a_user(team="internet-desk"), language="en")
    history = reverse("admin:complaints_complaint_history_of")
    unknown = desk.post(history, {"phone": "17000000043", "order_number": "E-43"}).content
    assert desk.post(history, {"phone": "17000000042", "order_number": "E-42"}).content == unknown
    search = reverse("admin:complaints_complaint_search")
    told = [desk.post(search, {"q": q}, follow=True).content.decode() for q in ("17000000042", "17000000043")]
    assert ONE_TIME.sub("", told[0]) == ONE_TIME.sub("", told[1])


def test_a51_digits_of_a_phone_number_find_nobody():
    complaint = a_complaint(contacts={ContactKind.PHONE: "17000000042"})
    desk = desk_of(complaint.received_by)
    for part in ("170000", "0042", "17000000", "1700000004"):
        found = desk.post(reverse("admin:complaints_complaint_search"), {"q": part}, follow=True)
        assert numbers_on(found) == [], part


def test_a42_the_language_switch_leads_nowhere_else():
    desk = desk_of(a_user())
    for target in ("//evil.example/", "https://evil.example/", "\\\\evil.example", "javascript:alert(1)", "https:evil"):
        answer = desk.post(reverse("set_language"), {"language": "en", "next": target})
        assert "evil" not in answer["Location"]
        assert "javascript" not in answer["Location"]


def test_a42_signing_in_leads_nowhere_else():
    person = a_user(password="kuài-dì-2026")
    desk = desk_of(person)
    desk.logout()
    for target in ("//evil.example/", "https://evil.example/", "\\\\evil.example", "https:evil.example"):
        answer = desk.post("/admin/login/", {"username": person.username, "password": "kuài-dì-2026", "next": target})
        assert answer.status_code == 302
        assert "evil" not in answer["Location"]
        desk.logout()


def test_a26_rights_end_with_the_next_request():
    complaint = a_complaint(at=State.TRIAGED)
    agent, other = complaint.handler, a_user()
    desk, page = desk_of(agent), reverse("admin:complaints_complaint_change", args=[complaint.pk])
    assert desk.get(page).status_code == 200
    Complaint.objects.filter(pk=complaint.pk).update(handler=other, received_by=other)
    User.objects.filter(pk=agent.pk).update(team=None)
    assert desk.get(page).status_code == 404
    User.objects.filter(pk=agent.pk).update(role=Role.ADMINISTRATOR)
    assert desk.get(page).status_code in {403, 404}
    assert post(desk, complaint, "unmask", reason="看看").status_code in {403, 404}
    User.objects.filter(pk=agent.pk).update(is_active=False)
    assert desk.get(page).status_code == 302
    assert not ComplaintEvent.objects.filter(kind=EventKind.CONTACT_UNMASKED).exists()


def test_a40_a_new_password_ends_the_sessions_that_are_open():
    agent = a_user(password="kuài-dì-2026")
    desk = desk_of(agent)
    agent.set_password("xīn-de-2026")
    agent.save(update_fields=["password"])
    assert desk.get("/admin/").status_code == 302


def test_a43_a_forged_host_is_refused_and_never_reaches_a_message():
    complaint = a_complaint()
    desk = desk_of(complaint.received_by)
    answer = desk.post(step_url(complaint, "renew-code"), {"seen": complaint.events_count}, headers={"host": "evil.cn"})
    assert answer.status_code == 400
    answer = desk.post(
        step_url(complaint, "renew-code"),
        {"seen": complaint.events_count},
        headers={"x-forwarded-host": "evil.cn", "x-dialog": "1"},
    )
    assert answer.status_code == 200
    assert all("evil.cn" not in delivery.body + delivery.subject for delivery in complaint.deliveries.all())
