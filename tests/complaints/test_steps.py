"""Steps on a complaint's page: who may take which, and what happens to stale, repeated and refused ones."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from complaints.admin import steps
from complaints.admin.situation import visible_complaint
from complaints.models import Complaint, Contact
from complaints.services.contacts import record_contact
from complaints.services.people import unmask
from complaints.states import Channel, State
from tests.builders import a_complaint, a_user
from tests.steps import DIALOG, STEPS, contact_facts, filled, page_of, post, step_url

pytestmark = [pytest.mark.django_db, pytest.mark.either_database]

EVERYBODY = [role for role in Role if role not in {Role.CUSTOMER, Role.SYSTEM, Role.INTEGRATION}]
#: Nobody asks how well they did it themselves: the right is the agent's, the complaint a colleague's (REV-1).
OF_COLLEAGUES = {"revisit"}


@pytest.mark.parametrize("name", STEPS)
def test_a_step_is_offered_and_taken_by_those_with_the_right_and_refused_to_everybody_else(client, name):
    state = STEPS[name][0]
    agent = a_user(Role.AGENT)
    complaint = a_complaint(state, agent=agent, now=timezone.now() - timedelta(hours=3))
    step = steps.find(name)
    for role in EVERYBODY:
        person = a_user(role)
        if not Complaint.objects.visible_to(person).filter(pk=complaint.pk).exists():
            client.force_login(person)
            assert client.get(step_url(complaint, name)).status_code == 404
            continue
        client.force_login(person)
        drawn = steps.steps_for(visible_complaint(person, complaint.pk), person)
        assert (step in drawn) == person.has_perm(step.right), role
        if not person.has_perm(step.right):
            before = Complaint.objects.get(pk=complaint.pk).events_count
            answer = post(client, complaint, name, **filled(name, complaint, agent))
            assert answer.status_code == 403, role
            assert 'role="alert"' in answer.content.decode()
            assert Complaint.objects.get(pk=complaint.pk).events_count == before
    is_agents = agent.has_perm(step.right) and name not in OF_COLLEAGUES
    assert (step in steps.steps_for(visible_complaint(agent, complaint.pk), agent)) == is_agents
    client.force_login(agent if is_agents else a_user(Role.SUPERVISOR))
    assert step_url(complaint, name) in page_of(client, complaint)
    answer = post(client, complaint, name, **filled(name, complaint, agent))
    assert answer.status_code == 200, answer.content.decode()
    assert Complaint.objects.get(pk=complaint.pk).events_count > complaint.events_count


def test_every_step_of_the_house_has_a_right_somebody_holds_and_a_weight_of_its_own():
    all_steps = steps.all_steps()
    assert len({step.weight for step in all_steps}) == len(all_steps)
    for step in all_steps:
        assert any(a_user(role).has_perm(step.right) for role in EVERYBODY), step.name


def test_a_complaint_of_another_team_is_not_there(client):
    complaint = a_complaint(State.TRIAGED)
    client.force_login(a_user(Role.AGENT, team="internet-desk"))
    for address in (
        reverse("admin:complaints_complaint_change", args=[complaint.pk]),
        step_url(complaint, "contact"),
    ):
        assert client.get(address).status_code == 404
    assert client.post(step_url(complaint, "contact"), contact_facts(seen=99)).status_code == 404


def test_an_unknown_step_is_not_there(client):
    complaint = a_complaint(State.TRIAGED)
    client.force_login(complaint.handler)
    assert client.get(step_url(complaint, "delete")).status_code == 404


def test_a_step_needs_the_token_against_forged_requests(client):
    complaint = a_complaint(State.TRIAGED)
    client.handler.enforce_csrf_checks = True
    client.force_login(complaint.handler)
    assert client.post(step_url(complaint, "start-investigation"), {"seen": complaint.events_count}).status_code == 403
    assert Complaint.objects.get(pk=complaint.pk).state == State.TRIAGED


def test_looking_at_a_form_changes_nothing(client):
    complaint = a_complaint(State.INVESTIGATING)
    client.force_login(complaint.handler)
    for step in steps.all_steps():
        client.get(step_url(complaint, step.name), headers=DIALOG)
    assert Complaint.objects.get(pk=complaint.pk).events_count == complaint.events_count


def test_a_missing_answer_is_shown_at_its_field_and_what_was_typed_is_kept(client):
    complaint = a_complaint(State.INVESTIGATING)
    client.force_login(complaint.handler)
    answer = post(client, complaint, "report", facts="已核对<b>监控</b>", cause="")
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "已核对&lt;b&gt;监控&lt;/b&gt;" in text
    assert 'id="id_cause_error"' in text


def test_a_second_click_with_the_same_form_records_one_contact(client):
    complaint = a_complaint(State.TRIAGED)
    client.force_login(complaint.handler)
    seen = complaint.events_count
    assert post(client, complaint, "contact", seen=seen, **contact_facts(summary="只记一次")).status_code == 200
    assert post(client, complaint, "contact", seen=seen, **contact_facts(summary="只记一次")).status_code == 409
    assert Contact.objects.filter(summary="只记一次").count() == 1


def test_a_stale_form_shows_what_happened_since_and_can_be_confirmed_again(client):
    complaint = a_complaint(State.TRIAGED)
    colleague = a_user(Role.SUPERVISOR, name="李建国")
    client.force_login(complaint.handler)
    record_contact(
        complaint.pk, direction="in", channel=Channel.CHAT, summary="客户催问", by=colleague, now=timezone.now()
    )
    answer = post(client, complaint, "withdraw", seen=complaint.events_count, reason="客户撤诉")
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "李建国" in text
    assert "客户撤诉" in text
    assert f'name="seen" value="{complaint.events_count + 1}"' in text
    assert post(client, complaint, "withdraw", seen=complaint.events_count + 1, reason="客户撤诉").status_code == 200


def test_a_look_at_contact_data_meanwhile_does_not_make_a_form_stale(client):
    complaint = a_complaint(State.TRIAGED)
    unmask(complaint.pk, reason="回电", by=a_user(Role.SUPERVISOR), now=timezone.now())
    client.force_login(complaint.handler)
    assert post(client, complaint, "start-investigation", seen=complaint.events_count).status_code == 200


def test_a_step_that_is_no_longer_possible_says_so_instead_of_drawing_a_form(client):
    complaint = a_complaint(State.INVESTIGATING)
    client.force_login(complaint.handler)
    answer = client.get(step_url(complaint, "triage"), headers=DIALOG)
    assert answer.status_code == 409
    assert 'role="alert"' in answer.content.decode()
    assert "<button" not in answer.content.decode()


def test_without_a_script_the_step_is_a_page_of_its_own_and_leads_back(client):
    complaint = a_complaint(State.TRIAGED)
    client.force_login(complaint.handler)
    assert "<html" in client.get(step_url(complaint, "start-investigation")).content.decode()
    answer = client.post(step_url(complaint, "start-investigation"), {"seen": complaint.events_count})
    assert answer.status_code == 302
    assert answer.url == reverse("admin:complaints_complaint_change", args=[complaint.pk])


def test_whoever_hands_a_complaint_out_of_sight_comes_back_to_the_queue(client):
    complaint = a_complaint(State.TRIAGED)
    other = a_user(Role.AGENT, team="internet-desk")
    Complaint.objects.filter(pk=complaint.pk).update(received_by=a_user(Role.SUPERVISOR))
    client.force_login(complaint.handler)
    answer = post(client, complaint, "hand-over", handler=other.pk, reason="属互联网业务")
    assert answer.headers["X-Next"] == reverse("admin:complaints_complaint_changelist")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_refusal_is_a_sentence_in_the_readers_language(client, language):
    complaint = a_complaint(State.TRIAGED)
    client.force_login(complaint.handler)
    complaint.handler.language = language
    complaint.handler.save()
    answer = post(client, complaint, "hand-over", handler=complaint.handler.pk, reason="x")
    assert answer.status_code == 409
    assert complaint.handler.name in answer.content.decode()


def test_nul_and_overlong_text_are_refused_at_the_field(client):
    complaint = a_complaint(State.TRIAGED)
    client.force_login(complaint.handler)
    for text in ("有\x00零", "长" * 5_001):
        assert post(client, complaint, "contact", **contact_facts(summary=text)).status_code == 422
    assert post(client, complaint, "contact", seen="9" * 40, **contact_facts()).status_code == 409
