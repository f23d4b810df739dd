"""Every service called once, with the events it writes: what test_events.py walks."""

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from accounts.models import Department
from accounts.roles import Role
from complaints.models import Category, Complaint
from complaints.models import EventKind as K
from complaints.services import (
    assignment,
    care,
    chase,
    closing,
    commitments,
    contacts,
    entry,
    evidence,
    impartial,
    intake,
    investigation,
    people,
    progress,
    promise_figures,
    record,
    revisit,
    self_service,
    staff,
    tasks,
    triage,
    writing,
)
from complaints.states import Channel, State
from knowledge.models import Nomination
from knowledge.services import nomination
from tests.builders import NOON, a_photo, a_receipt, a_user, report_on

R, T, I, P, X, V, C = State  # noqa: E741
LATER = NOON + timedelta(days=1)

#: Called under another service's lock, or making rows that one stores: the event is the caller's.
INNER = {
    "complaints.approval.record_approval",
    "complaints.approval.record_send_back",
    "complaints.approval.record_yes",
    "complaints.assignment.tell_of_handler",
    "complaints.closing.end_early",
    "complaints.evidence.keep",
    "complaints.evidence.keep_and_record",
    "complaints.extension.lengthen",
    "complaints.grants.record_grant",
    "complaints.intake.contact_task",
    "complaints.intake.received_event",
    "complaints.intake.unchecked",
    "complaints.intake.store",
    "complaints.intake.written_down",
    "complaints.likeness.read",
    "complaints.pauses.begin",
    "complaints.pauses.end",
    "complaints.progress.tell_progress_together",
    "complaints.revisit.schedule_when_executed",
    "complaints.risk.clear",
    "complaints.risk.mark",
    "complaints.tasks.give",
}


class Row(NamedTuple):
    """What is called on a complaint standing `at` a state, and the kinds it writes; `ready` is done before."""

    at: State
    call: Callable
    kinds: tuple
    role: Role = Role.AGENT
    ready: Callable = lambda it: None
    facts: dict = {}


def grade(service, it, by, **facts):
    category = Category.objects.get(code="ecommerce.goods.quality")
    facts |= {"category": category, "severity": "S2", "severity_reason": "影响使用", "impact": "individual"}
    service(it.pk, by=by, now=NOON, **facts)


def give_task(it, by):
    logistics = Department.objects.get(code="logistics")
    tasks.assign_task(it.pk, title="核对", department=logistics, due_at=LATER, by=by, now=NOON)


def often_dissatisfied(it):
    Complaint.objects.filter(pk=it.pk).update(dissatisfied_count=3)


def nominated(it):
    nomination.nominate(it.pk, reason="处理得当", by=it.handler, now=NOON)


def talk(it, by):
    contacts.record_contact(it.pk, direction="out", channel=Channel.PHONE, summary="已致电", by=by, now=NOON)


def plan_care(it, by=None):
    care.remind_to_care(it.pk, due_on=LATER.date(), note="节日问候", by=by or it.received_by, now=NOON)


def calls_back(it):
    contacts.record_contact(
        it.pk,
        direction="out",
        channel=Channel.PHONE,
        summary="约定回电",
        next_contact_at=NOON + timedelta(hours=1),
        by=it.received_by,
        now=NOON,
    )


def promised(it):
    return it.deadlines.running().get(kind="commitment")


def owing(it):
    return it.deadlines.running().get(kind="progress")


def correct(it, by):
    seen = Complaint.objects.get(pk=it.pk).events_count
    contacts.correct_facts(it.pk, facts={"place": "二号仓"}, by=by, now=NOON, seen=seen)


def pay(it, by):
    task = it.tasks.open().first()
    tasks.do_task(task.pk, result="已退款", files=[a_photo()], reference="TK-1", by=by, now=NOON)


def postpone(it, by):
    task = it.tasks.open().first()
    tasks.postpone_task(task.pk, due_at=task.due_at + timedelta(days=1), reason="缺货", by=by, now=NOON)


def with_file(it):
    evidence.add_evidence(it.pk, upload=a_photo(), by=it.handler, now=NOON)


def decide(it, by):
    nomination.decide(Nomination.objects.get().complaint_id, verdict="taken", comment="", by=by, now=NOON)


S, D = Role.SUPERVISOR, Role.DIRECTOR
ROWS = {
    "complaints.intake.receive": Row(R, lambda it, by: intake.receive(a_receipt(), by=by, now=NOON), (K.RECEIVED,)),
    "complaints.entry.enter": Row(
        R,
        lambda it, by: entry.enter(a_receipt(), call_back_at=LATER, by=by, now=NOON),
        (K.RECEIVED, K.CONTACTED),
    ),
    "complaints.impartial.name_staff": Row(
        R,
        lambda it, by: impartial.name_staff(it.pk, person=a_user(), reason="客户说他挂了电话", by=by, now=NOON),
        (K.STAFF_NAMED,),
    ),
    "complaints.staff.mark_read": Row(R, lambda it, by: staff.mark_read(None, by=by, now=NOON), ()),
    "complaints.self_service.submit_form": Row(
        R,
        lambda it, by: self_service.submit_form(a_receipt(), uploads=[a_photo()], by=by, now=NOON),
        (K.RECEIVED, K.EVIDENCE_ADDED),
    ),
    "complaints.self_service.add_files": Row(
        R, lambda it, by: self_service.add_files(it.pk, uploads=[a_photo()], by=by, now=NOON), (K.EVIDENCE_ADDED,)
    ),
    "complaints.triage.triage": Row(R, lambda it, by: grade(triage.triage, it, by, handler=by), (K.TRIAGED,)),
    "complaints.triage.regrade": Row(T, lambda it, by: grade(triage.regrade, it, by), (K.REGRADED,)),
    "complaints.assignment.claim": Row(R, lambda it, by: assignment.claim(it.pk, by=by, now=NOON), (K.CLAIMED,)),
    "complaints.assignment.assign": Row(
        T, lambda it, by: assignment.assign(it.pk, handler=a_user(), by=by, now=NOON), (K.ASSIGNED,), S
    ),
    "complaints.assignment.hand_over": Row(
        T,
        lambda it, by: assignment.hand_over(it.pk, handler=a_user(), reason="休假", by=by, now=NOON),
        (K.HANDED_OVER,),
    ),
    "complaints.contacts.record_contact": Row(T, talk, (K.CONTACTED,)),
    "complaints.contacts.correct_facts": Row(T, correct, (K.CHANGED,)),
    "complaints.evidence.add_evidence": Row(
        T, lambda it, by: evidence.add_evidence(it.pk, upload=a_photo(), by=by, now=NOON), (K.EVIDENCE_ADDED,)
    ),
    "complaints.evidence.add_all": Row(
        T,
        lambda it, by: evidence.add_all(it.pk, uploads=[a_photo(), a_photo()], by=by, now=NOON),
        (K.EVIDENCE_ADDED, K.EVIDENCE_ADDED),
    ),
    "complaints.evidence.open_evidence": Row(
        T,
        lambda it, by: evidence.open_evidence(it.evidence.get().uuid, by=by, now=NOON),
        (K.EVIDENCE_OPENED,),
        ready=with_file,
    ),
    "complaints.people.unmask": Row(
        T, lambda it, by: people.unmask(it.pk, reason="回电", by=by, now=NOON), (K.CONTACT_UNMASKED,)
    ),
    "complaints.record.take_away": Row(
        T, lambda it, by: record.take_away(it.pk, by=by, now=NOON), (K.RECORD_EXPORTED,), role=S
    ),
    "complaints.closing.renew_tracking_code": Row(
        T, lambda it, by: closing.renew_tracking_code(it.pk, by=by, now=NOON), (K.TRACKING_CODE_RENEWED,)
    ),
    "complaints.investigation.start_investigation": Row(
        T, lambda it, by: investigation.start_investigation(it.pk, by=by, now=NOON), (K.INVESTIGATION_STARTED,)
    ),
    "complaints.investigation.file_report": Row(I, lambda it, by: report_on(it.pk, by=by, now=NOON), (K.REPORTED,)),
    "complaints.tasks.assign_task": Row(T, give_task, (K.TASK_ASSIGNED,)),
    "complaints.tasks.do_task": Row(X, pay, (K.TASK_DONE, K.REVISIT_DUE), Role.FINANCE),
    "complaints.tasks.postpone_task": Row(X, postpone, (K.TASK_POSTPONED,), Role.FINANCE),
    "complaints.revisit.record_attempt": Row(
        V,
        lambda it, by: revisit.record_attempt(
            it.pk, channel=Channel.PHONE, attempt=1, unreached="busy", by=by, now=NOON
        ),
        (K.REVISIT_ATTEMPTED,),
    ),
    "complaints.revisit.close_satisfied": Row(
        V, lambda it, by: revisit.close_satisfied(it.pk, satisfaction=4, by=by, now=NOON), (K.CLOSED,)
    ),
    "complaints.revisit.close_unreached": Row(
        V, lambda it, by: revisit.close_unreached(it.pk, by=by, now=NOON), (K.CLOSED,)
    ),
    "complaints.revisit.close_by_decision": Row(
        V,
        lambda it, by: revisit.close_by_decision(it.pk, reason="已尽力", by=by, now=NOON),
        (K.CLOSED,),
        S,
        often_dissatisfied,
    ),
    "complaints.revisit.return_dissatisfied": Row(
        V,
        lambda it, by: revisit.return_dissatisfied(it.pk, satisfaction=1, reason="没解决", by=by, now=NOON),
        (K.RETURNED_DISSATISFIED,),
    ),
    "complaints.closing.withdraw": Row(
        T, lambda it, by: closing.withdraw(it.pk, reason="不追究", by=by, now=NOON), (K.WITHDRAWN,)
    ),
    "complaints.closing.refuse_complaint": Row(
        T, lambda it, by: closing.refuse_complaint(it.pk, reason="非本司商品", by=by, now=NOON), (K.NOT_ACCEPTED,), S
    ),
    "complaints.closing.reopen": Row(
        C, lambda it, by: closing.reopen(it.pk, reason="又坏了", by=by, now=NOON), (K.REOPENED,), S
    ),
    "complaints.writing.write": Row(
        I, lambda it, by: writing.write(it.pk, text="今天15:30前回电", by=by, now=NOON), (K.MESSAGE_WRITTEN,)
    ),
    "complaints.care.keep_profile": Row(
        R,
        lambda it, by: care.keep_profile(it.pk, named_agent=by, best_time="", notes="", by=by, now=NOON),
        (K.PROFILE_KEPT,),
    ),
    "complaints.care.remind_to_care": Row(R, lambda it, by: plan_care(it, by), (K.CARE_PLANNED,)),
    "complaints.care.tell_care": Row(
        R, lambda it, by: care.tell_care(it.care_reminders.get().pk, by=by, now=LATER), (), Role.SYSTEM, plan_care
    ),
    "complaints.care.tell_due_care": Row(
        R, lambda it, by: care.tell_due_care(by=by, now=LATER), (), Role.SYSTEM, plan_care
    ),
    "complaints.chase.chase": Row(I, lambda it, by: chase.chase(it.pk, by=by, now=NOON), (K.CHASED,)),
    "complaints.commitments.make_good": Row(
        R, lambda it, by: commitments.make_good(promised(it), by=by, now=LATER), (K.MADE_GOOD,), Role.SYSTEM, calls_back
    ),
    "complaints.promise_figures.promise_figures": Row(
        R, lambda it, by: promise_figures.promise_figures(since=NOON, by=by, now=LATER), (), S
    ),
    "complaints.progress.tell_progress": Row(
        I,
        lambda it, by: progress.tell_progress(owing(it), by=by, now=LATER + timedelta(days=1)),
        (K.PROGRESS_TOLD,),
        Role.SYSTEM,
    ),
    "knowledge.nomination.nominate": Row(
        C, lambda it, by: nomination.nominate(it.pk, reason="处理得当", by=by, now=NOON), (K.NOMINATED,)
    ),
    "knowledge.nomination.decide": Row(C, decide, (K.NOMINATION_DECIDED,), Role.CURATOR, nominated),
}
