"""The services about complaints and people that may be the same, each called once (INT-6)."""

from complaints.models import Complaint, Likeness
from complaints.models import EventKind as K
from complaints.services import joining, likeness, merging, parting, splitting
from complaints.states import Demand, State
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
    merging.close_duplicate(it.pk, of_id=other_of(it).pk, reason="同一件事", by=by, now=NOON)


def merged(it):
    another(it)
    merge(it, it.received_by)


def undo(it, by):
    parting.undo_merge(it.pk, reason="不是一件事", by=by, now=NOON)


def split_off(it, by):
    part = splitting.Part("发票没开", "鸡蛋之外，发票也一直没开。", Demand.APOLOGY)
    splitting.split(it.pk, part, reason="两件事", by=by, now=NOON)


def join_them(it, by):
    joining.join_customers(it.pk, other_id=other_of(it).pk, reason="同一订单", by=by, now=NOON)


def joined(it):
    another(it)
    join_them(it, it.received_by)


def part_them(it, by):
    joining.part_customers(it.pk, reason="夫妻二人", by=by, now=NOON)


def rule_out(it, by):
    likeness.rule_out(it.pk, other_id=other_of(it).pk, by=by, now=NOON)


SAMENESS = {
    "complaints.merging.close_duplicate": Row(T, merge, (K.MERGED, K.MERGED_IN), ready=another),
    "complaints.parting.undo_merge": Row(T, undo, (K.SEPARATED, K.SEPARATED), ready=merged),
    "complaints.splitting.split": Row(T, split_off, (K.RECEIVED, K.SPLIT_OFF)),
    "complaints.joining.join_customers": Row(T, join_them, (K.CUSTOMERS_JOINED, K.CUSTOMERS_JOINED), ready=another),
    "complaints.joining.part_customers": Row(T, part_them, (K.CUSTOMERS_PARTED, K.CUSTOMERS_PARTED), ready=joined),
    "complaints.likeness.rule_out": Row(T, rule_out, (K.RULED_OUT,), ready=alike),
}
