"""What single steps ask, keep and refuse."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone, translation

from accounts.roles import Role
from complaints.admin import steps
from complaints.models import Complaint, EventKind
from complaints.services.assignment import claim
from complaints.services.contacts import correct_facts
from complaints.states import Preset, Severity, State
from tests.builders import a_complaint, a_photo, a_user, choices
from tests.steps import DIALOG, filled, page_of, post, step_url

pytestmark = pytest.mark.django_db


def test_correcting_facts_keeps_what_somebody_else_corrected_meanwhile(client):
    complaint = a_complaint(State.TRIAGED)
    client.force_login(complaint.handler)
    data = filled("correct", complaint, complaint.handler) | {"subject": "鸡蛋全碎了"}
    correct_facts(
        complaint.pk,
        facts={"place": "杭州仓"},
        by=a_user(Role.SUPERVISOR),
        now=timezone.now(),
        seen=complaint.events_count,
    )
    answer = post(client, complaint, "correct", seen=complaint.events_count, **data)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "杭州仓" in text
    assert 'value="鸡蛋全碎了"' in text
    again = data | {"initial-place": "杭州仓", "place": "杭州仓"}
    assert post(client, complaint, "correct", **again).status_code == 200
    stored = Complaint.objects.get(pk=complaint.pk)
    assert (stored.subject, stored.place) == ("鸡蛋全碎了", "杭州仓")


def test_the_second_of_two_who_claim_reads_who_was_first(client):
    complaint = a_complaint(State.RECEIVED)
    first = a_user(Role.AGENT, name="陈思远")
    seen = complaint.events_count
    claim(complaint.pk, by=first, now=timezone.now())
    client.force_login(a_user(Role.AGENT))
    answer = post(client, complaint, "claim", seen=seen)
    assert answer.status_code == 409
    assert "陈思远" in answer.content.decode()


def test_contact_data_is_shown_once_after_a_reason_and_nowhere_before(client):
    complaint = a_complaint(State.TRIAGED, contacts={"phone": "13812345678"}, description="请回电 13812345678")
    client.force_login(complaint.handler)
    assert "13812345678" not in page_of(client, complaint)
    assert "138****5678" in page_of(client, complaint)
    assert "13812345678" not in post(client, complaint, "unmask", reason="").content.decode()
    answer = post(client, complaint, "unmask", reason="客户要求回电")
    assert "13812345678" in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    assert complaint.events.filter(kind=EventKind.CONTACT_UNMASKED, facts__reason="客户要求回电").count() == 1
    assert "13812345678" not in page_of(client, complaint)


def test_only_categories_of_the_complaints_own_desk_are_offered(client):
    complaint = a_complaint(State.RECEIVED)
    form = steps.find("triage").form(complaint=complaint, user=complaint.received_by)
    assert {category.preset for category in form.fields["category"].queryset} == {Preset.ECOMMERCE}


def test_the_agent_who_grades_is_proposed_as_handler_and_sees_the_load():
    agent = a_user(Role.AGENT, name="王敏")
    a_complaint(State.TRIAGED, agent=agent)
    complaint = a_complaint(State.RECEIVED, agent=agent)
    form = steps.find("triage").form(complaint=complaint, user=agent)
    assert form.initial["handler"] == agent.pk
    with translation.override("en"):
        assert "王敏 · 1 open" in str(steps.find("triage").form(complaint=complaint, user=agent)["handler"])


def test_a_task_is_done_by_its_department_with_proof_and_reference(client):
    complaint = a_complaint(State.EXECUTING)
    finance = a_user(Role.FINANCE)
    task = complaint.tasks.get(department__code="finance")
    client.force_login(finance)
    assert f"{step_url(complaint, 'do-task')}?task={task.pk}" in page_of(client, complaint)
    without_proof = post(client, complaint, "do-task", task=task.pk, result="已退", reference="TK-9")
    assert without_proof.status_code == 409
    answer = post(client, complaint, "do-task", task=task.pk, result="已退", reference="TK-9", files=a_photo())
    assert answer.status_code == 200
    assert complaint.ledger.get().reference == "TK-9"


def test_the_form_asks_finance_for_the_payment_reference(client):
    complaint = a_complaint(State.EXECUTING)
    task = complaint.tasks.get(department__code="finance")
    client.force_login(a_user(Role.FINANCE))
    refused = post(client, complaint, "do-task", task=task.pk, result="已退", files=a_photo())
    assert refused.status_code == 422
    assert 'name="reference" maxlength="100" required' in refused.content.decode()
    assert not complaint.ledger.exists()


def test_nobody_pays_out_for_finance(client):
    complaint = a_complaint(State.EXECUTING)
    task = complaint.tasks.get(department__code="finance")
    client.force_login(complaint.handler)
    assert step_url(complaint, "do-task") not in page_of(client, complaint)
    refused = post(client, complaint, "do-task", task=task.pk, result="已退", files=a_photo())
    assert refused.status_code == 403
    assert not complaint.ledger.exists()


def test_a_proposal_within_the_limit_is_offered_and_one_above_it_waits(client):
    data = {
        "message": "非常抱歉",
        "title_1": "退款",
        "measure_1_1": "refund",
        "value_1_1": "89",
        "title_2": "补发",
        "measure_2_1": "exchange",
        "value_2_1": "89",
    }
    complaint = a_complaint(State.INVESTIGATING)
    client.force_login(complaint.handler)
    assert post(client, complaint, "propose", **data).status_code == 200
    assert complaint.proposals.get().status == "offered"
    dear = a_complaint(State.INVESTIGATING, agent=complaint.handler)
    assert post(client, dear, "propose", **data | {"value_1_1": "900"}).status_code == 200
    assert dear.proposals.get().status == "submitted"
    assert step_url(dear, "approve") not in page_of(client, dear)
    supervisor = a_user(Role.SUPERVISOR)
    client.force_login(supervisor)
    assert step_url(dear, "approve") in page_of(client, dear)
    form = client.get(step_url(dear, "approve"), headers=DIALOG).content.decode()
    assert "¥900" in form
    assert post(client, dear, "approve", proposal=dear.proposals.get().pk).status_code == 200
    client.force_login(complaint.handler)
    assert post(client, dear, "offer").status_code == 200
    assert dear.proposals.get().status == "offered"


def test_a_decision_cannot_be_sent_to_the_proposal_of_another_complaint(client):
    first = a_complaint(State.PROPOSED)
    other = a_complaint(State.PROPOSED)
    client.force_login(a_user(Role.SUPERVISOR))
    answer = post(client, first, "approve", proposal=other.proposals.get().pk)
    assert answer.status_code == 422


def test_a_sum_without_a_measure_and_an_option_without_a_title_are_shown_at_their_fields(client):
    complaint = a_complaint(State.INVESTIGATING)
    client.force_login(complaint.handler)
    answer = post(client, complaint, "propose", message="抱歉", title_1="退款", value_1_1="50", measure_2_1="coupon")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_measure_1_1_error"' in text
    assert 'id="id_title_2_error"' in text


def test_a_refused_offer_goes_round_again_with_the_customers_reason(client):
    complaint = a_complaint(State.PROPOSED)
    client.force_login(complaint.handler)
    assert post(client, complaint, "answer", answer="none", via="phone", reason="").status_code == 409
    assert post(client, complaint, "answer", answer="none", via="phone", reason="要全额退款").status_code == 200
    stored = Complaint.objects.get(pk=complaint.pk)
    assert (stored.state, stored.round) == (State.INVESTIGATING, 2)


def test_a_dissatisfied_revisit_needs_its_reason_and_the_next_report_asks_why_it_missed(client):
    complaint = a_complaint(State.REVISIT)
    client.force_login(a_user())
    facts = {"channel": "phone", "reached": "on", "rating": "2"}
    assert post(client, complaint, "revisit", **facts).status_code == 409
    assert post(client, complaint, "revisit", **facts, reason="补发的也碎了").status_code == 200
    client.force_login(complaint.handler)
    form = client.get(step_url(complaint, "report"), headers=DIALOG).content.decode()
    assert "missed_reason" in form


def test_a_duplicate_is_named_by_number_and_only_one_that_can_be_seen(client):
    complaint = a_complaint(State.TRIAGED)
    other = a_complaint(State.TRIAGED, agent=complaint.handler)
    foreign = a_complaint(State.TRIAGED, agent=a_user(Role.AGENT, team="internet-desk"))
    client.force_login(complaint.handler)
    assert post(client, complaint, "duplicate", number=foreign.number).status_code == 422
    assert post(client, complaint, "duplicate", number=other.number, reason="同一件事").status_code == 200
    assert Complaint.objects.get(pk=complaint.pk).duplicate_of == other


def test_evidence_with_one_wrong_file_is_kept_not_at_all(client):
    complaint = a_complaint(State.TRIAGED)
    client.force_login(complaint.handler)
    page = a_photo("note.png")
    page.seek(0)
    wrong = type(page)("photo.png", b"<html><script>alert(1)</script>", content_type="image/png")
    assert post(client, complaint, "add-evidence", files=[page, wrong]).status_code == 409
    assert not complaint.evidence.exists()
    assert post(client, complaint, "add-evidence", files=[a_photo(), a_photo()]).status_code == 200
    assert complaint.evidence.count() == 2


def test_the_grade_given_in_the_form_is_stored(client):
    complaint = a_complaint(State.RECEIVED)
    client.force_login(complaint.received_by)
    assert post(client, complaint, "triage", **filled("triage", complaint, complaint.received_by)).status_code == 200
    stored = Complaint.objects.get(pk=complaint.pk)
    assert (stored.severity, stored.handler) == (Severity.S2, complaint.received_by)
    assert choices()[0].title not in page_of(client, complaint)


def test_the_handler_postpones_a_payment_that_is_finances_to_make(client):
    complaint = a_complaint(State.EXECUTING)
    task = complaint.tasks.get()
    client.force_login(complaint.handler)
    later = timezone.localtime(task.due_at + timedelta(days=1))
    facts = {"task": task.pk, "due_at": f"{later:%Y-%m-%dT%H:%M}", "reason": "备件缺货"}
    with time_machine.travel(task.due_at + timedelta(minutes=1)):
        assert step_url(complaint, "postpone-task") not in page_of(client, complaint)
    with time_machine.travel(task.due_at - timedelta(minutes=1)):
        assert step_url(complaint, "postpone-task") in page_of(client, complaint)
        answer = post(client, complaint, "postpone-task", **facts)
    assert answer.headers["X-Next"]
    assert complaint.tasks.get().due_at == later.replace(second=0, microsecond=0)
