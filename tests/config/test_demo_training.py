"""Training on the demo desk: a test worth taking, and certificates earned by it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Certificate, RoleRequirement
from config.demo.people import hire
from config.demo.training import train
from knowledge.models import Attempt, Drill, TrainingTest
from tests.knowledge.shelves import a_case

pytestmark = pytest.mark.django_db


def test_the_demo_desk_has_a_test_certificates_and_nobody_locked_out():
    now = timezone.now()
    people = hire(now=now)
    train(people, now=now)
    train(people, now=now)

    test = TrainingTest.objects.get()
    assert len(test.questions) >= 8
    assert Certificate.objects.living().count() == Attempt.objects.filter(is_passed=True).count() == 6
    soon = Certificate.objects.get(user=people["agent"])
    assert soon.is_valid(timezone.localdate())
    assert soon.valid_until - timezone.localdate() < timedelta(days=30)
    assert Attempt.objects.get(person=people["agent5"]).is_passed is False
    assert not RoleRequirement.objects.exists()


def test_published_cases_of_the_demo_become_drills():
    now = timezone.now()
    a_case()

    train(hire(now=now), now=now)

    assert Drill.objects.open().count() == 1
