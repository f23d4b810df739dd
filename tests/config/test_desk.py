"""The frame of the back office: workbench and menu by role, language, signing in and out, the content policy."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from accounts.roles import SERVICE_ROLES, Role
from complaints.admin.tabs import waiting_counts
from complaints.services.contacts import record_contact
from complaints.states import Channel, State, Urgency
from config.desk.dashboard import Board
from config.desk.navigation import groups_for
from escalation.services.decision import approve
from escalation.services.submission import submit_proposal
from tests.builders import NOON, a_complaint, a_user, choices
from tests.desk import desk_of, numbers_on
from tests.steps import post

pytestmark = pytest.mark.django_db
PEOPLE = [role for role in Role if role not in SERVICE_ROLES | {Role.INTEGRATION}]


@pytest.fixture(autouse=True)
def half_past_noon():
    cache.clear()
    with time_machine.travel(NOON + timedelta(minutes=30), tick=False):
        yield


def figures_of(user):
    return {str(figure.label): figure.count for figure in Board(User.objects.get(pk=user.pk)).figures}


def menu_of(page):
    return set(re.findall(r'<a href="(/admin/[^"]*)" class="flex h-\[38px\]', page.content.decode()))


@pytest.mark.either_database
@pytest.mark.parametrize("role", PEOPLE)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_role_finds_a_workbench_whose_every_link_opens(role, language):
    a_complaint(at=State.TRIAGED)
    desk = desk_of(a_user(role), language=language)
    page = desk.get(reverse("admin:index"))
    links = menu_of(page) | set(re.findall(r'<a href="(/admin/[^"]+)"', page.content.decode()))
    assert links
    assert {link: desk.get(link.replace("&amp;", "&"), follow=True).status_code for link in links} == dict.fromkeys(
        links, 200
    )


def test_an_agent_reads_what_is_late_what_is_due_and_what_is_promised():
    agent = a_user(language="en")
    a_complaint(at=State.TRIAGED, agent=agent, now=NOON - timedelta(days=4))
    promised = a_complaint(at=State.TRIAGED, agent=agent, now=NOON)
    record_contact(
        promised.pk,
        direction="out",
        channel=Channel.PHONE,
        summary="答应半小时内回电",
        next_contact_at=NOON + timedelta(minutes=50),
        by=agent,
        now=NOON,
    )
    a_complaint(agent=agent, urgency=Urgency.LOST_MONEY)
    figures = list(Board(agent).figures)
    assert [figure.count for figure in figures] == [1, 1, 1, 0, 1, 1]
    assert [figure.shown_tone for figure in figures] == ["late", "soon", "soon", "", "late", ""]


def test_an_agent_is_told_that_a_proposal_was_approved_and_may_go_to_the_customer():
    agent = a_user(language="en")
    complaint = a_complaint(at=State.INVESTIGATING, agent=agent)
    submitted = submit_proposal(complaint.pk, message="全额退款", choices=choices("900.00"), by=agent, now=NOON)
    with translation.override("en"):
        before = figures_of(agent)
        approve(submitted.pk, by=a_user(Role.SUPERVISOR), now=NOON)
        after = figures_of(agent)
    assert [figure for figure in after if after[figure] > before[figure]] == ["Approved, to be offered"]


def test_a_supervisor_without_complaints_of_ones_own_reads_of_the_desk_only():
    supervisor = a_user(Role.SUPERVISOR)
    a_complaint(at=State.TRIAGED)
    without = len(figures_of(supervisor))
    a_complaint(at=State.TRIAGED, agent=supervisor)
    assert len(figures_of(supervisor)) == without + 4


def test_the_menu_counts_anew_after_ones_own_step():
    agent = a_user()
    complaint = a_complaint(agent=agent)
    desk = desk_of(agent)
    before = waiting_counts(agent)["unclaimed"]
    post(desk, complaint, "claim")
    assert (before, waiting_counts(agent)["unclaimed"]) == (1, 0)


def test_a_quiet_desk_shows_noughts_without_colour():
    assert {(figure.count, figure.shown_tone) for figure in Board(a_user()).figures} == {(0, "")}


def test_what_waits_for_a_decision_is_counted_for_whom_it_waits_and_not_for_the_asker():
    agent, director = a_user(), a_user(Role.DIRECTOR)
    complaint = a_complaint(at=State.INVESTIGATING, agent=agent)
    submit_proposal(complaint.pk, message="全额退款", choices=choices("90000.00"), by=agent, now=NOON)
    desk = desk_of(director)
    assert complaint.number in numbers_on(desk.get(reverse("admin:index")))
    assert complaint.number in numbers_on(desk.get(reverse("admin:escalation_approvalrequest_changelist")))
    assert 1 in figures_of(director).values()
    assert "approvalrequest" not in "".join(figure.link for figure in Board(agent).figures)


def test_a_department_reads_its_tasks_with_their_dates():
    finance = a_user(Role.FINANCE)
    complaint = a_complaint(at=State.EXECUTING)
    page = desk_of(finance).get(reverse("admin:index"))
    assert numbers_on(page) == [complaint.number]
    assert "¥89" in page.content.decode()


def test_the_administrators_menu_holds_accounts_and_no_complaint():
    menu = menu_of(desk_of(a_user(Role.ADMINISTRATOR)).get(reverse("admin:index")))
    assert reverse("admin:accounts_user_changelist") in menu
    # What stands on a sign or in a link is set up like the rest, and tells of no complaint.
    others = set(menu) - {reverse("admin:complaints_complaint_links")}
    assert not any("/complaint/" in link or "approvalrequest" in link or "ledger" in link for link in others)


def test_the_workbench_costs_the_same_with_many_complaints(django_assert_max_num_queries):
    agent = a_user()
    for _one in range(12):
        a_complaint(at=State.TRIAGED, agent=agent)
        a_complaint(agent=agent)
    desk = desk_of(agent)
    # Each list of the menu that counts what waits is one question, asked at most twice a minute.
    with django_assert_max_num_queries(19):
        desk.get(reverse("admin:index"))


def test_the_workbench_is_not_called_site_administration():
    page = desk_of(a_user(), language="en").get(reverse("admin:index")).content.decode()
    assert "Workbench" in page
    assert "Site administration" not in page


def test_the_language_chosen_in_the_menu_is_remembered_with_the_account():
    agent = a_user()
    desk = desk_of(agent)
    desk.post(reverse("set_language"), {"language": "en", "next": reverse("admin:index")})
    assert User.objects.get(pk=agent.pk).language == "en"
    assert 'lang="en"' in desk.get(reverse("admin:index")).content.decode()


def test_a_language_that_is_not_offered_changes_nothing():
    agent = a_user()
    desk_of(agent).post(reverse("set_language"), {"language": "xx"})
    assert User.objects.get(pk=agent.pk).language == "zh-hans"


def test_signing_in_and_out_ends_where_it_began(client):
    user = a_user(password="eine-gute-losung", name="李晓燕")
    login = client.get(reverse("admin:login")).content.decode()
    assert "desk/loop.svg" in login
    entered = client.post(
        reverse("admin:login"), {"username": user.username, "password": "eine-gute-losung"}, follow=True
    )
    assert "李晓燕" in entered.content.decode()
    left = client.post(reverse("admin:logout"), follow=True)
    assert left.redirect_chain[-1][0] == reverse("admin:login")
    assert client.get(reverse("admin:index")).status_code == 302


def test_no_page_of_the_frame_carries_an_inline_script():
    desk = desk_of(a_user(Role.SUPERVISOR))
    inline = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|\son(?:click|change|load|submit)=", re.IGNORECASE)
    addresses = [reverse("admin:index"), reverse("admin:complaints_complaint_changelist"), reverse("admin:login")]
    for address in addresses:
        answer = desk.get(address)
        assert inline.findall(answer.content.decode()) == []
        if answer.status_code == 200:
            assert (
                "'unsafe-inline'" not in answer.headers["Content-Security-Policy"].split("script-src")[1].split(";")[0]
            )


def test_of_lists_whose_addresses_begin_alike_one_is_marked_open():
    supervisor = a_user(Role.SUPERVISOR)
    for name in ("complaints_export_register", "complaints_export_changelist"):
        address = reverse(f"admin:{name}")
        items = [item for group in groups_for(supervisor, counted=False, address=address) for item in group["items"]]
        assert [item["link"] for item in items if item["active"]] == [address]
