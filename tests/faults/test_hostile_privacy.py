"""Contact data and codes where they must not be: logs, the record, addresses, tables, and second spellings of them."""

import io
import json
import logging
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from complaints.crypto.contact import ContactKind, mask_text, normal_form
from complaints.models import Complaint, ComplaintEvent, Delivery
from complaints.services.delivery import send_waiting
from complaints.services.tracking import look_up
from complaints.states import State
from tests.builders import NOON, a_complaint, a_user
from tests.customer import Customer, code_of
from tests.desk import desk_of
from tests.steps import contact_facts, post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
PHONE, MAIL, NAME = "17099987766", "canary.bird@example.cn", "欧阳金丝雀"


def told_by_everything():
    """All tables as they lie in the database."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            for row in cursor.fetchall():
                yield table, " ".join(str(cell) for cell in row)


@pytest.fixture
def logged():
    """Whatever reaches the root logger, with every field of it."""
    lines = io.StringIO()

    class Everything(logging.Handler):
        def emit(self, record):
            lines.write(json.dumps(record.__dict__, default=str, ensure_ascii=False) + record.getMessage())

    listener, root = Everything(level=logging.DEBUG), logging.getLogger()
    before = root.level
    root.addHandler(listener)
    root.setLevel(logging.DEBUG)
    for name in ("django.db.backends", "django.template"):
        logging.getLogger(name).setLevel(logging.WARNING)
    yield lines
    root.removeHandler(listener)
    root.setLevel(before)


def test_a44_a_name_a_phone_number_and_a_code_stand_nowhere_in_clear(logged, system_account, time_machine):
    time_machine.move_to(NOON, tick=False)
    customer = Customer()
    form = customer.opens_form()
    time_machine.shift(timedelta(minutes=1))
    customer.sends(form, contact=PHONE, name=NAME, order_number="")
    complaint, code = Complaint.objects.get(), code_of(form)
    assert look_up(complaint.number, code, client="somebody", now=NOON) == complaint
    customer.enters(complaint.number, code)
    customer.enters(complaint.number, "AAAA-AAAA-AAAA-A")
    agent = a_user(team=complaint.team.code)
    desk = desk_of(agent)
    history = desk.post(reverse("admin:complaints_complaint_history_of"), {"phone": PHONE})
    found = desk.post(reverse("admin:complaints_complaint_search"), {"q": PHONE})
    post(desk, complaint, "claim")
    shown = post(desk, complaint, "unmask", reason="回电")
    assert PHONE in shown.content.decode()
    post(desk, complaint, "contact", **contact_facts())
    post(desk, complaint, "renew-code")
    assert send_waiting(by=system_account, now=NOON + timedelta(hours=1)) == 2
    page = desk.get(reverse("admin:complaints_complaint_change", args=[complaint.pk]))
    secrets = (PHONE, NAME, code, code.replace("-", ""))
    for secret in secrets:
        assert secret not in logged.getvalue()
        assert secret not in page.content.decode() + history.content.decode()
        assert secret not in found["Location"]
    for table, row in told_by_everything():
        assert not [secret for secret in secrets if secret in row], table
    assert Delivery.objects.exists()
    assert ComplaintEvent.objects.count() > 5


@pytest.fixture
def system_account():
    return User.objects.system()


@pytest.mark.parametrize(
    "written",
    [
        "17099987766",
        "170 9998 7766",
        "170-9998-7766",
        "+8617099987766",
        "+86 170 9998 7766",
        "008617099987766",
        "8617099987766",
        "１７０９９９８７７６６",
        "010-99987766",
        "canary.bird@example.cn",
    ],
)
def test_a51_contact_data_inside_a_text_is_masked_however_it_is_written(written):
    masked = mask_text(f"请打{written},谢谢")
    assert written not in masked
    assert "****" in masked or "***@" in masked
    assert masked.startswith("请打")
    assert masked.endswith(",谢谢")


@pytest.mark.parametrize("written", ["E-20261118-70012345678", "202611-001", "¥17099.98", "订单 6123456789012345678"])
def test_a51_numbers_that_are_no_contacts_stay_as_they_are(written):
    assert mask_text(written) == written


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        (ContactKind.EMAIL, "victim<victim@example.cn>"),
        (ContactKind.EMAIL, "x,victim@example.cn"),
        (ContactKind.EMAIL, "x;victim@example.cn"),
        (ContactKind.EMAIL, '"x"victim@example.cn'),
        (ContactKind.EMAIL, "victim(1)@example.cn"),
        (ContactKind.EMAIL, "victim@example.cn\nBcc:x@example.cn"),
        (ContactKind.EMAIL, "victim@example.cn>"),
        (ContactKind.EMAIL, "victim@exa..cn."),
        (ContactKind.PHONE, "170999877661234"),
    ],
)
def test_a36_a_contact_has_no_second_spelling_that_passes_for_another(kind, written):
    """A dressed address reaches the same mailbox and would not count against its three receipts a day."""
    assert normal_form(kind, written) == ""


def test_a36_digits_of_another_script_are_the_same_number():
    assert normal_form(ContactKind.PHONE, "17٠９９９８７７６６") == PHONE


def test_a37_one_mailbox_written_in_many_ways_gets_three_receipts_a_day(time_machine):
    time_machine.move_to(NOON, tick=False)
    spellings = (MAIL, MAIL.upper(), f" {MAIL}", MAIL.replace("@", "＠"), MAIL.title(), f"x<{MAIL}>")
    forms = [(Customer(), written) for written in spellings]
    tokens = [customer.opens_form() for customer, _written in forms]
    time_machine.shift(timedelta(minutes=1))
    for number, ((customer, written), form) in enumerate(zip(forms, tokens, strict=True)):
        customer.sends(form, contact=written, description=f"第{number}次", order_number="")
    assert Complaint.objects.count() == 5
    assert Delivery.objects.count() == 3


def test_a03_the_record_taken_away_holds_no_contact_of_the_customer():
    complaint = a_complaint(at=State.CLOSED, contacts={ContactKind.PHONE: PHONE, ContactKind.EMAIL: MAIL}, name=NAME)
    desk = desk_of(a_user(Role.AUDITOR))
    for name in ("record", "chain"):
        text = desk.get(reverse(f"admin:complaints_complaint_{name}", args=[complaint.pk])).content.decode()
        assert not [secret for secret in (PHONE, MAIL, NAME) if secret in text], name
