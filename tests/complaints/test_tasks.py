from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Department, User
from accounts.roles import Role
from accounts.services.delegation import delegate
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import Complaint, ComplaintEvent, EventKind, LedgerEntry, Task
from complaints.services.evidence import add_evidence
from complaints.services.proposal import accept
from complaints.services.tasks import assign_task, do_task, is_doer, postpone_task
from complaints.states import State
from complaints.telling.timeline import entries
from tests.builders import NOON, a_complaint, a_photo, a_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
HOUR = timedelta(hours=1)


def logistics():
    return Department.objects.get(code="logistics")


def a_task(complaint, **changes):
    facts = {"title": "调取派送记录", "department": logistics(), "due_at": NOON + 4 * HOUR, "now": NOON}
    return assign_task(complaint.pk, **facts | {"by": complaint.received_by} | changes)


def done(task, by, **changes):
    facts = {"result": "已办理", "files": [a_photo()], "reference": "TK-1", "by": by, "now": NOON + HOUR}
    return do_task(task.pk, **facts | changes)


@pytest.fixture
def refund():
    return a_complaint(at=State.EXECUTING).tasks.get(stage="execution")


def test_a_task_has_a_date_that_counts_as_a_deadline_until_it_is_done():
    complaint = a_complaint(at=State.INVESTIGATING)
    task = a_task(complaint, due_at=NOON + timedelta(minutes=1))
    assert (Complaint.objects.get().next_due_at, Complaint.objects.get().next_due_kind) == (task.due_at, "task")
    done(task, a_user(Role.HANDLER), files=[])
    assert complaint.deadlines.get(kind="task").met_at == NOON + HOUR
    assert Complaint.objects.get().next_due_kind != "task"


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"title": " "}, "what"),
        ({"title": "x" * 201}, "200"),
        ({"due_at": NOON}, "future"),
        ({"owner": "finance"}, "work"),
        ({"stage": "holiday"}, "holiday"),
    ],
)
def test_what_is_wrong_with_a_task_is_said(changes, word):
    complaint = a_complaint(at=State.INVESTIGATING)
    if "owner" in changes:
        changes = {"owner": a_user(Role.FINANCE)}
    with pytest.raises(RuleBroken, match=word):
        a_task(complaint, **changes)
    assert not complaint.tasks.exists()


def test_the_refund_waits_with_finance_and_the_rest_with_the_department(refund):
    assert refund.department.code == "finance"
    assert refund.compensation_cny == Decimal("89.00")


def test_only_finance_pays_out(refund):
    handler = refund.complaint.handler
    for by in (handler, a_user(Role.SUPERVISOR), a_user(Role.DIRECTOR), a_user(Role.HANDLER)):
        with pytest.raises(NotPermitted):
            done(refund, by)
    assert not LedgerEntry.objects.exists()
    done(refund, a_user(Role.FINANCE))
    assert LedgerEntry.objects.get().value_cny == Decimal("89.00")


def test_the_page_draws_the_button_by_the_same_rule(refund):
    complaint = refund.complaint
    doers = {role: is_doer(refund, complaint, a_user(role)) for role in (Role.FINANCE, Role.SUPERVISOR, Role.HANDLER)}
    assert doers == {Role.FINANCE: True, Role.SUPERVISOR: False, Role.HANDLER: False}
    assert not is_doer(refund, complaint, complaint.handler)


def test_an_executing_task_needs_its_proof(refund):
    finance = a_user(Role.FINANCE)
    with pytest.raises(RuleBroken, match="proof"):
        done(refund, finance, files=[])
    with pytest.raises(RuleBroken, match="done"):
        done(refund, finance, result=" ")
    with pytest.raises(RuleBroken, match="100"):
        done(refund, finance, reference="x" * 101)
    assert not LedgerEntry.objects.exists()


def test_exe_3_money_is_not_paid_without_its_reference(refund):
    finance = a_user(Role.FINANCE)
    for blank in ("", " 　"):
        with pytest.raises(RuleBroken, match="payment reference"):
            done(refund, finance, reference=blank)
    assert not LedgerEntry.objects.exists()
    done(refund, finance, reference="TK-9")
    assert LedgerEntry.objects.get().reference == "TK-9"


def test_what_no_money_is_paid_for_has_no_reference():
    complaint = a_complaint(at=State.PROPOSED)
    accept(complaint.pk, position=2, via="phone", by=complaint.handler, now=NOON)
    done(complaint.tasks.get(measure="coupon"), complaint.handler, reference="")
    assert LedgerEntry.objects.get().reference == ""


def test_what_is_done_is_done_once(refund):
    finance = a_user(Role.FINANCE)
    done(refund, finance)
    with pytest.raises(RuleBroken):
        done(refund, finance)
    assert LedgerEntry.objects.count() == 1
    assert refund.complaint.events.filter(kind=EventKind.TASK_DONE).count() == 1


def test_one_file_proves_every_task_it_was_handed_in_for_and_is_kept_once(client, refund):
    complaint, photo = refund.complaint, a_photo("签收单.png")
    added = add_evidence(complaint.pk, upload=photo, by=complaint.handler, now=NOON)
    pickup = a_task(complaint, stage="execution", title="上门取件", by=complaint.handler)
    for task, role in ((refund, Role.FINANCE), (pickup, Role.HANDLER)):
        photo.seek(0)
        done(task, a_user(role), files=[photo])
        assert [file.uuid for file in task.evidence.all()] == [added.uuid]
    assert complaint.evidence.count() == 1
    client.force_login(a_user(Role.SUPERVISOR))
    page = client.get(reverse("admin:complaints_complaint_change", args=[complaint.pk])).content.decode()
    assert page.count('<a class="cp-proof"') == 2


def test_the_last_task_sends_the_complaint_to_revisit(refund):
    done(refund, a_user(Role.FINANCE))
    complaint = Complaint.objects.get()
    assert complaint.state == State.REVISIT
    assert (complaint.next_due_kind, complaint.next_due_at) == ("revisit", NOON + 25 * HOUR)
    assert complaint.deliveries.filter(step="executed").exists()


def test_one_open_task_keeps_it_executing():
    from_two = a_complaint(at=State.EXECUTING, refund_cny="89.00")
    a_task(from_two, stage="execution", title="上门取件", by=from_two.handler)
    done(from_two.tasks.get(department__code="finance"), a_user(Role.FINANCE))
    assert Complaint.objects.get().state == State.EXECUTING
    done(from_two.tasks.get(department__code="logistics"), a_user(Role.HANDLER))
    assert Complaint.objects.get().state == State.REVISIT


def test_a_task_of_the_investigation_moves_nothing():
    complaint = a_complaint(at=State.INVESTIGATING)
    done(a_task(complaint), a_user(Role.HANDLER), files=[])
    assert Complaint.objects.get().state == State.INVESTIGATING
    assert not LedgerEntry.objects.exists()


def test_a_department_does_its_own_tasks_and_the_handler_or_somebody_above_steps_in():
    complaint = a_complaint(at=State.INVESTIGATING)
    for by in (a_user(Role.HANDLER), complaint.handler, a_user(Role.SUPERVISOR)):
        assert done(a_task(complaint), by, files=[]).done_by == by
    stranger = a_user(Role.HANDLER, department="technology")
    colleague = a_user()
    for by in (stranger, colleague, a_user(Role.LEGAL, department="legal"), a_user(Role.AUDITOR)):
        with pytest.raises(NotPermitted):
            done(a_task(complaint), by, files=[])


def test_a_substitute_pays_out_for_finance(refund):
    finance, agent = a_user(Role.FINANCE), a_user()
    today = timezone.localdate(NOON)
    delegate(delegator=finance, delegate=agent, starts_on=today, ends_on=today, reason="年假", by=finance, now=NOON)
    with time_machine.travel(NOON, tick=False):
        assert done(refund, User.objects.get(pk=agent.pk)).done_by == agent


def test_a_task_of_a_closed_complaint_is_cancelled_and_stays_undone():
    complaint = a_complaint(at=State.INVESTIGATING)
    task = a_task(complaint)
    Complaint.objects.filter(pk=complaint.pk).update(state="closed", resolution="withdrawn", closed_at=NOON)
    with pytest.raises(RuleBroken, match="closed"):
        done(task, a_user(Role.HANDLER), files=[])


def test_doing_a_task_takes_a_bounded_number_of_queries(refund, django_assert_max_num_queries):
    finance = a_user(Role.FINANCE)
    with django_assert_max_num_queries(45):
        done(refund, finance)


def postponed(task, by, **changes):
    return postpone_task(
        task.pk, **{"due_at": task.due_at + HOUR, "reason": "备件缺货", "by": by, "now": NOON + HOUR} | changes
    )


def test_a_task_that_takes_longer_gets_a_new_date_and_the_customer_is_told_at_once(refund):
    postponed(refund, refund.complaint.handler)
    complaint = Complaint.objects.get()
    moved = complaint.tasks.get(pk=refund.pk)
    assert moved.due_at == refund.due_at + HOUR
    deadline = complaint.deadlines.running().get(task=refund)
    assert (deadline.due_at, complaint.deadlines.filter(task=refund).count()) == (moved.due_at, 1)
    row = deadline.extensions.get()
    assert (row.due_before, row.due_after, row.reason) == (refund.due_at, moved.due_at, "备件缺货")
    assert complaint.events.get(kind=EventKind.TASK_POSTPONED).facts["reason"] == "备件缺货"
    told = complaint.deliveries.get(step="delayed")
    assert timezone.localtime(moved.due_at).strftime("%m-%d %H:%M") in told.body
    assert "备件缺货" not in told.body


def test_a_task_is_postponed_before_its_date_and_only_so_often(refund):
    handler = refund.complaint.handler
    with pytest.raises(RuleBroken, match="passed already"):
        postponed(refund, handler, now=refund.due_at + HOUR, due_at=refund.due_at + 9 * HOUR)
    for hours in (1, 2):
        postponed(refund, handler, due_at=refund.due_at + hours * HOUR)
    with pytest.raises(NotPermitted, match="2 times"):
        postponed(refund, handler, due_at=refund.due_at + 3 * HOUR)
    postponed(refund, a_user(Role.SUPERVISOR), due_at=refund.due_at + 3 * HOUR)
    assert Complaint.objects.get().tasks.get(pk=refund.pk).due_at == refund.due_at + 3 * HOUR


def test_the_customer_is_not_troubled_with_dates_of_an_investigation():
    complaint = a_complaint(at=State.INVESTIGATING)
    postponed(a_task(complaint), complaint.received_by)
    assert not complaint.deliveries.filter(step="delayed").exists()


@pytest.mark.parametrize(("changes", "word"), [({"reason": " "}, "why"), ({"due_at": NOON + 2 * HOUR}, "later")])
def test_a_new_date_is_later_and_has_a_reason(refund, changes, word):
    with pytest.raises(RuleBroken, match=word):
        postponed(refund, refund.complaint.handler, **changes)


def test_a_task_that_is_done_has_no_new_date_and_strangers_give_none(refund):
    with pytest.raises(NotPermitted):
        postponed(refund, a_user(Role.HANDLER))
    done(refund, a_user(Role.FINANCE), reference="TK-9")
    with pytest.raises(RuleBroken, match="done"):
        postponed(refund, refund.complaint.handler)


def test_com_2_what_the_desk_names_itself_is_read_by_everybody_in_their_own_language(refund):
    said = {"en": "Refund: 原路退款", "zh-hans": "退款：原路退款"}
    complaint, finance = refund.complaint, a_user(Role.FINANCE)
    postpone_task(refund.pk, due_at=refund.due_at + HOUR, reason="缺货", by=complaint.handler, now=NOON)
    assert said["zh-hans"] in complaint.deliveries.get(step="delayed").body
    done(refund, finance)
    for language, words in said.items():
        with translation.override(language):
            assert str(Task.objects.get(pk=refund.pk)) == words
            sentences = [entry.sentence for entry in entries(complaint)]
        assert sum(words in sentence for sentence in sentences) == 2


def test_int_7_the_first_contact_of_a_passive_channel_is_named_in_the_readers_language():
    complaint = a_complaint(channel="social")
    task = complaint.tasks.get()
    with translation.override("zh-hans"):
        assert str(task) == "联系客户"
    done(task, complaint.handler or complaint.received_by, files=[])
    assert entries(complaint)[0].sentence == "Task done: Contact the customer"


def test_exe_3_a_payment_that_breaks_off_leaves_neither_task_nor_money_done(refund, monkeypatch):
    def broken(*_arguments, **_facts):
        raise OSError("the record cannot be written")

    finance = a_user(Role.FINANCE)
    monkeypatch.setattr(ComplaintEvent, "record", broken)
    with pytest.raises(OSError, match="record"):
        done(refund, finance)
    refund.refresh_from_db()
    assert (refund.done_at, LedgerEntry.objects.count()) == (None, 0)
