"""Early warning under hands that act at the same instant (MON-2)."""

from functools import partial

import pytest

from accounts.models import User
from accounts.roles import Role
from complaints.models import StaffNotice
from complaints.services.sweeps.news import read_news
from escalation.models import Incident, IncidentMember
from review.models import EarlyWarning, WarningLook
from review.services.warnings import following, handling
from tests.builders import NOON, a_user
from tests.races.crowd import one_of, together
from tests.review.surges import a_past, a_surge

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def surging():
    agent, supervisor = a_past(), a_user(Role.SUPERVISOR)
    a_surge(by=agent)
    read_news(by=User.objects.system(), now=NOON)
    return supervisor


def test_looks_at_once_open_one_warning_and_tell_once():
    supervisor, system = surging(), User.objects.system()
    together(*(partial(following.look_for_surges, by=system, now=NOON) for _ in range(3)))
    assert WarningLook.objects.count() == 1
    assert EarlyWarning.objects.count() == 1
    assert StaffNotice.objects.filter(to=supervisor, kind="warning").count() == 1


def test_two_clicks_make_one_incident():
    people = [surging(), a_user(Role.SUPERVISOR)]
    following.look_for_surges(by=User.objects.system(), now=NOON)
    pk = EarlyWarning.objects.get().pk
    one_of(together(*(partial(handling.make_incident, pk, by=one, now=NOON) for one in people)))
    assert Incident.objects.count() == 1
    assert IncidentMember.objects.present().count() == 9


def test_a_look_and_a_person_at_once_lose_nothing():
    supervisor, system = surging(), User.objects.system()
    following.look_for_surges(by=system, now=NOON)
    warning = EarlyWarning.objects.get()
    own = WarningLook.objects.create(due_at=NOON.replace(hour=5))
    together(
        partial(handling.acknowledge, warning.pk, by=supervisor, now=NOON),
        partial(following.look, own.pk, by=system, now=NOON.replace(hour=5)),
    )
    warning = EarlyWarning.objects.get()
    assert (warning.state, warning.owner) == ("acknowledged", supervisor)
    assert warning.numbers.count() == 2
