"""Every text of every service: refused in words at the door, or stored exactly as written; nothing in between (A45)."""

from datetime import timedelta

import pytest
from django.db import transaction

from accounts.models import Delegation
from accounts.roles import Role
from accounts.services.delegation import delegate
from complaints.crypto.contact import ContactKind
from complaints.errors import RuleBroken
from complaints.models import Complaint, ComplaintEvent, ContactPoint, Evidence, Order, Proposal
from complaints.services import assignment, closing, people, proposal, triage
from complaints.services.contacts import EDITABLE, correct_facts, record_contact
from complaints.services.evidence import add_evidence
from complaints.services.intake import receive
from complaints.services.options import Choice, Item
from complaints.services.record import faults_of
from complaints.services.tasks import assign_task, do_task
from complaints.states import Measure, State
from escalation.services import decision
from escalation.services.submission import submit_proposal
from knowledge.models import Nomination
from knowledge.services.nomination import nominate
from review.models import Revisit
from review.services.revisit import record
from tests.builders import NOON, a_caller, a_complaint, a_photo, a_receipt, a_user, choices, report_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

BAD = {"nul": "坏\x00了", "half a character": "坏\ud83d了", "the other half": "\udc69", "far too long": "长" * 100_001}
GOOD = ["👩‍👩‍👧 坏了", "𠮷野家的𪚥", "<b>&amp;'\"\\", "é e\u0301 ｆｕｌｌ"]
APOLOGY = (Item(Measure.NONE),)


def newest(kind):
    return ComplaintEvent.objects.filter(kind=f"complaints.{kind}").latest("pk").facts


def receipt_with(name):
    """`received` with the text in one field of the receipt, and where it lies afterwards."""
    return State.RECEIVED, lambda it, text: receive(a_receipt(**{name: text}), by=it.received_by, now=NOON)


def latest():
    return Complaint.objects.latest("pk")


RECEIPT = {
    "subject": lambda: latest().subject,
    "description": lambda: latest().description,
    "place": lambda: latest().place,
    "product": lambda: latest().product,
    "demand_note": lambda: latest().demand_note,
    "external_id": lambda: latest().external_id,
    "raw_text": lambda: latest().raw_text,
    "name": lambda: latest().complainant.name,
    "order_number": lambda: Order.objects.get().number,
}
TEXT_FACTS = [name for name in EDITABLE if name in {"subject", "description", "place", "product", "demand_note"}]


def offering(it, **changes):
    facts = {"message": "道歉", "choices": (Choice("致歉", APOLOGY),), "by": it.handler, "now": NOON}
    return proposal.propose(it.pk, **facts | changes)


def grading(it, text):
    grade = {"severity": "S3", "severity_reason": text, "impact": "individual", "handler": it.received_by}
    return triage.triage(it.pk, category=it.category, by=it.received_by, now=NOON, **grade)


def asking(it, text):
    asked = submit_proposal(it.pk, message="退款", choices=choices("1800.00"), by=it.handler, now=NOON)
    return decision.approve(asked.pk, comment=text, by=a_user(Role.SUPERVISOR), now=NOON)


def sending_back(it, text):
    asked = submit_proposal(it.pk, message="退款", choices=choices("1800.00"), by=it.handler, now=NOON)
    return decision.send_back(asked.pk, reason=text, by=a_user(Role.SUPERVISOR), now=NOON)


def assigning(it, text):
    due = NOON + timedelta(days=1)
    return assign_task(it.pk, title=text, department=it.department, due_at=due, by=it.handler, now=NOON)


def doing(it, **texts):
    task = it.tasks.get(stage="execution")
    facts = {"result": "已退", "reference": "TK-1", "by": a_user(Role.FINANCE), "now": NOON}
    return do_task(task.pk, files=[a_photo()], **facts | texts)


def revisiting(it, **texts):
    heard = {"channel": "phone", "reached": True, "rating": 1, "reason": "没解决"}
    return record(it.pk, by=a_caller(), now=NOON, **heard | texts)


def standing_in(it, text):
    day = NOON.date()
    absent = it.received_by
    return delegate(delegator=absent, delegate=a_user(), starts_on=day, ends_on=day, reason=text, by=absent, now=NOON)


def contact_with(kind):
    return lambda it, text: receive(a_receipt(contacts={kind: text}), by=it.received_by, now=NOON)


ACTS = {f"receipt {name}": (*receipt_with(name), read) for name, read in RECEIPT.items()} | {
    "wechat id": (State.RECEIVED, contact_with(ContactKind.WECHAT), lambda: ContactPoint.objects.latest("pk").value),
    "severity reason": (State.RECEIVED, grading, lambda: latest().severity_reason),
    "hand-over": (
        State.TRIAGED,
        lambda it, text: assignment.hand_over(it.pk, handler=a_user(), reason=text, by=it.handler, now=NOON),
        lambda: newest("handed_over")["reason"],
    ),
    "talk": (
        State.RECEIVED,
        lambda it, text: record_contact(
            it.pk, direction="out", channel="phone", summary=text, by=it.received_by, now=NOON
        ),
        lambda: latest().contacts.get().summary,
    ),
    "note of a file": (
        State.RECEIVED,
        lambda it, text: add_evidence(it.pk, upload=a_photo(), note=text, by=it.received_by, now=NOON),
        lambda: Evidence.objects.latest("pk").note,
    ),
    "task": (State.INVESTIGATING, assigning, lambda: latest().tasks.latest("pk").title),
    "result": (
        State.EXECUTING,
        lambda it, text: doing(it, result=text),
        lambda: latest().tasks.get(stage="execution").result,
    ),
    "reference": (State.EXECUTING, lambda it, text: doing(it, reference=text), lambda: latest().ledger.get().reference),
    "message": (
        State.INVESTIGATING,
        lambda it, text: offering(it, message=text),
        lambda: Proposal.objects.get().message,
    ),
    "improvement": (
        State.INVESTIGATING,
        lambda it, text: offering(it, improvement=text),
        lambda: Proposal.objects.get().improvement,
    ),
    "option": (
        State.INVESTIGATING,
        lambda it, text: offering(it, choices=(Choice(text, APOLOGY),)),
        lambda: Proposal.objects.get().options.get().title,
    ),
    "option in words": (
        State.INVESTIGATING,
        lambda it, text: offering(it, choices=(Choice("致歉", APOLOGY, text),)),
        lambda: Proposal.objects.get().options.get().description,
    ),
    "comment of the approver": (State.INVESTIGATING, asking, lambda: newest("proposal_approved")["comment"]),
    "reason of the approver": (State.INVESTIGATING, sending_back, lambda: Proposal.objects.get().reason),
    "taken back": (
        State.PROPOSED,
        lambda it, text: proposal.take_back(it.pk, reason=text, by=it.handler, now=NOON),
        lambda: Proposal.objects.get().reason,
    ),
    "refusal of the customer": (
        State.PROPOSED,
        lambda it, text: proposal.refuse(it.pk, reason=text, via="phone", by=it.handler, now=NOON),
        lambda: Proposal.objects.get().reason,
    ),
    "given up": (
        State.EXECUTING,
        lambda it, text: proposal.give_up_execution(it.pk, reason=text, by=it.handler, now=NOON),
        lambda: Proposal.objects.get().reason,
    ),
    "reason of the dissatisfied": (
        State.REVISIT,
        lambda it, text: revisiting(it, reason=text),
        lambda: Revisit.objects.get().reason,
    ),
    "advice": (State.REVISIT, lambda it, text: revisiting(it, advice=text), lambda: Revisit.objects.get().advice),
    "withdrawn": (
        State.RECEIVED,
        lambda it, text: closing.withdraw(it.pk, reason=text, by=it.received_by, now=NOON),
        lambda: latest().resolution_reason,
    ),
    "not accepted": (
        State.RECEIVED,
        lambda it, text: closing.refuse_complaint(it.pk, reason=text, by=a_user(Role.SUPERVISOR), now=NOON),
        lambda: latest().resolution_reason,
    ),
    "reopened": (
        State.CLOSED,
        lambda it, text: closing.reopen(it.pk, reason=text, by=a_user(Role.SUPERVISOR), now=NOON),
        lambda: newest("reopened")["reason"],
    ),
    "unmasked": (
        State.RECEIVED,
        lambda it, text: people.unmask(it.pk, reason=text, by=it.received_by, now=NOON),
        lambda: newest("contact_unmasked")["reason"],
    ),
    "nominated": (
        State.CLOSED,
        lambda it, text: nominate(it.pk, reason=text, by=it.handler, now=NOON),
        lambda: Nomination.objects.get().reason,
    ),
    "delegation": (State.RECEIVED, standing_in, lambda: Delegation.objects.get().reason),
}
for _name in TEXT_FACTS:
    ACTS[f"corrected {_name}"] = (
        State.RECEIVED,
        lambda it, text, name=_name: correct_facts(it.pk, facts={name: text}, by=it.received_by, now=NOON, seen=1),
        lambda name=_name: getattr(latest(), name),
    )
for _name in ("facts", "cause", "suggestion", "missed_reason"):
    ACTS[f"report {_name}"] = (
        State.INVESTIGATING,
        lambda it, text, name=_name: report_on(it.pk, by=it.handler, now=NOON, **{name: text}),
        lambda name=_name: getattr(latest().reports.get(), name),
    )


@pytest.mark.parametrize("act", ACTS)
def test_a_text_is_stored_exactly_or_refused_in_words(act):
    state, write, read = ACTS[act]
    complaint = a_complaint(at=state)
    for text in GOOD:
        with transaction.atomic():
            write(complaint, text)
            assert read() == text
            assert faults_of(Complaint.objects.get(pk=complaint.pk)) == []
            transaction.set_rollback(True)
    for text in BAD.values():
        with transaction.atomic():
            with pytest.raises(RuleBroken, match=r"characters; at most|is no text"):
                write(complaint, text)
            transaction.set_rollback(True)
