"""Any change the owner of the database makes to a record is found; nothing else is called a fault."""

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from complaints.models import Complaint, ComplaintEvent
from complaints.services.record import faults_of
from complaints.states import State
from tests.builders import a_complaint
from tests.guards import lifted

pytestmark = pytest.mark.django_db
EVENTS = "complaints_complaintevent"
LENGTH = 5

seq = st.integers(1, LENGTH)
text = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)
changes = st.one_of(
    st.tuples(st.just("kind"), seq, text),
    st.tuples(st.just("origin"), seq, text),
    st.tuples(st.just("previous_hash"), seq, text),
    st.tuples(st.just("hash"), seq, text),
    st.tuples(st.just("facts"), seq, st.sampled_from(['{"subject": "另一句话"}', "{}", "[]", "null"])),
    st.tuples(st.just("seq"), seq, st.integers(1, 9)),
    st.tuples(st.just("by"), seq, st.none()),
    st.tuples(st.just("at"), seq, st.integers(-(10**6), 10**6)),
    st.tuples(st.just("delete"), seq, st.none()),
    st.tuples(st.just("cut"), seq, st.booleans()),
    st.tuples(st.just("swap"), seq, seq),
    st.tuples(st.just("count"), seq, st.integers(0, 9)),
)


@pytest.fixture
def complaint():
    complaint = a_complaint(at=State.INVESTIGATING)
    assert complaint.events_count == LENGTH
    return complaint


@given(change=changes)
def test_a_record_changed_by_its_owner_is_found_out(complaint, change):
    before = snapshot()
    with transaction.atomic():
        with lifted() as cursor:
            make(cursor, complaint, *change)
        is_changed = snapshot() != before
        assert bool(faults_of(Complaint.objects.get())) == is_changed
        transaction.set_rollback(True)
    assert faults_of(Complaint.objects.get()) == []


def snapshot():
    heads = Complaint.objects.values_list("number", "events_count", "events_head")
    return list(heads), list(ComplaintEvent.objects.order_by("pk").values())


def make(cursor, complaint, change, at, value):
    if change in {"kind", "origin", "previous_hash", "hash"}:
        limit = {"kind": 60, "origin": 60}.get(change, 80)
        cursor.execute(f"UPDATE {EVENTS} SET {change} = %s WHERE seq = %s", [value[:limit], at])  # noqa: S608
    elif change == "facts":
        cursor.execute(f"UPDATE {EVENTS} SET facts = %s WHERE seq = %s", [value, at])  # noqa: S608
    elif change == "seq" and not complaint.events.filter(seq=value).exists():
        cursor.execute(f"UPDATE {EVENTS} SET seq = %s WHERE seq = %s", [value, at])  # noqa: S608
    elif change == "by":
        cursor.execute(
            f"UPDATE {EVENTS} SET by_id = (SELECT max(id) + 0 FROM accounts_user) WHERE seq = %s",  # noqa: S608
            [at],
        )
    elif change == "at":
        event = complaint.events.get(seq=at)
        moved = event.at.replace(microsecond=abs(value) % 10**6)
        cursor.execute(f"UPDATE {EVENTS} SET at = %s WHERE seq = %s", [stored(moved), at])  # noqa: S608
    elif change in {"delete", "cut"}:
        cursor.execute(f"DELETE FROM {EVENTS} WHERE seq {'=' if change == 'delete' else '>='} %s", [at])  # noqa: S608
        last = complaint.events.order_by("seq").last()
        if value:
            Complaint.objects.update(events_count=last.seq if last else 0, events_head=last.hash if last else "")
    elif change == "swap" and at != value:
        for seq_from, seq_to in ((at, 99), (value, at), (99, value)):
            cursor.execute(f"UPDATE {EVENTS} SET seq = %s WHERE seq = %s", [seq_to, seq_from])  # noqa: S608
    elif change == "count":
        Complaint.objects.update(events_count=value)


def stored(moment):
    return connection.ops.adapt_datetimefield_value(moment)
