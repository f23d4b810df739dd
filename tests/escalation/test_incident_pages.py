"""The pages of group incidents as supervisors, responders and agents meet them (ESC-6)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.roles import Role
from complaints.models import Complaint
from escalation.models import Affected, Incident, Statement
from tests.builders import a_user
from tests.desk import desk_of as signed_in
from tests.escalation.incidents import STATEMENT, confirmed, serve, six, spoken


def desk_of(user):
    return signed_in(user, language="en")


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def act(desk, incident, act_name, **facts):
    return desk.post(reverse("admin:escalation_incident_act", args=[incident.pk, act_name]), facts, follow=True)


def page(desk, incident):
    return desk.get(reverse("admin:escalation_incident_change", args=[incident.pk])).content.decode()


def test_a_supervisor_goes_from_the_list_to_a_told_incident():
    supervisor, legal = a_user(Role.SUPERVISOR), a_user(Role.LEGAL)
    six()
    incident, desk = Incident.objects.get(), desk_of(supervisor)
    assert incident.number in desk.get(reverse("admin:escalation_incident_changelist")).content.decode()
    assert act(desk, incident, "confirm", name="胀包酸奶", lead=supervisor.pk).status_code == 200
    act(desk, incident, "responder", person=legal.pk, part="legal")
    act(desk, incident, "statement", words=STATEMENT)
    assert "waits for approval" in page(desk, incident)
    act(desk_of(legal), incident, "approve-statement", version=1)
    assert Statement.objects.get().approved_by == legal
    assert "approved by" in page(desk, incident)


def test_a_refusal_stands_on_the_page_and_nothing_typed_is_lost():
    incident, supervisor, _later = confirmed()
    answer = act(desk_of(supervisor), incident, "statement", words="我们会尽快处理。")
    assert answer.status_code == 409
    assert "Please look over these words" in answer.content.decode()
    assert "我们会尽快处理。" in answer.content.decode()


def test_a_form_that_misses_something_comes_back_with_what_is_missing():
    six()
    incident = Incident.objects.get()
    answer = act(desk_of(a_user(Role.SUPERVISOR)), incident, "confirm", name="", lead="")
    assert answer.status_code == 422
    assert Incident.objects.get().state == "candidate"


def test_somebody_who_may_not_decide_is_refused():
    six()
    assert act(desk_of(a_user(Role.AGENT)), Incident.objects.get(), "confirm", name="x", lead=1).status_code == 403


def test_complaints_one_does_not_see_are_counted_and_unnamed():
    incident, _supervisor, _later = confirmed()
    stranger = a_user(Role.AGENT, team="internet-desk")
    shown = page(desk_of(stranger), incident)
    assert "6 more complaints belong here that you do not see" in shown
    assert not [one.number for one in Complaint.objects.all() if one.number in shown]


def test_affected_customers_come_from_a_file_and_hear_the_statement_once():
    incident, supervisor, later = confirmed()
    spoken(incident, supervisor, now=later)
    known = incident.members.first().complaint.complainant.contact_points.get(kind="phone").value
    rows = f"电话,姓名\n17088880001,周敏\n{known},已投诉\n17088880001,周敏\nzhou@example.cn,周远\n"
    upload = SimpleUploadedFile("people.csv", rows.encode())
    answer = act(desk_of(supervisor), incident, "people", file=upload)
    assert "Listed: 2" in answer.content.decode()
    assert Affected.objects.filter(due_at__isnull=False).count() == 2


def test_a_bad_contact_lists_nobody():
    incident, supervisor, _later = confirmed()
    upload = SimpleUploadedFile("people.csv", "电话,姓名\n17088880001,周敏\n不是号码,错行\n".encode())
    answer = act(desk_of(supervisor), incident, "people", file=upload)
    assert answer.status_code == 409
    assert not Affected.objects.exists()


def test_the_members_page_says_what_it_belongs_to_and_what_was_told():
    incident, supervisor, later = confirmed()
    spoken(incident, supervisor, now=later)
    serve(now=later)
    one = incident.members.first().complaint
    shown = desk_of(supervisor).get(reverse("admin:complaints_complaint_change", args=[one.pk])).content.decode()
    assert incident.title in shown
    assert STATEMENT in shown


def test_the_page_asks_the_same_number_of_questions_for_many_members(django_assert_max_num_queries):
    incident, supervisor, later = confirmed()
    spoken(incident, supervisor, now=later)
    # Two more than the page itself needs: the menu counts letters and likely duplicates.
    with django_assert_max_num_queries(47):
        page(desk_of(supervisor), incident)
