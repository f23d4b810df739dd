"""What each part of the page shows of the complaint; every function asks a fixed number of queries."""

from itertools import groupby

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.admin.customer import profile_facts
from complaints.admin.panels import Panel, register
from complaints.admin.rows import tone_of
from complaints.admin.situation import doable_tasks, rows_of_customer
from complaints.crypto.keys import WrongKey
from complaints.models import Complaint, Split, Stage
from complaints.services.extension import is_extendable
from complaints.services.message_words import STEPS
from complaints.services.standstill import open_pause
from complaints.telling.day_words import provisional
from complaints.telling.timeline import entries

_MOST_OTHERS = 6
_LONG_TEXT = 280
_LONG_RECORD = 40
_FOLDER = "admin/complaints/page"


def summary(complaint, user):
    same_person = Q(complainant__in=rows_of_customer(complaint))
    same_order = Q(order=complaint.order_id) if complaint.order_id else Q()
    visible = Complaint.objects.visible_to(user)
    # What a file still brings is left out of lists; within another question that condition would read the table.
    seen = Complaint.everything.visible_to(user).order_by()
    others = visible.filter(same_person | same_order).exclude(pk=complaint.pk)
    return {
        "others": others.order_by("-received_at", "-pk")[:_MOST_OTHERS],
        "duplicates": visible.filter(duplicate_of=complaint).order_by("pk"),
        "split": Split.objects.filter(complaint=complaint, of__in=seen).select_related("of").first(),
        "is_long": len(complaint.description) > _LONG_TEXT,
    }


def deadlines(complaint, user):
    """What still runs, and apart from it what was met, with how much of it too late."""
    now, waiting = timezone.now(), open_pause(complaint)
    lines = [
        {
            "row": deadline,
            "kind": deadline.get_kind_display(),
            "task": str(deadline.task) if deadline.task_id else "",
            "standing": _standing(deadline, now),
            "tone": tone_of(deadline.due_at, now),
            "kept": deadline.due_at - deadline.paused_at if deadline.is_paused else None,
            "is_extendable": is_extendable(deadline, now),
            "provisional": provisional(deadline.due_at) if deadline.is_running and deadline.is_provisional else "",
        }
        for deadline in complaint.deadlines.filter(cancelled_at=None).select_related("task")
    ]
    met = [line for line in lines if line["row"].met_at]
    return {
        "waiting": waiting,
        "running": [line for line in lines if not line["row"].met_at],
        "met": met,
        "late_count": sum(line["standing"] == "late" for line in met),
    }


def _standing(deadline, now):
    if deadline.met_at:
        return "kept" if deadline.was_kept() else "late"
    if deadline.is_paused:
        return "still"
    return "overdue" if deadline.due_at < now else "running"


def person(complaint, user):
    return profile_facts(complaint)


def contacts(complaint, user):
    conversations = [
        {"at": contact.at, "contact": contact} for contact in complaint.contacts.select_related("by")[:100]
    ]
    now = timezone.now()
    sent = [
        {
            "at": delivery.created_at,
            "delivery": delivery,
            "text": _text_of(delivery),
            "is_unconfirmed": delivery.is_unconfirmed(now),
        }
        for delivery in complaint.deliveries.all()[:100]
    ]
    lines = sorted(conversations + sent, key=lambda line: line["at"], reverse=True)
    return {"lines": list(_folded(lines)), "count": len(conversations)}


def _folded(lines):
    """`lines` with all but the first of a run of progress messages in one; what went wrong stands alone."""
    for is_routine, run in groupby(lines, key=_is_routine):
        first, *rest = run
        yield first
        if is_routine and len(rest) > 1:
            yield {"at": rest[0]["at"], "folded": rest}
        else:
            yield from rest


def _is_routine(line):
    delivery = line.get("delivery")
    return (
        delivery is not None
        and delivery.step.startswith("progress")
        and not delivery.reason
        and not line["is_unconfirmed"]
    )


def _text_of(delivery):
    """What the message says; the code in it is the customer's alone."""
    holds_code = delivery.step not in STEPS or "code" in STEPS[delivery.step].variables
    try:
        return "" if holds_code else delivery.body
    except WrongKey:
        # A damaged message is parked; the page of its complaint stays.
        return ""


def evidence(complaint, user):
    files = list(complaint.evidence.select_related("added_by"))
    return {"files": files, "count": len(files)}


def investigation(complaint, user):
    doable = {task.pk for task in doable_tasks(complaint, user)}
    return {
        "reports": list(complaint.reports.all())[::-1],
        "tasks": [
            {"task": task, "is_mine": task.pk in doable}
            for task in complaint.tasks.all()
            if task.stage not in {Stage.EXECUTION, Stage.OUTSIDE} and not _is_held(task)
        ],
    }


def _is_held(task):
    """The minutes of a meeting stand on the page once, not for everybody who came."""
    return task.stage == Stage.MEETING and not task.is_open


def solution(complaint, user):
    proposals = list(complaint.proposals.all())[::-1]
    return {"proposals": proposals, "count": len(proposals)}


def execution(complaint, user):
    doable = {task.pk for task in doable_tasks(complaint, user)}
    ledger = list(complaint.ledger.select_related("booked_by"))
    return {
        "tasks": [
            {"task": task, "is_mine": task.pk in doable}
            for task in complaint.tasks.all()
            if task.stage in {Stage.EXECUTION, Stage.OUTSIDE}
        ],
        "ledger": ledger,
        "total_cny": sum(entry.value_cny for entry in ledger),
    }


def record(complaint, user):
    return {
        "entries": entries(complaint),
        "count": complaint.events_count,
        "is_long": complaint.events_count > _LONG_RECORD,
    }


for _panel in (
    Panel("summary", _("Summary"), f"{_FOLDER}/summary.html", 10, summary),
    Panel("contacts", _("Contacts"), f"{_FOLDER}/contacts.html", 30, contacts),
    Panel("evidence", _("Evidence"), f"{_FOLDER}/evidence.html", 40, evidence),
    Panel("investigation", _("Investigation"), f"{_FOLDER}/investigation.html", 50, investigation),
    Panel("solution", _("Solution"), f"{_FOLDER}/solution.html", 60, solution),
    Panel("execution", _("Execution"), f"{_FOLDER}/execution.html", 70, execution),
    Panel("deadlines", _("Deadlines"), f"{_FOLDER}/deadlines.html", 10, deadlines, is_aside=True),
    Panel("person", _("Complainant"), f"{_FOLDER}/person.html", 20, person, is_aside=True),
    Panel("record", _("Record"), f"{_FOLDER}/record.html", 90, record, is_aside=True),
):
    register(_panel)
