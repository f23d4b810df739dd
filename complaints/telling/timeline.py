"""The record as a person reads it: every event a plain sentence, with what was before and after (AUD-1)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from complaints.crypto.contact import mask_text
from complaints.models import ComplaintEvent, EventKind
from complaints.telling.facts import categories_in, field_label, told

SENTENCES = {
    EventKind.RECEIVED: _("Received by %(channel)s"),
    EventKind.CHANGED: _("Facts corrected"),
    EventKind.TRIAGED: _("Graded and given to %(handler)s"),
    EventKind.REGRADED: _("Grade changed"),
    EventKind.REPINNED: _("Deadlines counted anew by version %(version)s of the rules, before %(version_before)s"),
    EventKind.RECOUNTED: _("Deadlines counted anew, because the calendar of working days changed"),
    EventKind.ORDER_FOUND: _("Filled in from order %(order)s; customer tier: %(tier)s"),
    EventKind.CLAIMED: _("Claimed"),
    EventKind.ASSIGNED: _("Assigned to %(handler)s"),
    EventKind.HANDED_OVER: _("Handed over from %(before)s to %(handler)s"),
    EventKind.DEPARTMENT_CHANGED: _("Handed to %(department)s"),
    EventKind.OWNER_DISPUTED: _("Third hand-over: a referee decides whether %(department)s answers for it"),
    EventKind.OWNER_RULED: _("Decided: %(department)s answers for it"),
    EventKind.CONTACTED: _("%(direction)s by %(channel)s"),
    EventKind.EVIDENCE_ADDED: _("Evidence added"),
    EventKind.EVIDENCE_OPENED: _("Evidence opened"),
    EventKind.CONTACT_UNMASKED: _("Contact data viewed"),
    EventKind.RECORD_EXPORTED: _("Record taken away as a file"),
    EventKind.TRACKING_CODE_RENEWED: _("Tracking code renewed"),
    EventKind.INVESTIGATION_STARTED: _("Investigation started"),
    EventKind.TASK_ASSIGNED: _("Task for %(department)s by %(due)s: %(task)s"),
    EventKind.TASK_DONE: _("Task done: %(task)s"),
    EventKind.TASK_POSTPONED: _("Task postponed to %(due)s: %(task)s"),
    EventKind.REPORTED: _("Report of round %(round)s filed: %(responsibility)s, %(department)s"),
    EventKind.PROPOSED: _("Solution proposed, worth up to %(compensation_cny)s: %(options)s"),
    EventKind.PROPOSAL_APPROVED: _("Proposal of %(compensation_cny)s approved under a limit of %(limit_cny)s"),
    EventKind.PROPOSAL_SENT_BACK: _("Proposal sent back"),
    EventKind.PROPOSAL_WITHDRAWN: _("Proposal taken back"),
    EventKind.OFFERED: _("Offered to the customer"),
    EventKind.ACCEPTED: _("Customer chose “%(option)s” (%(via)s)"),
    EventKind.REFUSED: _("Customer refused every option (%(via)s)"),
    EventKind.EXECUTION_IMPOSSIBLE: _("Execution turned out impossible"),
    EventKind.REVISIT_DUE: _("Everything executed; revisit due %(due)s"),
    EventKind.REVISIT_ATTEMPTED: _("Revisit attempt %(attempt)s by %(channel)s: %(unreached)s"),
    EventKind.RETURNED_DISSATISFIED: _("Customer is “%(satisfaction)s”: back to investigation, round %(round)s"),
    EventKind.CLOSED: _("Closed: %(resolution)s"),
    EventKind.WITHDRAWN: _("Withdrawn by the customer"),
    EventKind.MERGED: _("Closed as a duplicate of %(of)s"),
    EventKind.MERGED_IN: _("Duplicate %(duplicate)s merged in"),
    EventKind.SEPARATED: _("No longer one with %(other)s: the merge was taken back"),
    EventKind.SPLIT_OFF: _("Part of it split off as %(new)s"),
    EventKind.CUSTOMERS_JOINED: _("Customer taken for the same person as that of %(other)s"),
    EventKind.CUSTOMERS_PARTED: _("Customer is not the same person as that of %(other)s"),
    EventKind.RULED_OUT: _("Not the same as %(other)s"),
    EventKind.NOT_ACCEPTED: _("Not accepted"),
    EventKind.REOPENED: _("Reopened for round %(round)s"),
    EventKind.PAUSED: _("%(waits_for)s, until %(until)s"),
    EventKind.RESUMED: _("The clock runs again"),
    EventKind.CUSTOMER_REMINDED: _("Customer reminded; we wait until %(until)s"),
    EventKind.DEADLINE_EXTENDED: _("%(deadline)s extended to %(due)s, was due %(was_due)s"),
    EventKind.DEADLINE_NEAR: _("Reminder: %(deadline)s is due %(due)s"),
    EventKind.DEADLINE_MISSED: _("Deadline missed: %(deadline)s was due %(due)s"),
    EventKind.DEADLINE_STILL_MISSED: _("Still open: %(deadline)s was due %(due)s"),
    EventKind.ESCALATED_BY_TIME: _("Escalated by rule: %(deadline)s was due %(due)s"),
    EventKind.PROGRESS_TOLD: _("Customer told how it stands; next news by %(promised)s"),
    EventKind.MADE_GOOD: _("Apologised for the promise of %(due)s, with a coupon of %(compensation_cny)s"),
    EventKind.RISK_MARKED: _("High risk: %(signs)s"),
    EventKind.RISK_CLEARED: _("No longer marked as high risk"),
    EventKind.CHASED: _("The customer presses (no. %(count)s)"),
    EventKind.PROFILE_KEPT: _("Service profile kept"),
    EventKind.CARE_PLANNED: _("Care planned for %(on)s"),
    EventKind.MESSAGE_WRITTEN: _("Wrote to the customer"),
    EventKind.MESSAGE_SENT: _("Message sent to the customer by %(channel)s"),
    EventKind.MESSAGE_ARRIVED: _("Message arrived at the customer (%(channel)s)"),
    EventKind.MESSAGE_REROUTED: _("Message did not leave by %(failed_on)s and goes by %(channel)s: %(why)s"),
    EventKind.MESSAGE_PARKED: _("Message by %(channel)s could not be sent: %(why)s"),
    EventKind.MESSAGE_RESENT: _("Message sent again, by %(channel)s"),
    EventKind.LETTER_HELD: _("A letter by %(channel)s is held back: nothing proves who sent it"),
    EventKind.LETTER_SET_ASIDE: _("Held letter set aside"),
    EventKind.FILE_NOT_KEPT: _("A file that arrived could not be kept"),
    EventKind.STAFF_NAMED: _("The complaint is about an employee: %(staff)s"),
    EventKind.APPROVAL_REQUESTED: _("Approval of %(compensation_cny)s asked of: %(asked)s"),
    EventKind.APPROVAL_GIVEN: _("Agreed for: %(asked)s"),
    EventKind.APPROVAL_REMINDED: _("Reminded: %(asked)s decides by %(due)s"),
    EventKind.APPROVAL_RAISED: _("Nobody decided for: %(asked)s; it goes to: %(goes_to)s"),
    EventKind.ESCALATED: _("Escalated to “%(level)s”: %(trigger)s"),
    EventKind.ESCALATED_AGAIN: _("Another reason for “%(level)s”: %(trigger)s"),
    EventKind.STEPPED_IN: _("Stepped in at the level “%(level)s”"),
    EventKind.ESCALATION_RESOLVED: _("Resolved at the level “%(level)s”"),
    EventKind.HANDED_BACK: _("Handed back by “%(level)s” to “%(to_level)s” with instructions"),
    EventKind.INCIDENT_JOINED: _("Part of group incident %(incident)s"),
    EventKind.INCIDENT_TOLD: _("Customer told statement %(version)s of group incident %(incident)s"),
    EventKind.INCIDENT_LEFT: _("Taken out of group incident %(incident)s"),
    EventKind.ESCALATION_LAPSED: _("Escalation ended with the complaint"),
    EventKind.MATTER_OPENED: _("Matter with %(body)s opened, notice of %(on)s"),
    EventKind.MATTER_HEARING_SET: _("%(body)s hears us %(due)s"),
    EventKind.MATTER_TAKEN_UP: _("%(body)s took the matter up on %(on)s"),
    EventKind.MATTER_HEARD: _("%(body)s heard us on %(on)s"),
    EventKind.MATTER_ANSWERED: _("We answered %(body)s on %(on)s"),
    EventKind.MATTER_DECIDED: _("%(body)s decided on %(on)s"),
    EventKind.MATTER_CLOSED: _("Matter with %(body)s closed: %(outcome)s"),
    EventKind.FINAL_LETTER_SENT: _("Letter sent to the customer: %(letter)s"),
    EventKind.PACKAGE_MADE: _("Evidence package made for %(recipient)s (%(profile)s)"),
    EventKind.PACKAGE_OPENED: _("Evidence package for %(recipient)s taken away (%(profile)s)"),
    EventKind.MEETING_CONVENED: _("Joint meeting called for %(due)s: %(participants)s"),
    EventKind.MINUTES_RECORDED: _("Minutes of the joint meeting recorded; decisions handed out: %(count)s"),
    EventKind.CAUSE_OWED: _("Severity %(severity)s: its root cause is owed by %(due)s"),
    EventKind.CAUSE_OVERDUE: _("Reminder: its root cause was due %(due)s"),
    EventKind.CAUSE_WAIVED: _("No root cause analysis"),
    EventKind.CAUSE_JOINED: _("Part of root cause analysis %(analysis)s"),
    EventKind.CAUSE_LEFT: _("Taken out of root cause analysis %(analysis)s"),
    EventKind.CAUSE_FOUND: _("Root cause by %(analysis)s: %(code)s"),
    EventKind.CAUSE_TAKEN_UP: _("Root cause analysis %(analysis)s taken up again"),
    EventKind.IMPROVEMENT_PLANNED: _("Improvement %(improvement)s planned: %(title)s"),
    EventKind.IMPROVEMENT_EFFECTIVE: _("Improvement %(improvement)s proved effective"),
    EventKind.IMPROVEMENT_REOPENED: _("Improvement %(improvement)s was not effective and is open again"),
    EventKind.INSPECTED: _("Inspected for quality in “%(inspection)s”"),
    EventKind.INSPECTION_APPEALED: _("Appealed against the inspection of “%(inspection)s”"),
    EventKind.INSPECTION_APPEAL_DECIDED: _("Appeal against the inspection of “%(inspection)s” decided"),
    EventKind.SURVEY_SENT: _("Customer asked by a survey link, open until %(until)s"),
    EventKind.REVISIT_GIVEN: _("Revisit call of %(due)s is %(caller)s's"),
    EventKind.OVERSEER_NAMED: _("%(overseer)s watches over it after %(count)s dissatisfied rounds"),
    EventKind.NOMINATED: _("Nominated for the case library"),
    EventKind.NOMINATION_DECIDED: _("Nomination decided"),
    EventKind.CASE_PUBLISHED: _("Published in the case library as %(case)s"),
    EventKind.PLAYBOOK_FOLLOWED: _("Follows playbook %(playbook)s, version %(version)s: %(title)s"),
    EventKind.WORDS_INSERTED: _("Words of %(entry)s, version %(version)s, inserted: %(title)s"),
}

#: What a supervisor skims: the moves of the complaint and who has it.
MAIN = frozenset(SENTENCES) - {
    EventKind.CHANGED,
    EventKind.ORDER_FOUND,
    EventKind.EVIDENCE_ADDED,
    EventKind.EVIDENCE_OPENED,
    EventKind.CONTACT_UNMASKED,
    EventKind.RECORD_EXPORTED,
    EventKind.PACKAGE_OPENED,
    EventKind.TRACKING_CODE_RENEWED,
    EventKind.CUSTOMER_REMINDED,
    EventKind.PROGRESS_TOLD,
    EventKind.MESSAGE_SENT,
    EventKind.MESSAGE_ARRIVED,
    EventKind.MESSAGE_REROUTED,
    EventKind.MESSAGE_PARKED,
    EventKind.MESSAGE_RESENT,
    EventKind.LETTER_HELD,
    EventKind.LETTER_SET_ASIDE,
    EventKind.FILE_NOT_KEPT,
    EventKind.DEADLINE_NEAR,
    EventKind.DEADLINE_MISSED,
    EventKind.DEADLINE_STILL_MISSED,
    EventKind.TASK_ASSIGNED,
    EventKind.REVISIT_ATTEMPTED,
    EventKind.APPROVAL_REMINDED,
    EventKind.CAUSE_OVERDUE,
    EventKind.IMPROVEMENT_PLANNED,
    EventKind.IMPROVEMENT_EFFECTIVE,
    EventKind.IMPROVEMENT_REOPENED,
    EventKind.INSPECTED,
    EventKind.INSPECTION_APPEALED,
    EventKind.INSPECTION_APPEAL_DECIDED,
    EventKind.NOMINATED,
    EventKind.NOMINATION_DECIDED,
    EventKind.CASE_PUBLISHED,
    EventKind.WORDS_INSERTED,
}
#: These name the way a message went, not the door a complaint came by.
_MESSAGES = frozenset(
    {
        EventKind.MESSAGE_SENT,
        EventKind.MESSAGE_ARRIVED,
        EventKind.MESSAGE_REROUTED,
        EventKind.MESSAGE_PARKED,
        EventKind.MESSAGE_RESENT,
    }
)
_WORDS = (
    "reason",
    "wish",
    "wish_cny",
    "answer",
    "comment",
    "result",
    "note",
    "advice",
    "missed_reason",
    "words",
    "override",
    "sources",
    "calendar",
    "lane",
)
_MOST_SHOWN = 200


@dataclass(frozen=True)
class Entry:
    """One line of the record; `changes` holds (field, before, after)."""

    seq: int
    at: datetime
    person: str
    sentence: str
    words: tuple[str, ...]
    changes: tuple[tuple[str, str, str], ...]
    is_main: bool


def entries(complaint, *, since=0, most=_MOST_SHOWN):
    """The latest entries after number `since`, newest first; two queries."""
    events = ComplaintEvent.objects.filter(complaint=complaint, seq__gt=since)
    return entries_of(list(events.select_related("by").order_by("-seq")[:most]))


def entries_of(events, *, mask=mask_text):
    """`events` as lines, in their order, every text through `mask`; one query at most."""
    categories = categories_in(events)
    return [_entry(event, categories, mask) for event in events]


def _entry(event, categories, mask):
    facts = defaultdict(lambda: "—", {name: told(name, value, mask=mask) for name, value in event.facts.items()})
    if event.facts.get("found"):
        facts["lane"] = _("Fast lane %(urgency)s: found “%(found)s”") % facts
    if event.kind in _MESSAGES:
        facts["channel"] = told("preferred_channel", event.facts.get("channel"))
    return Entry(
        seq=event.seq,
        at=event.at,
        person=str(event.by),
        sentence=SENTENCES[event.kind] % facts if event.kind in SENTENCES else event.get_kind_display(),
        words=tuple(str(facts[name]) for name in _WORDS if facts.get(name)),
        changes=tuple(_changes(event.facts, categories, mask)),
        is_main=event.kind in MAIN,
    )


def _moved(facts):
    """Deadlines that were counted anew, each once: what it is, when it was due and when it is."""
    moved = facts.get("moved") or []
    if isinstance(moved, dict):
        before, after = ({one["kind"]: one["due"] for one in moved[side]} for side in ("before", "after"))
        moved = [{"kind": kind, "was_due": before.get(kind), "due": after.get(kind)} for kind in {**before, **after}]
    for one in moved:
        if one["was_due"] != one["due"]:
            yield told("deadline", one["kind"]), told("was_due", one["was_due"]), told("due", one["due"])


def _changes(facts, categories, mask):
    yield from _moved(facts)
    before, after = facts.get("before"), facts.get("after")
    if isinstance(before, dict) and isinstance(after, dict):
        for name in after:
            if before.get(name) != after[name]:
                yield (
                    field_label(name),
                    told(name, before.get(name), categories, mask=mask),
                    told(name, after[name], categories, mask=mask),
                )
