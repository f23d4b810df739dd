"""The whole record of one complaint as plain values under one mask: what the PDF prints and `record.json` holds.

Everything else is made from these values, so nothing masked here can show anywhere later.
"""

from django.utils.translation import gettext as _

from accounts.models import User
from complaints.models import ComplaintEvent
from complaints.services.message_words import STEPS
from complaints.services.record import faults_of
from complaints.telling.timeline import entries_of
from escalation.exports.profiles import PROFILES, Mask
from escalation.models import FinalLetter, OutsideMatter

_FORMAT = "redress-record-1"


def gather(package):
    """The record up to the head the package was ordered at; `attachments` are added by whoever stores the files."""
    complaint, profile = package.complaint, PROFILES[package.profile]
    events = list(
        ComplaintEvent.objects.filter(complaint=complaint, seq__lte=package.events_count)
        .select_related("by")
        .order_by("seq")
    )
    mask = Mask(profile, complaint, _staff_of(events))
    until = package.ordered_at
    return {
        "format": _FORMAT,
        "complaint": _complaint(complaint, mask),
        "complainant": _complainant(complaint, profile, mask),
        "chronology": _chronology(events, profile, mask),
        "contacts": _contacts(complaint, mask, until),
        "messages": _messages(complaint, mask, until),
        "reports": _reports(complaint, mask, until),
        "proposals": _proposals(complaint, profile, mask, until),
        "tasks": _tasks(complaint, mask, until),
        "ledger": _ledger(complaint, mask, until),
        "matters": _matters(complaint, mask, until),
        "letters": _letters(complaint, mask, until),
        "faults": [{"entry": fault.seq, "what": fault.what} for fault in faults_of(complaint)],
        "shown": [{"what": str(what), "in_full": is_full} for what, is_full in profile.lines()],
        "events": [_event(event, profile, mask) for event in events],
    }


def mask_for(package):
    """The mask of a package, for what is not in its record, such as names of files."""
    events = ComplaintEvent.objects.filter(complaint=package.complaint_id, seq__lte=package.events_count)
    return Mask(PROFILES[package.profile], package.complaint, _staff_of(events.select_related("by")))


def _staff_of(events):
    """Everybody of the house the record names as a doer; the accounts of customers and sweeps have no name to hide."""
    return User.objects.filter(pk__in={event.by_id for event in events}).exclude(employee_number="")


def _complaint(complaint, mask):
    return {
        "number": complaint.number,
        "subject": mask(complaint.subject),
        "description": mask(complaint.description),
        "channel": complaint.get_channel_display(),
        "received_at": complaint.received_at,
        "occurred_at": complaint.occurred_at,
        "place": mask(complaint.place),
        "product": mask(complaint.product),
        "category": str(complaint.category or ""),
        "demand": complaint.get_demand_display(),
        "demand_note": mask(complaint.demand_note),
        "demand_cny": complaint.demand_cny,
        "severity": complaint.get_severity_display(),
        "priority": complaint.get_priority_display(),
        "state": complaint.get_state_display(),
        "resolution": complaint.get_resolution_display(),
        "closed_at": complaint.closed_at,
        "handler": mask.person(complaint.handler) if complaint.handler else "",
        "order": complaint.order.number if complaint.order else "",
    }


def _complainant(complaint, profile, mask):
    person, order = complaint.complainant, complaint.order
    points = person.contact_points.all()
    return {
        "name": mask(person.name),
        "contacts": [
            {"kind": point.get_kind_display(), "value": point.value if profile.contacts else point.masked}
            for point in points
        ],
        "delivery_address": mask(order.delivery_address) if order else "",
    }


def _chronology(events, profile, mask):
    told = [event for event in events if event.kind not in profile.withheld]
    lines = zip(told, entries_of(told, mask=mask), strict=True)
    return [
        {
            "entry": entry.seq,
            "at": entry.at,
            "by": mask.person(event.by),
            "sentence": mask(entry.sentence),
            "words": [mask(words) for words in entry.words],
            "changes": [[mask(part) for part in change] for change in entry.changes],
        }
        for event, entry in lines
    ]


def _event(event, profile, mask):
    """As the chain has it; under another profile than the full one the content no longer gives the hash."""
    is_withheld = event.kind in profile.withheld
    facts = {} if is_withheld else mask.facts(event.facts)
    return {
        "seq": event.seq,
        "kind": event.kind,
        "by": mask.person(event.by),
        "at": event.at,
        "from": event.origin if profile.is_full else "",
        "facts": facts,
        "is_as_recorded": profile.is_full or facts == event.facts,
        "is_withheld": is_withheld,
        "previous_hash": event.previous_hash,
        "hash": event.hash,
    }


def _contacts(complaint, mask, until):
    return [
        {
            "at": contact.at,
            "direction": contact.get_direction_display(),
            "channel": contact.get_channel_display(),
            "reached": contact.reached,
            "by": mask.person(contact.by),
            "summary": mask(contact.summary),
        }
        for contact in complaint.contacts.filter(at__lte=until).select_related("by").order_by("at", "pk")
    ]


def _messages(complaint, mask, until):
    """What went to the customer; the code in a receipt is nobody else's."""
    return [
        {
            "at": delivery.sent_at or delivery.created_at,
            "channel": delivery.get_channel_display(),
            "state": delivery.get_state_display(),
            "subject": mask(delivery.subject),
            "text": _("(holds the tracking code)") if _holds_code(delivery) else mask(delivery.body),
        }
        for delivery in complaint.deliveries.filter(created_at__lte=until).order_by("created_at", "pk")
    ]


def _holds_code(delivery):
    return delivery.step not in STEPS or "code" in STEPS[delivery.step].variables


def _reports(complaint, mask, until):
    return [
        {
            "round": report.round,
            "at": report.at,
            "by": mask.person(report.by),
            "department": str(report.department),
            "responsibility": report.get_responsibility_display(),
            "facts": mask(report.facts),
            "cause": mask(report.cause),
            "suggestion": mask(report.suggestion),
        }
        for report in complaint.reports.filter(at__lte=until).select_related("by", "department")
    ]


def _proposals(complaint, profile, mask, until):
    rows = complaint.proposals.filter(proposed_at__lte=until).select_related("proposed_by", "approved_by", "chosen")
    return [
        {
            "round": proposal.round,
            "proposed_at": proposal.proposed_at,
            "proposed_by": mask.person(proposal.proposed_by),
            "status": proposal.get_status_display(),
            "message": mask(proposal.message),
            "improvement": mask(proposal.improvement),
            "options": [_option(option, proposal, mask) for option in proposal.options.all()],
            "offered_at": proposal.offered_at,
            "answered_at": proposal.answered_at,
            "answer": mask("\n".join(filter(None, (proposal.reason, proposal.wish)))),
            "content_sha256": proposal.content_hash,
            "approval": _approval(proposal, mask) if profile.decisions and proposal.approved_by_id else None,
        }
        for proposal in rows.prefetch_related("options__items").order_by("pk")
    ]


def _option(option, proposal, mask):
    return {
        "position": option.position,
        "title": mask(option.title),
        "description": mask(option.description),
        "chosen": option.pk == proposal.chosen_id,
        "items": [
            {"measure": item.get_measure_display(), "value_cny": item.value_cny, "quantity": item.quantity}
            for item in option.items.all()
        ],
    }


def _approval(proposal, mask):
    return {
        "by": mask.person(proposal.approved_by),
        "at": proposal.approved_at,
        "under_cny": proposal.approved_under_cny,
        "content_sha256": proposal.approved_hash,
    }


def _tasks(complaint, mask, until):
    return [
        {
            "task": mask(str(task)),
            "department": str(task.department),
            "due_at": task.due_at,
            "done_at": task.done_at,
            "result": mask(task.result),
        }
        for task in complaint.tasks.filter(created_at__lte=until).select_related("department").order_by("pk")
    ]


def _ledger(complaint, mask, until):
    return [
        {
            "at": entry.booked_at,
            "measure": entry.get_measure_display(),
            "value_cny": entry.value_cny,
            "reference": entry.reference,
            "by": mask.person(entry.booked_by),
        }
        for entry in complaint.ledger.filter(booked_at__lte=until).select_related("booked_by").order_by("pk")
    ]


def _matters(complaint, mask, until):
    matters = OutsideMatter.objects.filter(complaint=complaint, opened_at__lte=until).order_by("opened_at", "pk")
    return [
        {
            "body": matter.body.name,
            "reference": matter.reference,
            "claim": mask(matter.claim),
            "official": matter.official,
            "representative": mask.person(matter.representative),
            "received_on": matter.received_on,
            "accepted_on": matter.accepted_on,
            "answered_on": matter.answered_on,
            "hearing_at": matter.hearing_at,
            "decided_on": matter.decided_on,
            "result": matter.get_result_display(),
            "result_words": mask(matter.result_words),
            "terms": [{"name": term.name, "due_at": term.due_at, "source": term.source} for term in matter.terms.all()],
        }
        for matter in matters.select_related("body", "representative").prefetch_related("terms")
    ]


def _letters(complaint, mask, until):
    return [
        {
            "kind": letter.get_kind_display(),
            "at": letter.sent_at,
            "by": mask.person(letter.sent_by),
            "findings": mask(letter.findings),
            "offered": mask(letter.offered),
            "position": mask(letter.position),
            "places": letter.places,
        }
        for letter in FinalLetter.objects.filter(complaint=complaint, sent_at__lte=until)
        .select_related("sent_by")
        .order_by("sent_at", "pk")
    ]
