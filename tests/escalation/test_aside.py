"""What broke a sweep of escalation too often is named on the health page and tried again (F14)."""

import pytest

from accounts.models import User
from accounts.roles import Role
from complaints.crypto.contact import ContactKind
from complaints.services.sweeps import MOST_ATTEMPTS
from complaints.services.sweeps.aside import set_aside, set_aside_count, try_again
from complaints.states import State
from escalation.exports.making import make_waiting
from escalation.models import Affected, ApprovalStep, EvidencePackage, IncidentMember, Trace
from escalation.models.package import Recipient
from escalation.services import waiting
from escalation.services.incidents import affected, finding, membership
from escalation.services.packages import order_package
from escalation.services.submission import submit_proposal
from tests.builders import NOON, a_complaint, a_user, choices
from tests.escalation.incidents import confirmed, look, spoken

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def a_step():
    complaint = a_complaint(at=State.INVESTIGATING)
    submit_proposal(complaint.pk, message="抱歉", choices=choices("900"), by=complaint.handler, now=NOON)
    return complaint.number, ApprovalStep.objects.get().next_step_at


def a_trace():
    complaint = a_complaint()
    look(now=NOON)
    Trace.objects.update(look_at=NOON)
    return complaint.number, NOON


def a_member():
    incident, _supervisor, later = confirmed()
    owing = incident.members.order_by("pk").first()
    IncidentMember.objects.filter(pk=owing.pk).update(owed_at=later)
    return owing.complaint.number, later


def somebody_affected():
    incident, supervisor, later = confirmed()
    people = [("何静", {ContactKind.PHONE: "17000009999"})]
    affected.list_people(incident.pk, people=people, by=supervisor, now=later)
    spoken(incident, supervisor, now=later)
    return incident.number, Affected.objects.get().due_at


def a_package():
    complaint = a_complaint(at=State.INVESTIGATING)
    facts = {"profile": Recipient.COURT, "recipient": "杭州市西湖区人民法院", "purpose": "举证", "language": "zh-hans"}
    order_package(complaint.pk, **facts, by=a_user(Role.LEGAL), now=NOON)
    return complaint.number, NOON


def make_packages(*, by, now):
    return make_waiting(now=now)


@pytest.mark.parametrize(
    ("begin", "model", "sweep", "what"),
    [
        (a_step, ApprovalStep, waiting.tell_due_approvals, "Approval asked of: Supervisor"),
        (a_trace, Trace, finding.find_incidents, "Look for complaints with the same cause"),
        (a_member, IncidentMember, membership.serve_members, "What incident"),
        (somebody_affected, Affected, affected.tell_affected, "Statement to an affected customer"),
        (a_package, EvidencePackage, make_packages, "evidence package"),
    ],
)
def test_what_no_sweep_tries_any_more_is_named_and_tried_again(begin, model, sweep, what):
    number, since = begin()
    assert set_aside() == []
    model.objects.update(attempts=MOST_ATTEMPTS, failure="WrongKey")
    assert not sweep(by=User.objects.system(), now=since)
    (one,) = set_aside()
    assert (one.number, one.since, one.failure) == (number, since, "WrongKey")
    assert one.what.startswith(what)
    assert set_aside_count() == 1
    assert try_again(by=a_user(Role.ADMINISTRATOR)) == 1
    assert set_aside() == []
    assert sweep(by=User.objects.system(), now=since) == 1


def test_however_much_is_swept_one_question_tells_that_nothing_stands_aside(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert set_aside_count() == 0
