"""Many receipts at once give the same facts as one receipt each, or nothing at all."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from complaints.crypto.contact import ContactKind
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import (
    Complainant,
    Complaint,
    Deadline,
    DeadlineKind,
    Delivery,
    ImportBatch,
    ImportRow,
    ImportState,
    Order,
)
from complaints.services import bulk
from complaints.services.intake import receive
from complaints.services.record import faults_of, missing_numbers
from complaints.services.triage import triage
from complaints.states import Channel, Impact, Severity, State
from tests.builders import NOON, a_receipt, a_user
from tests.complaints.importing import a_confirmed, brought_in, finished

pytestmark = pytest.mark.django_db


@pytest.fixture
def supervisor():
    return a_user(Role.SUPERVISOR)


def receipts(count, **changes):
    return [a_receipt(external_id=f"X{serial}", **changes) for serial in range(count)]


def facts_of(complaint):
    own = (
        "number",
        "tracking_hash",
        "events_head",
        "id",
        "complainant_id",
        "external_id",
        "events_seal",
        "next_due_kind",
    )
    return {name: value for name, value in vars(complaint).items() if not name.startswith("_") and name not in own}


@pytest.mark.parametrize("channel", [Channel.PHONE, Channel.PLATFORM])
def test_a_complaint_of_many_is_the_one_that_a_single_receipt_gives(supervisor, channel):
    receipt = a_receipt(channel=channel, external_id="one", order_number="A1", name="李晓燕")
    single = receive(receipt, by=supervisor, now=NOON).complaint
    brought_in([replace(receipt, external_id="two")], supervisor)
    single, many = Complaint.objects.get(external_id="one"), Complaint.objects.get(external_id="two")
    assert facts_of(many) == facts_of(single)
    assert many.complainant == single.complainant
    assert sorted(many.deadlines.running().values_list("kind", "due_at", "minutes", "clock")) == sorted(
        single.deadlines.running()
        .exclude(kind=DeadlineKind.ACKNOWLEDGEMENT)
        .values_list("kind", "due_at", "minutes", "clock")
    )
    assert list(many.tasks.values_list("title", "stage", "department", "due_at")) == list(
        single.tasks.values_list("title", "stage", "department", "due_at")
    )


def test_numbers_follow_each_other_without_a_gap(supervisor):
    before = receive(a_receipt(), by=supervisor, now=NOON).complaint
    outcome = brought_in(receipts(3), supervisor)
    after = receive(a_receipt(), by=supervisor, now=NOON).complaint
    numbers = list(Complaint.objects.order_by("pk").values_list("number", flat=True))
    assert numbers == [f"202611-{serial:03d}" for serial in range(1, 6)]
    assert (before.number, outcome.first_number, outcome.last_number, after.number) == (
        *numbers[:2],
        numbers[3],
        numbers[4],
    )


def test_every_record_begins_with_the_receipt_and_holds(supervisor):
    batch = brought_in(receipts(3), supervisor)
    for complaint in Complaint.objects.all():
        (event,) = complaint.events.all()
        assert (event.kind, event.seq, event.facts["batch"]) == ("complaints.received", 1, str(batch.uuid))
        assert faults_of(complaint) == []


def test_nobody_is_written_to_and_nothing_of_it_runs_late(supervisor):
    brought_in(receipts(2), supervisor)
    assert not Delivery.objects.exists()
    assert not Deadline.objects.running().filter(kind=DeadlineKind.ACKNOWLEDGEMENT).exists()
    complaint = Complaint.objects.first()
    triage(
        complaint.pk,
        severity=Severity.S2,
        severity_reason="核心功能受阻",
        impact=Impact.INDIVIDUAL,
        category=complaint.category,
        handler=a_user(Role.AGENT),
        by=supervisor,
        now=NOON,
    )
    assert Complaint.objects.get(pk=complaint.pk).state == State.TRIAGED
    assert not Deadline.objects.running().filter(kind=DeadlineKind.ACKNOWLEDGEMENT).exists()


def test_one_customer_of_many_rows_is_one_person(supervisor):
    phone = {ContactKind.PHONE: "13800000001"}
    known = receive(a_receipt(contacts=phone, name="旧名"), by=supervisor, now=NOON).complaint.complainant
    rows = [
        a_receipt(external_id="1", contacts=phone | {ContactKind.EMAIL: "a@example.cn"}, name="新名"),
        a_receipt(external_id="2", contacts={ContactKind.EMAIL: "A@example.cn"}),
        a_receipt(external_id="3", contacts={ContactKind.WECHAT: "w1"}),
        a_receipt(external_id="4", contacts={ContactKind.WECHAT: "W1", ContactKind.PHONE: "13800000002"}),
    ]
    brought_in(rows, supervisor)
    assert Complainant.objects.count() == 2
    assert known.complaints.count() == 3
    assert Complainant.objects.get(pk=known.pk).name == "旧名"
    assert sorted(point.value for point in known.contact_points.all()) == ["13800000001", "a@example.cn"]


def test_an_order_known_fills_in_what_the_row_leaves_out(supervisor):
    owner = receive(a_receipt(), by=supervisor, now=NOON).complaint.complainant
    Order.objects.create(number="A1", product="鸡蛋", complainant=owner)
    rows = [
        a_receipt(external_id="1", contacts={}, order_number="A1"),
        a_receipt(external_id="2", order_number=" A2 "),
        a_receipt(external_id="3", order_number="A2"),
    ]
    brought_in(rows, supervisor)
    first = Complaint.objects.get(external_id="1")
    assert (first.complainant, first.product) == (owner, "鸡蛋")
    assert Order.objects.get(number="A2").complaints.count() == 2


def test_an_origin_is_taken_once_from_the_database_and_from_the_list(supervisor):
    receive(a_receipt(external_id="X1"), by=supervisor, now=NOON)
    rows = receipts(3)
    batch = brought_in([*rows, rows[0]], supervisor)
    assert (batch.imported_count, batch.known_count) == (2, 2)
    assert Complaint.objects.count() == 3


def test_nothing_new_takes_no_number(supervisor):
    rows = receipts(2)
    brought_in(rows, supervisor)
    batch = brought_in(rows, supervisor)
    assert (batch.imported_count, batch.known_count, batch.first_number) == (0, 2, "")
    assert batch.state == ImportState.IMPORTED
    assert receive(a_receipt(), by=supervisor, now=NOON).complaint.number == "202611-003"


@pytest.mark.parametrize(
    "wrong",
    [{"subject": " "}, {"contacts": {ContactKind.PHONE: "1"}}, {"place": "长" * 201}, {"order_number": "9" * 61}],
)
def test_one_wrong_receipt_leaves_nothing_of_all(supervisor, wrong):
    with pytest.raises(RuleBroken):
        brought_in([*receipts(3), a_receipt(external_id="bad", **wrong)], supervisor)
    assert not Complaint.objects.exists()
    assert not Complainant.objects.exists()
    assert receive(a_receipt(), by=supervisor, now=NOON).complaint.number == "202611-001"


def test_only_who_may_import_does():
    stranger = a_user(Role.HANDLER)
    batch = a_confirmed(stranger)
    with pytest.raises(NotPermitted):
        bulk.set_down(batch.pk, receipts(1), gone_through=1, by=stranger, now=NOON)
    with pytest.raises(NotPermitted):
        bulk.number(batch.pk, by=stranger, now=NOON)


def test_the_number_of_queries_does_not_grow_with_the_rows(supervisor):
    def queries(start, count):
        rows = [
            a_receipt(channel=Channel.PLATFORM, external_id=f"Q{start + serial}", order_number=f"O{start + serial}")
            for serial in range(count)
        ]
        with CaptureQueriesContext(connection) as captured:
            brought_in(rows, supervisor)
        return [query["sql"][:90] for query in captured]

    queries(0, 2)
    # SQLite inserts as many rows at once as have 999 values between them.
    few, many = queries(100, 4), queries(200, 12)
    assert len(many) == len(few), Counter(many) - Counter(few)


def test_nobody_sees_one_before_all_are_there(supervisor):
    batch, rows = a_confirmed(supervisor, rows=3), receipts(3)
    bulk.set_down(batch.pk, rows, gone_through=3, by=supervisor, now=NOON)
    bulk.number(batch.pk, by=supervisor, now=NOON)
    bulk.store(batch.pk)
    assert Complaint.everything.arriving().count() == 3
    assert not Complaint.objects.exists()
    assert not Complaint.objects.visible_to(supervisor).exists()
    assert not Deadline.objects.with_a_step_due(NOON + timedelta(days=9)).exists()
    assert missing_numbers() == []
    bulk.show(batch.pk, now=NOON)
    assert Complaint.objects.visible_to(supervisor).count() == 3
    assert Deadline.objects.with_a_step_due(NOON + timedelta(days=9)).exists()


def test_an_origin_that_is_coming_in_is_not_taken_a_second_time_meanwhile(supervisor, monkeypatch):
    monkeypatch.setattr(bulk, "CHUNK", 1)
    batch = a_confirmed(supervisor)
    bulk.set_down(batch.pk, receipts(2, channel=Channel.PHONE), gone_through=2, by=supervisor, now=NOON)
    bulk.number(batch.pk, by=supervisor, now=NOON)
    bulk.store(batch.pk)
    for origin in ("X0", "X1"):
        with pytest.raises(RuleBroken):
            receive(a_receipt(channel=Channel.PHONE, external_id=origin), by=supervisor, now=NOON)
    other = receive(a_receipt(channel=Channel.CHAT, external_id="X1"), by=supervisor, now=NOON).complaint
    finished(batch, supervisor)
    assert other.number == "202611-003"
    assert missing_numbers() == []
    again = receive(a_receipt(channel=Channel.PHONE, external_id="X1"), by=supervisor, now=NOON)
    assert (again.is_new, again.complaint.number) == (False, "202611-002")


def test_what_was_received_since_it_was_set_down_takes_no_number(supervisor):
    batch = a_confirmed(supervisor)
    bulk.set_down(batch.pk, receipts(3, channel=Channel.PHONE), gone_through=3, by=supervisor, now=NOON)
    receive(a_receipt(channel=Channel.PHONE, external_id="X1"), by=supervisor, now=NOON)
    batch = finished(batch, supervisor)
    assert (batch.imported_count, batch.known_count) == (2, 1)
    assert (batch.first_number, batch.last_number) == ("202611-002", "202611-003")
    assert missing_numbers() == []


def test_two_files_with_the_same_rows_bring_them_once(supervisor):
    first, second = a_confirmed(supervisor), a_confirmed(supervisor)
    for batch in (first, second):
        bulk.set_down(batch.pk, receipts(2, channel=Channel.PHONE), gone_through=2, by=supervisor, now=NOON)
    bulk.number(first.pk, by=supervisor, now=NOON)
    second = finished(second, supervisor)
    first = finished(first, supervisor)
    assert (first.imported_count, second.imported_count, second.known_count) == (2, 0, 2)
    assert Complaint.objects.count() == 2


def test_rows_lie_sealed_and_are_gone_when_they_are_complaints(supervisor):
    batch = a_confirmed(supervisor)
    rows = receipts(2, contacts={ContactKind.PHONE: "13812345678"})
    bulk.set_down(batch.pk, rows, gone_through=2, by=supervisor, now=NOON)
    with connection.cursor() as cursor:
        cursor.execute("SELECT receipt FROM complaints_importrow")
        assert "13812345678" not in str(cursor.fetchall())
    finished(batch, supervisor)
    assert not ImportRow.objects.exists()


class Killed(BaseException):
    """What no handler catches, as little as a process catches its end."""


@pytest.mark.parametrize("tenth", range(10))
def test_broken_off_at_any_tenth_it_goes_on_where_it_was(supervisor, monkeypatch, tenth):
    monkeypatch.setattr(bulk, "CHUNK", 1)
    batch, rows, stored = a_confirmed(supervisor, rows=10), receipts(10), []
    bulk.set_down(batch.pk, rows, gone_through=10, by=supervisor, now=NOON)
    bulk.number(batch.pk, by=supervisor, now=NOON)
    store = bulk._store

    def dying(*what, **how):
        store(*what, **how)
        stored.append(what)
        if len(stored) == tenth + 1:
            raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(bulk, "_store", dying)
        with pytest.raises(Killed):
            finished(batch, supervisor)
    assert ImportBatch.objects.get(pk=batch.pk).stored_count == Complaint.everything.count() == tenth
    assert not Complaint.objects.exists()
    batch = finished(batch, supervisor)
    assert (batch.imported_count, batch.first_number, batch.last_number) == (10, "202611-001", "202611-010")
    assert missing_numbers() == []
    assert all(faults_of(complaint) == [] for complaint in Complaint.objects.all())
