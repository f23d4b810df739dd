"""The services about complaints and people that may be the same, each called once (INT-6)."""

from complaints.models import Complaint, Likeness
from complaints.models import EventKind as K
from complaints.services import closing, likeness
from complaints.states import State
from tests.architecture.service_calls import Row
from tests.builders import NOON, a_complaint

T = State.TRIAGED


def another(it):
    a_complaint(agent=it.received_by)


def other_of(it):
    return Complaint.objects.exclude(pk=it.pk).get()


def alike(it):
    """Another complaint, put before people as the same."""
    another(it)
    Likeness.objects.create(complaint=other_of(it), other=it, same_order=True, found_at=NOON)


def merge(it, by):
    closing.close_duplicate(it.pk, of_id=other_of(it).pk, by=by, now=NOON)


def rule_out(it, by):
    likeness.rule_out(it.pk, other_id=other_of(it).pk, by=by, now=NOON)


SAMENESS = {
    "complaints.closing.close_duplicate": Row(T, merge, (K.MERGED, K.MERGED_IN), ready=another),
    "complaints.likeness.rule_out": Row(T, rule_out, (K.RULED_OUT,), ready=alike),
}
