"""Every state × every transition × every role, against a table written by hand from the requirement book."""

from datetime import timedelta
from itertools import cycle
from typing import NamedTuple

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.utils import translation

from accounts.models import User
from accounts.roles import Role
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import Category, Complaint, Merge, PauseReason
from complaints.services import closing, gate, investigation, merging, parting, pauses, proposal, revisit, triage
from complaints.states import Severity, State
from escalation.services import decision
from escalation.services.submission import submit_proposal
from tests.builders import NOON, a_complaint, a_user, choices

pytestmark = [pytest.mark.django_db, pytest.mark.either_database]
APPS = ("complaints", "escalation", "review", "knowledge")

R, T, I, P, X, V, C = State  # noqa: E741
OPEN = {R, T, I, P, X, V}
DESK = {Role.AGENT, Role.SUPERVISOR}
ABOVE = {Role.SUPERVISOR, Role.DIRECTOR}
#: QA makes revisit calls too, being nobody who handles complaints (REV-1).
ASKING = DESK | {Role.CURATOR, Role.CUSTOMER, Role.SYSTEM}


class Row(NamedTuple):
    sources: set
    target: State
    roles: set


TABLE = {
    "triage": Row({R}, T, DESK),
    "start_investigation": Row({T}, I, DESK | {Role.HANDLER}),
    "propose": Row({I, P}, P, DESK),
    "refuse_options": Row({P}, I, DESK | {Role.CUSTOMER}),
    "send_back": Row({P}, I, ABOVE),
    "accept": Row({P}, X, DESK | {Role.CUSTOMER}),
    "give_up_execution": Row({X}, P, DESK),
    "send_to_revisit": Row({X}, V, DESK | {Role.SYSTEM}),
    "close_satisfied": Row({V}, C, ASKING),
    "return_dissatisfied": Row({V}, I, ASKING),
    "close_unreached": Row({V}, C, ASKING),
    "close_by_decision": Row({I, P, V}, C, ABOVE),
    "reopen": Row({C}, I, ABOVE | {Role.CUSTOMER}),
    "close_duplicate": Row(OPEN, C, DESK),
    "separate_received": Row({C}, R, DESK),
    "separate_triaged": Row({C}, T, DESK),
    "separate": Row({C}, I, DESK),
    "withdraw": Row(OPEN, C, DESK | {Role.CUSTOMER}),
    "close_unanswered": Row({T, I, P}, C, {Role.SYSTEM}),
    "refuse": Row(OPEN, C, ABOVE),
}


def grade(complaint, by):
    triage.triage(
        complaint.pk,
        category=Category.objects.get(code="ecommerce.logistics.damage"),
        severity=Severity.S2,
        severity_reason="影响使用",
        impact="individual",
        handler=complaint.agent,
        by=by,
        now=NOON,
    )


def send_on(complaint, by):
    locked = gate.lock(complaint.pk, by=by)
    gate.move(locked, "send_to_revisit", by=by)
    locked.save()


def send_back(complaint, by):
    newest = complaint.proposals.order_by("pk").last()
    decision.send_back(newest.pk if newest else 0, reason="金额偏高", by=by, now=NOON)


SERVICES = {
    "triage": grade,
    "start_investigation": lambda it, by: investigation.start_investigation(it.pk, by=by, now=NOON),
    "propose": lambda it, by: proposal.propose(it.pk, message="道歉", choices=choices(), by=by, now=NOON),
    "refuse_options": lambda it, by: proposal.refuse(it.pk, reason="太少", via="phone", by=by, now=NOON),
    "send_back": send_back,
    "accept": lambda it, by: proposal.accept(it.pk, position=1, via="phone", by=by, now=NOON),
    "give_up_execution": lambda it, by: proposal.give_up_execution(it.pk, reason="缺货", by=by, now=NOON),
    "send_to_revisit": send_on,
    "close_satisfied": lambda it, by: revisit.close_satisfied(it.pk, satisfaction=5, by=by, now=NOON),
    "return_dissatisfied": lambda it, by: revisit.return_dissatisfied(
        it.pk, satisfaction=1, reason="没解决", by=by, now=NOON
    ),
    "close_unreached": lambda it, by: revisit.close_unreached(it.pk, by=by, now=NOON),
    "close_by_decision": lambda it, by: revisit.close_by_decision(it.pk, reason="已尽力", by=by, now=NOON),
    "reopen": lambda it, by: closing.reopen(it.pk, reason="又坏了", by=by, now=NOON),
    "close_duplicate": lambda it, by: merging.close_duplicate(
        it.pk, of_id=it.other.pk, reason="同一件事", by=by, now=NOON
    ),
    **dict.fromkeys(
        ("separate_received", "separate_triaged", "separate"),
        lambda it, by: parting.undo_merge(it.pk, reason="不是一件事", by=by, now=NOON),
    ),
    "withdraw": lambda it, by: closing.withdraw(it.pk, reason="不追究了", by=by, now=NOON),
    "close_unanswered": lambda it, by: pauses.end_at_bound(it.pauses.get().pk, by=by, now=NOON),
    "refuse": lambda it, by: closing.refuse_complaint(it.pk, reason="非本公司商品", by=by, now=NOON),
}


def prepare(complaint, name):
    """The facts a transition needs besides the state, brought about as the desk would."""
    if name in {"propose", "send_back"} and complaint.state == P:
        proposal.take_back(complaint.pk, reason="重写", by=complaint.agent, now=NOON)
    if name == "send_back" and complaint.state == P:
        submit_proposal(complaint.pk, message="道歉", choices=choices("1800.00"), by=complaint.agent, now=NOON)
    if name.startswith("separate") and complaint.state == C:
        merged(complaint, TABLE[name].target)
    if name == "close_unanswered":
        waited_for(complaint)
    if name == "close_by_decision":
        Complaint.objects.filter(pk=complaint.pk).update(dissatisfied_count=3)


def merged(complaint, state):
    """Closed as a duplicate when it stood at `state`."""
    Complaint.objects.filter(pk=complaint.pk).update(resolution="duplicate", duplicate_of=complaint.other)
    moved = {"state": state, "people": {"same_as": [], "of": complaint.complainant_id, "contacts": [], "orders": []}}
    moved |= dict.fromkeys(("checks", "promises", "deadlines", "tasks", "evidence"), ()) | {
        "severity": None,
        "seen": 0,
        "booked": 0,
    }
    into = {"into": complaint.other, "is_same_person": True, "by": complaint.agent, "at": NOON}
    Merge.objects.create(complaint=complaint, moved=moved, **into)


def waited_for(complaint):
    """The waiting is over and the customer was reminded."""
    complaint.pauses.all().delete()
    began = NOON - timedelta(days=3)
    complaint.pauses.create(
        reason=PauseReason.ANSWER,
        started_at=began,
        reminded_at=began,
        bound_at=NOON,
        next_step_at=NOON,
        by=complaint.agent,
    )


def everybody(agent):
    """One person of each role; those who handle this complaint where the role can."""
    people = {role: a_user(role) for role in Role if role not in {Role.AGENT, Role.SYSTEM, Role.CUSTOMER}}
    return people | {Role.AGENT: agent, Role.SYSTEM: User.objects.system(), Role.CUSTOMER: User.objects.customer()}


def everything():
    """How many rows the desk has of each kind, and its complaints whole: to see that nothing was written."""
    tables = [model._meta.db_table for app in APPS for model in apps.get_app_config(app).get_models()]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in tables))  # noqa: S608
        return sorted(cursor.fetchall()), list(Complaint.objects.order_by("pk").values())


def test_the_code_knows_exactly_the_transitions_of_the_table():
    in_code = {
        name: Row({one.source for one in method._django_fsm.transitions.values()}, target, None)
        for name in vars(Complaint.__mro__[1])
        if hasattr(method := getattr(Complaint, name), "_django_fsm")
        for target in {one.target for one in method._django_fsm.transitions.values()}
    }
    assert {name: (row.sources, row.target) for name, row in in_code.items()} == {
        name: (row.sources, row.target) for name, row in TABLE.items()
    }


@pytest.mark.parametrize("state", State)
def test_each_step_is_open_to_exactly_the_roles_and_states_of_the_table(state):
    agent = a_user()
    complaint = a_complaint(at=state, agent=agent)
    complaint.agent, complaint.other = agent, a_complaint(agent=agent)
    people = everybody(agent)
    for name, row in TABLE.items():
        with transaction.atomic():
            prepare(complaint, name)
            before = everything()
            for language, (role, by) in zip(cycle(("zh-hans", "en")), people.items(), strict=False):
                where = f"{name} by {role} at {state}"
                with translation.override(language):
                    if role not in row.roles:
                        # Legal decides about wording where it is asked: elsewhere there is nothing to decide.
                        is_nothing = (name, role) == ("send_back", Role.LEGAL) and state != P
                        is_refused(RuleBroken if is_nothing else NotPermitted, SERVICES[name], complaint, by, where)
                    elif state not in row.sources:
                        is_refused(RuleBroken, SERVICES[name], complaint, by, where)
                    else:
                        leads_to(row.target, SERVICES[name], complaint, by, where)
                assert everything() == before, where
            transaction.set_rollback(True)


def leads_to(target, service, complaint, by, where):
    with transaction.atomic():
        service(complaint, by)
        assert Complaint.objects.get(pk=complaint.pk).state == target, where
        transaction.set_rollback(True)


def is_refused(expected, service, complaint, by, where):
    with pytest.raises((NotPermitted, RuleBroken)) as refused:
        service(complaint, by)
    assert refused.type is expected, f"{where}: {refused.value}"
    assert len(str(refused.value)) > 5, where
