"""Group incidents under hands that act at the same instant (A31, F05, ESC-6)."""

from functools import partial

import pytest

from accounts.models import User
from accounts.roles import Role
from escalation.models import Incident, IncidentMember, StatementTold
from escalation.services.incidents import membership, response
from tests.builders import NOON, a_user
from tests.escalation.incidents import confirmed, six, spoken
from tests.races.crowd import one_of, together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_two_supervisors_confirm_at_once_and_one_is_told():
    six()
    pk, people = Incident.objects.get().pk, [a_user(Role.SUPERVISOR) for _ in range(2)]
    one_of(together(*(partial(response.confirm, pk, title="胀包", lead=one, by=one, now=NOON) for one in people)))
    assert Incident.objects.get().events.filter(kind="confirmed").count() == 1


def test_a_statement_told_by_two_sweeps_reaches_each_member_once():
    incident, supervisor, later = confirmed()
    spoken(incident, supervisor, now=later, text="这一批请不要食用。")
    membership.owe(incident, now=later)
    response.write_statement(incident.pk, text="这一批已下架。", by=supervisor, now=later)
    other = incident.responders.exclude(person=supervisor).get().person
    response.approve_statement(incident.pk, version=2, by=other, now=later)
    system = User.objects.system()
    together(*(lambda: membership.serve_members(by=system, now=later) for _ in range(3)))
    assert StatementTold.objects.filter(statement__version=2).count() == 6
    assert IncidentMember.objects.filter(told_version=2).count() == 6
