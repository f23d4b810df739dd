"""Closed complaints come before QA by rule, and the owners of old cases are told (KNO-1, KNO-2)."""

from datetime import timedelta

import pytest

from accounts.models import User
from accounts.roles import Role
from complaints.models import Complaint, NoticeKind, StaffNotice
from complaints.services.sweeps.news import read_news
from complaints.states import State
from knowledge.models import LibraryCase, Nomination, NominationRules
from knowledge.services.library.freshness import tell_stale
from knowledge.services.nominating import nominate_by_rule
from review.services.warnings import handling
from tests.architecture.warning_calls import a_warning
from tests.builders import NOON, a_complaint, a_user
from tests.knowledge.shelves import a_case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
SOON = NOON + timedelta(days=2)


def by_rule(now=SOON):
    return nominate_by_rule(by=User.objects.system(), now=now)


def closed(**fields):
    complaint = a_complaint(at=State.CLOSED)
    Complaint.objects.filter(pk=complaint.pk).update(closed_at=NOON, **fields)
    return complaint


def rules(**fields):
    none = {"best_rated_a_week": 0, "costly_from_cny": 0, "repeated_from": 0, "with_warnings": False}
    return NominationRules.objects.update_or_create(pk=1, defaults=none | fields)[0]


def test_what_was_grave_and_ended_very_satisfied_is_nominated_so_often_a_week():
    rules(best_rated_a_week=1)
    for _again in range(2):
        closed(severity="S1", satisfaction=5)

    assert by_rule() == 1
    assert by_rule(SOON + timedelta(hours=2)) == 0
    assert Nomination.objects.get().rule == "best_rated"


@pytest.mark.parametrize("fields", [{"severity": "S3"}, {"satisfaction": 4}, {"dissatisfied_count": 1}])
def test_the_ordinary_is_not_nominated(fields):
    rules(best_rated_a_week=5)
    closed(**{"severity": "S1", "satisfaction": 5} | fields)

    assert by_rule() == 0


@pytest.mark.parametrize(("limit", "count"), [(300, 1), (301, 0), (0, 0)])
def test_what_cost_so_much_is_nominated(limit, count):
    rules(costly_from_cny=limit)
    complaint = closed()
    proposal = complaint.accepted_proposal
    type(proposal).objects.filter(pk=proposal.pk).update(compensation_cny=300, approved_under_cny=500)

    assert by_rule() == count


def test_of_what_repeats_the_best_rated_one_is_nominated_once():
    rules(repeated_from=2)
    first = closed(product="破壁机", satisfaction=5)
    second = closed(product="破壁机", satisfaction=3)
    Complaint.objects.filter(pk=second.pk).update(category=first.category)

    assert by_rule() == 1
    assert by_rule(SOON + timedelta(hours=2)) == 0

    nomination = Nomination.objects.get()
    assert (nomination.complaint, nomination.rule) == (first, "repeated")
    assert "2 times in 30 days" in nomination.reason


def test_of_an_explained_warning_one_closed_complaint_is_nominated_once():
    rules(with_warnings=True)
    complaint = closed()
    warning = a_warning(complaint.category)
    read_news(by=User.objects.system(), now=SOON)
    handling.acknowledge(warning.pk, by=(by := a_user(Role.SUPERVISOR)), now=NOON)
    assert by_rule() == 0
    handling.explain(warning.pk, cause="problem", explanation="纸箱换了供应商", by=by, now=NOON)

    assert by_rule(SOON + timedelta(hours=2)) == 1
    assert by_rule(SOON + timedelta(hours=4)) == 0

    nomination = Nomination.objects.get()
    assert (nomination.complaint, nomination.rule) == (complaint, "warning")
    assert "纸箱换了供应商" in nomination.reason


def test_rules_that_are_off_name_nothing():
    rules(best_rated_a_week=5, is_active=False)
    closed(severity="S1", satisfaction=5)

    assert by_rule() == 0


def test_the_sweep_looks_once_an_hour():
    rules(best_rated_a_week=5)
    by_rule()
    closed(severity="S1", satisfaction=5)

    assert by_rule(SOON + timedelta(minutes=59)) == 0
    assert by_rule(SOON + timedelta(minutes=60)) == 1


def test_the_owner_is_told_once_that_a_case_is_due():
    version = a_case()
    due = NOON + timedelta(days=181)

    assert tell_stale(by=User.objects.system(), now=NOON) == 0
    assert tell_stale(by=User.objects.system(), now=due) == 1
    assert tell_stale(by=User.objects.system(), now=due) == 0

    notice = StaffNotice.objects.get(kind=NoticeKind.LIBRARY)
    assert notice.to == LibraryCase.objects.get().owner == version.entry.owner
