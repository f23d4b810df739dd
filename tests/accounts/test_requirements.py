"""A role that needs a certificate before it may act (KNO-5), put in force by four eyes (AUD-3)."""

from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Delegation, RoleRequirement, User
from accounts.roles import RIGHTS, Role
from accounts.services import certificates
from complaints.deadlines.workdays import CHINA
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import Complaint
from complaints.services.assignment import claim
from complaints.states import State
from escalation.services.raising import escalate
from tests.builders import a_complaint, a_user
from tests.knowledge.lessons import a_certificate, a_qualification, asked_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

ACTING = "complaints.claim_complaint"


def again(person):
    """As the next request finds them."""
    return User.objects.get(pk=person.pk)


def test_whoever_lacks_the_certificate_reads_learns_and_asks_for_help():
    asked_of(Role.AGENT)
    agent = a_user()

    kept = {right for right in RIGHTS[Role.AGENT] if agent.has_perm(right)}

    acting = {right for right in kept if ".view_" not in right}
    assert acting == {"knowledge.take_training", "escalation.escalate_complaint"}
    assert kept - acting == {right for right in RIGHTS[Role.AGENT] if ".view_" in right}


def test_whoever_holds_it_acts_until_the_last_day_and_not_a_day_longer():
    requirement = asked_of(Role.AGENT)
    agent = a_user()
    held = a_certificate(agent, requirement.qualification)
    assert again(agent).rights() == RIGHTS[Role.AGENT]

    with time_machine.travel(datetime.combine(held.valid_until, time(23), CHINA)):
        assert again(agent).has_perm(ACTING)
    with time_machine.travel(datetime.combine(held.valid_until + timedelta(days=1), time(1), CHINA)):
        assert not again(agent).has_perm(ACTING)


def test_a_certificate_taken_back_counts_no_more():
    requirement = asked_of(Role.AGENT)
    agent = a_user()
    held = a_certificate(agent, requirement.qualification)

    certificates.revoke(held.pk, reason="代考", by=a_user(Role.DIRECTOR), now=timezone.now())

    assert not again(agent).has_perm(ACTING)


def test_nothing_is_asked_before_it_is_in_force_nor_before_its_day():
    proposed = asked_of(Role.AGENT, in_force=False)
    agent = a_user()
    assert again(agent).has_perm(ACTING)

    later = timezone.localdate() + timedelta(days=3)
    RoleRequirement.objects.filter(pk=proposed.pk).update(from_on=later)
    certificates.activate_requirement(proposed.pk, by=a_user(Role.DIRECTOR), now=timezone.now())

    assert again(agent).has_perm(ACTING)


def test_a_service_refuses_and_says_where_the_test_is():
    complaint = a_complaint()
    asked_of(Role.AGENT)
    agent = a_user()

    with pytest.raises(NotPermitted, match=r"needs the certificate “Complaint handling”.*under Training"):
        claim(complaint.pk, by=agent, now=timezone.now())


def test_the_desk_refuses_a_hand_made_post():
    complaint = a_complaint()
    asked_of(Role.AGENT)
    browser = Client()
    browser.force_login(a_user())

    answer = browser.post(f"/admin/complaints/complaint/{complaint.pk}/step/claim/", {"seen": complaint.events_count})

    assert answer.status_code == 403
    assert Complaint.objects.get(pk=complaint.pk).handler is None


def test_what_is_in_hand_can_still_be_put_before_somebody_with_more_power():
    agent = a_user()
    complaint = a_complaint(at=State.INVESTIGATING, agent=agent)
    asked_of(Role.AGENT)

    raised = escalate(complaint.pk, trigger="by_hand", reason="上岗证到期", by=again(agent), now=timezone.now())

    assert raised.complaint == complaint


def stands_in(delegate, delegator):
    today = timezone.localdate()
    Delegation.objects.create(
        delegator=delegator, delegate=delegate, starts_on=today, ends_on=today, reason="年假", created_by=delegator
    )


def test_nobody_stands_in_without_the_certificate_the_absent_persons_role_asks_for():
    requirement = asked_of(Role.SUPERVISOR)
    absent, substitute = a_user(Role.SUPERVISOR), a_user()
    a_certificate(absent, requirement.qualification)
    stands_in(substitute, absent)

    assert again(substitute).acts_for() == [substitute]
    assert again(substitute).rights() == RIGHTS[Role.AGENT]

    a_certificate(substitute, requirement.qualification)
    assert again(substitute).acts_for() == [substitute, absent]
    assert again(substitute).has_perm("escalation.decide_proposal")


def test_a_delegation_does_not_make_up_for_the_own_certificate():
    asked_of(Role.AGENT)
    absent, substitute = a_user(Role.SUPERVISOR), a_user()
    stands_in(substitute, absent)

    assert not again(substitute).has_perm("escalation.decide_proposal")
    assert again(substitute).acts_for() == [substitute]


def test_a_conflict_of_interest_reaches_through_a_delegation_that_gives_no_rights():
    asked_of(Role.AGENT)
    absent, substitute = a_user(Role.SUPERVISOR), a_user()
    stands_in(substitute, absent)

    assert absent.pk in again(substitute).circle()


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.INTEGRATION, Role.SYSTEM, Role.CUSTOMER])
def test_administrators_and_machines_are_never_locked(role):
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleRequirement.objects.create(
            role=role,
            qualification=a_qualification(),
            from_on=timezone.localdate(),
            proposed_by=a_user(Role.CURATOR),
            proposed_at=timezone.now(),
        )


def test_whoever_may_not_act_is_given_nothing_to_decide():
    able, locked = a_user(Role.DIRECTOR), a_user(Role.DIRECTOR)
    requirement = asked_of(Role.DIRECTOR)
    a_certificate(able, requirement.qualification)

    assert list(User.objects.with_right("escalation.activate_limits")) == [able]
    assert set(User.objects.with_right("complaints.view_complaint")) >= {able, locked}


@pytest.mark.parametrize("is_asked", [False, True])
def test_a_request_costs_no_query_more(is_asked):
    agent, absent = a_user(), a_user()
    stands_in(agent, absent)
    if is_asked:
        a_certificate(agent, asked_of(Role.AGENT).qualification)
    browser = Client()
    browser.force_login(agent)
    browser.get("/admin/")
    with CaptureQueriesContext(connection) as asked:
        browser.get("/admin/")

    about = [query["sql"] for query in asked if "accounts_rolerequirement" in query["sql"]]
    # The person, and the delegations the person holds: both were asked for before there were certificates.
    assert len(about) == 2
    assert all('FROM "accounts_user"' in sql or 'FROM "accounts_delegation"' in sql for sql in about)


def test_nobody_puts_the_own_proposal_in_force():
    proposed = asked_of(Role.AGENT, in_force=False)

    with pytest.raises(NotPermitted):
        certificates.activate_requirement(proposed.pk, by=proposed.proposed_by, now=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleRequirement.objects.filter(pk=proposed.pk).update(
            activated_by=proposed.proposed_by, activated_at=timezone.now()
        )


def test_a_requirement_nobody_meets_yet_is_not_put_in_force_today():
    proposed = asked_of(Role.HANDLER, in_force=False)

    with pytest.raises(RuleBroken, match="Choose a later day"):
        certificates.activate_requirement(proposed.pk, by=a_user(Role.DIRECTOR), now=timezone.now())


def test_the_administrator_lifts_what_locks_everybody_out():
    requirement = asked_of(Role.DIRECTOR)
    director = a_user(Role.DIRECTOR)
    assert not again(director).has_perm("accounts.activate_rolerequirement")

    with pytest.raises(RuleBroken, match="Say why"):
        certificates.end_requirement(requirement.pk, reason=" ", by=a_user(Role.ADMINISTRATOR), now=timezone.now())
    certificates.end_requirement(requirement.pk, reason="试题有误", by=a_user(Role.ADMINISTRATOR), now=timezone.now())

    assert again(director).rights() == RIGHTS[Role.DIRECTOR]
