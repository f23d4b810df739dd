"""Deadline rules read by a person: a line for each kind, in the order of a complaint's life (SLA-1 to SLA-15)."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from complaints.admin.rule_lines import rule_lines
from complaints.models import DeadlineKind, Policy
from tests.builders import a_user
from tests.desk import desk_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def policy(preset="internet"):
    return Policy.objects.filter(preset=preset).get()


def test_every_rule_stands_in_exactly_one_line():
    lines = rule_lines(policy())
    assert sum(len(line.cases) for line in lines) == policy().rules.count() > len(lines)
    order = [kind.label for kind in DeadlineKind]
    assert [line.kind for line in lines] == sorted((line.kind for line in lines), key=order.index)


def test_the_most_urgent_case_comes_first_and_what_holds_otherwise_last():
    direction = next(line for line in rule_lines(policy()) if line.kind == DeadlineKind.DIRECTION.label)
    assert [case for case, _time in direction.cases] == ["S1", "S2", "S3", "otherwise"]
    assert direction.cases[0][1] == "2 h"
    assert direction.pauses
    started = next(line for line in rule_lines(policy()) if line.kind == DeadlineKind.INVESTIGATION.label)
    assert [time for _case, time in started.cases] == ["24 h", "48 h", "72 h", "72 h"]
    assert [case for case, _time in started.cases][::3] == ["priority High", "otherwise"]


def test_a_kind_with_one_rule_names_no_case():
    revisit = next(line for line in rule_lines(policy()) if line.kind == DeadlineKind.REVISIT.label)
    assert revisit.cases == [("", "24 h")]


def test_whoever_only_reads_gets_the_lines_and_no_field():
    desk = desk_of(a_user(Role.SUPERVISOR), language="en")
    page = desk.get(reverse("admin:complaints_policy_change", args=[policy().pk])).content.decode()
    assert "ru-rules" in page
    assert "rules-TOTAL_FORMS" not in page
