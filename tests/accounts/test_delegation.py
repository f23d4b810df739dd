from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.errors import NotPermitted, RuleBroken
from accounts.models import Delegation, Shift, User
from accounts.roles import OUTSIDE_DELEGATION, Role
from accounts.services.delegation import delegate, end_delegation
from tests.builders import NOON, a_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate(NOON)


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


def a_delegation(delegator, substitute, *, since=TODAY, until=TODAY, by=None, **changes):
    return delegate(
        **{"reason": "年假", "now": NOON, "starts_on": since, "ends_on": until, "by": by or delegator} | changes,
        delegator=delegator,
        delegate=substitute,
    )


def fresh(user):
    """The same person at the next request."""
    return User.objects.get(pk=user.pk)


def test_a_substitute_holds_the_rights_of_the_absent_besides_the_own():
    supervisor, agent = a_user(Role.SUPERVISOR), a_user()
    a_delegation(supervisor, agent)
    agent = fresh(agent)
    assert agent.has_perm("complaints.refuse_complaint")
    assert agent.has_perm("complaints.claim_complaint")
    assert not fresh(supervisor).has_perm("complaints.book_compensation")


@pytest.mark.parametrize(
    ("since", "until", "holds"),
    [(-1, -1, False), (-3, 0, True), (0, 0, True), (0, 5, True), (1, 5, False)],
)
def test_both_dates_are_included_and_no_other(since, until, holds):
    supervisor, agent = a_user(Role.SUPERVISOR), a_user()
    a_delegation(supervisor, agent, since=TODAY + timedelta(days=since), until=TODAY + timedelta(days=until))
    assert fresh(agent).has_perm("complaints.refuse_complaint") is holds


def test_midnight_is_that_of_the_desk_not_of_london():
    supervisor, agent = a_user(Role.SUPERVISOR), a_user()
    a_delegation(supervisor, agent, until=date(2026, 11, 18))
    with time_machine.travel("2026-11-18T15:59:00+00:00", tick=False):
        assert fresh(agent).has_perm("complaints.refuse_complaint")
    with time_machine.travel("2026-11-18T16:00:00+00:00", tick=False):
        assert not fresh(agent).has_perm("complaints.refuse_complaint")


def test_duties_are_not_passed_on_a_second_time():
    director, supervisor, agent = a_user(Role.DIRECTOR), a_user(Role.HANDLER), a_user()
    a_delegation(director, supervisor)
    a_delegation(supervisor, agent)
    assert fresh(supervisor).has_perm("escalation.decide_proposal")
    assert not fresh(agent).has_perm("escalation.decide_proposal")


def test_who_left_the_house_leaves_no_rights_behind():
    supervisor, agent = a_user(Role.SUPERVISOR), a_user()
    a_delegation(supervisor, agent)
    User.objects.filter(pk=supervisor.pk).update(is_active=False)
    assert not fresh(agent).has_perm("complaints.refuse_complaint")


def test_ending_early_takes_the_rights_back_at_once_and_twice_does_no_harm():
    supervisor, agent = a_user(Role.SUPERVISOR), a_user()
    delegation = a_delegation(supervisor, agent)
    end_delegation(delegation.pk, by=supervisor, now=NOON)
    again = end_delegation(delegation.pk, by=supervisor, now=NOON + timedelta(hours=1))
    assert again.ended_at == NOON
    assert not fresh(agent).has_perm("complaints.refuse_complaint")


def test_nobody_takes_somebody_elses_duties_by_themselves():
    supervisor, agent = a_user(Role.SUPERVISOR), a_user()
    with pytest.raises(NotPermitted):
        a_delegation(supervisor, agent, by=agent)
    with pytest.raises(NotPermitted):
        a_delegation(supervisor, agent, by=a_user())
    administrator = a_user(Role.ADMINISTRATOR)
    assert a_delegation(supervisor, agent, by=administrator).created_by == administrator


def test_only_the_absent_or_an_administrator_ends_it():
    supervisor, agent = a_user(Role.SUPERVISOR), a_user()
    delegation = a_delegation(supervisor, agent)
    with pytest.raises(NotPermitted):
        end_delegation(delegation.pk, by=agent, now=NOON)
    assert end_delegation(delegation.pk, by=a_user(Role.ADMINISTRATOR), now=NOON).ended_at == NOON


@pytest.mark.parametrize("outside", sorted(OUTSIDE_DELEGATION))
@pytest.mark.parametrize("gives", [True, False], ids=["gives", "takes"])
def test_administration_and_machines_never_take_part(outside, gives):
    agent, other = a_user(), a_user(outside)
    pair = (other, agent) if gives else (agent, other)
    administrator = a_user(Role.ADMINISTRATOR)
    with pytest.raises(RuleBroken):
        a_delegation(*pair, by=administrator)
    # Nor does a row written past the service count.
    Delegation.objects.create(
        delegator=pair[0], delegate=pair[1], starts_on=TODAY, ends_on=TODAY, reason="x", created_by=administrator
    )
    assert fresh(agent).roles_stood_in_for() == set()
    assert fresh(other).roles_stood_in_for() == set()


@pytest.mark.parametrize(
    "changes",
    [{"ends_on": TODAY - timedelta(days=1)}, {"reason": " "}, {"reason": "x" * 201}, {"reason": "a\x00"}],
    ids=["backwards", "no reason", "long reason", "nul"],
)
def test_what_is_missing_or_wrong_is_said_in_words(changes):
    supervisor, agent = a_user(Role.SUPERVISOR), a_user()
    with pytest.raises(RuleBroken) as refused:
        a_delegation(supervisor, agent, **changes)
    assert str(refused.value)
    assert not Delegation.objects.exists()


def test_nobody_stands_in_for_oneself():
    supervisor = a_user(Role.SUPERVISOR)
    with pytest.raises((NotPermitted, RuleBroken)):
        a_delegation(supervisor, supervisor)


def test_on_duty_means_on_shift_now_and_in_the_fast_lane_means_by_that_very_shift():
    agent, hour = a_user(), timedelta(hours=1)
    Shift.objects.create(user=agent, starts_at=NOON - hour, ends_at=NOON + hour)
    Shift.objects.create(user=agent, starts_at=NOON + 5 * hour, ends_at=NOON + 9 * hour, is_fast_lane=True)
    assert list(User.objects.on_duty(NOON)) == [agent]
    assert list(User.objects.on_duty(NOON, fast_lane=True)) == []
    assert list(User.objects.on_duty(NOON + 5 * hour, fast_lane=True)) == [agent]
    assert list(User.objects.on_duty(NOON + hour)) == []
