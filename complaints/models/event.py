import hashlib
import hmac
import json

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from complaints.origin import request_origin


class EventKind(models.TextChoices):
    RECEIVED = "complaints.received", _("Complaint received")
    CHANGED = "complaints.changed", _("Facts corrected")
    TRIAGED = "complaints.triaged", _("Graded and assigned")
    REGRADED = "complaints.regraded", _("Grade changed")
    REPINNED = "complaints.repinned", _("Put under today's rules")
    RECOUNTED = "complaints.recounted", _("Counted anew by the changed calendar")
    ORDER_FOUND = "complaints.order_found", _("Order looked up")
    CLAIMED = "complaints.claimed", _("Claimed")
    ASSIGNED = "complaints.assigned", _("Assigned")
    DEPARTMENT_CHANGED = "complaints.department_changed", _("Handed to another department")
    OWNER_DISPUTED = "complaints.owner_disputed", _("Third hand-over, put before a referee")
    OWNER_RULED = "complaints.owner_ruled", _("Responsible department decided")
    HANDED_OVER = "complaints.handed_over", _("Handed over")
    CONTACTED = "complaints.contacted", _("Contact recorded")
    EVIDENCE_ADDED = "complaints.evidence_added", _("Evidence added")
    EVIDENCE_OPENED = "complaints.evidence_opened", _("Evidence opened")
    CONTACT_UNMASKED = "complaints.contact_unmasked", _("Contact data viewed")
    RECORD_EXPORTED = "complaints.record_exported", _("Record taken away as a file")
    TRACKING_CODE_RENEWED = "complaints.tracking_code_renewed", _("Tracking code renewed")
    INVESTIGATION_STARTED = "complaints.investigation_started", _("Investigation started")
    TASK_ASSIGNED = "complaints.task_assigned", _("Task assigned")
    TASK_DONE = "complaints.task_done", _("Task done")
    TASK_POSTPONED = "complaints.task_postponed", _("Task postponed")
    REPORTED = "complaints.reported", _("Investigation report filed")
    PROPOSED = "complaints.proposed", _("Solution proposed")
    PROPOSAL_APPROVED = "complaints.proposal_approved", _("Proposal approved")
    PROPOSAL_SENT_BACK = "complaints.proposal_sent_back", _("Proposal sent back")
    PROPOSAL_WITHDRAWN = "complaints.proposal_withdrawn", _("Proposal taken back")
    OFFERED = "complaints.offered", _("Offered to the customer")
    ACCEPTED = "complaints.accepted", _("Accepted by the customer")
    REFUSED = "complaints.refused", _("Refused by the customer")
    EXECUTION_IMPOSSIBLE = "complaints.execution_impossible", _("Execution turned out impossible")
    REVISIT_DUE = "complaints.revisit_due", _("Executed, revisit scheduled")
    REVISIT_ATTEMPTED = "complaints.revisit_attempted", _("Revisit attempted")
    RETURNED_DISSATISFIED = "complaints.returned_dissatisfied", _("Customer dissatisfied, back to investigation")
    CLOSED = "complaints.closed", _("Closed")
    WITHDRAWN = "complaints.withdrawn", _("Withdrawn by the customer")
    MERGED = "complaints.merged", _("Closed as a duplicate")
    MERGED_IN = "complaints.merged_in", _("Duplicate merged in")
    SEPARATED = "complaints.separated", _("Merge taken back")
    SPLIT_OFF = "complaints.split_off", _("Split into two")
    CUSTOMERS_JOINED = "complaints.customers_joined", _("Customers taken for one person")
    CUSTOMERS_PARTED = "complaints.customers_parted", _("Customers are two persons after all")
    RULED_OUT = "complaints.ruled_out", _("Not the same as another")
    NOT_ACCEPTED = "complaints.not_accepted", _("Not accepted")
    REOPENED = "complaints.reopened", _("Reopened")
    PAUSED = "complaints.paused", _("Waiting for the customer")
    RESUMED = "complaints.resumed", _("Clock runs again")
    CUSTOMER_REMINDED = "complaints.customer_reminded", _("Customer reminded")
    DEADLINE_EXTENDED = "complaints.deadline_extended", _("Deadline extended")
    DEADLINE_NEAR = "complaints.deadline_near", _("Deadline draws near")
    DEADLINE_MISSED = "complaints.deadline_missed", _("Deadline missed")
    DEADLINE_STILL_MISSED = "complaints.deadline_still_missed", _("Deadline still missed")
    ESCALATED_BY_TIME = "complaints.escalated_by_time", _("Escalated by time")
    PROGRESS_TOLD = "complaints.progress_told", _("Progress told")
    MADE_GOOD = "complaints.made_good", _("Broken promise made good")
    RISK_MARKED = "complaints.risk_marked", _("Marked as high risk")
    RISK_CLEARED = "complaints.risk_cleared", _("High-risk mark taken away")
    CHASED = "complaints.chased", _("Customer presses")
    PROFILE_KEPT = "complaints.profile_kept", _("Service profile kept")
    CARE_PLANNED = "complaints.care_planned", _("Care planned")
    MESSAGE_WRITTEN = "complaints.message_written", _("Message written")
    MESSAGE_SENT = "complaints.message_sent", _("Message sent")
    MESSAGE_ARRIVED = "complaints.message_arrived", _("Message arrived")
    MESSAGE_REROUTED = "complaints.message_rerouted", _("Message goes by another channel")
    MESSAGE_PARKED = "complaints.message_parked", _("Message could not be sent")
    MESSAGE_RESENT = "complaints.message_resent", _("Message sent again")
    LETTER_HELD = "complaints.letter_held", _("Unproven letter held back")
    LETTER_SET_ASIDE = "complaints.letter_set_aside", _("Held letter set aside")
    FILE_NOT_KEPT = "complaints.file_not_kept", _("File that arrived not kept")
    STAFF_NAMED = "complaints.staff_named", _("Employee complained about named")
    APPROVAL_REQUESTED = "escalation.approval_requested", _("Approval requested")
    APPROVAL_GIVEN = "escalation.approval_given", _("One of the asked agreed")
    APPROVAL_REMINDED = "escalation.approval_reminded", _("Reminded of a decision")
    APPROVAL_RAISED = "escalation.approval_raised", _("Decision went to the next level")
    ESCALATED = "escalation.escalated", _("Escalated")
    ESCALATED_AGAIN = "escalation.escalated_again", _("Another reason to escalate")
    STEPPED_IN = "escalation.stepped_in", _("Stepped in")
    ESCALATION_RESOLVED = "escalation.resolved", _("Escalation resolved")
    HANDED_BACK = "escalation.handed_back", _("Handed back with instructions")
    INCIDENT_JOINED = "escalation.incident_joined", _("Part of a group incident")
    INCIDENT_TOLD = "escalation.incident_told", _("Told the statement of the group incident")
    INCIDENT_LEFT = "escalation.incident_left", _("Taken out of a group incident")
    ESCALATION_LAPSED = "escalation.lapsed", _("Escalation ended with the complaint")
    MATTER_OPENED = "escalation.matter_opened", _("Outside matter opened")
    MATTER_HEARING_SET = "escalation.matter_hearing_set", _("Hearing set")
    MATTER_TAKEN_UP = "escalation.matter_taken_up", _("Taken up by an outside body")
    MATTER_HEARD = "escalation.matter_heard", _("Heard by an outside body")
    MATTER_ANSWERED = "escalation.matter_answered", _("Answered an outside body")
    MATTER_DECIDED = "escalation.matter_decided", _("Decided by an outside body")
    MATTER_CLOSED = "escalation.matter_closed", _("Outside matter closed")
    FINAL_LETTER_SENT = "escalation.final_letter_sent", _("Final letter sent")
    PACKAGE_MADE = "escalation.package_made", _("Evidence package made")
    PACKAGE_OPENED = "escalation.package_opened", _("Evidence package taken away")
    MEETING_CONVENED = "escalation.meeting_convened", _("Joint meeting called")
    MINUTES_RECORDED = "escalation.minutes_recorded", _("Minutes of the joint meeting recorded")
    CAUSE_OWED = "review.cause_owed", _("Root cause analysis owed")
    CAUSE_OVERDUE = "review.cause_overdue", _("Root cause analysis overdue")
    CAUSE_WAIVED = "review.cause_waived", _("Root cause analysis waived")
    CAUSE_JOINED = "review.cause_joined", _("Part of a root cause analysis")
    CAUSE_LEFT = "review.cause_left", _("Taken out of a root cause analysis")
    CAUSE_FOUND = "review.cause_found", _("Root cause found")
    CAUSE_TAKEN_UP = "review.cause_taken_up", _("Root cause analysis taken up again")
    IMPROVEMENT_PLANNED = "review.improvement_planned", _("Improvement planned")
    IMPROVEMENT_EFFECTIVE = "review.improvement_effective", _("Improvement proved effective")
    IMPROVEMENT_REOPENED = "review.improvement_reopened", _("Improvement not effective, opened again")
    INSPECTED = "review.inspected", _("Inspected for quality")
    INSPECTION_APPEALED = "review.inspection_appealed", _("Appealed against the inspection")
    INSPECTION_APPEAL_DECIDED = "review.inspection_appeal_decided", _("Appeal against the inspection decided")
    SURVEY_SENT = "review.survey_sent", _("Survey link sent")
    REVISIT_GIVEN = "review.revisit_given", _("Revisit call given to somebody")
    OVERSEER_NAMED = "review.overseer_named", _("Overseer named")
    NOMINATED = "knowledge.nominated", _("Nominated for the case library")
    NOMINATION_DECIDED = "knowledge.nomination_decided", _("Nomination decided")
    CASE_PUBLISHED = "knowledge.case_published", _("Published in the case library")
    PLAYBOOK_FOLLOWED = "knowledge.playbook_followed", _("Playbook followed")
    WORDS_INSERTED = "knowledge.words_inserted", _("Words of the library inserted")


class ComplaintEvent(models.Model):
    """One step in the life of a complaint: numbered without gaps, chained, never changed (AUD-1).

    A database trigger refuses UPDATE and DELETE. `hash` is an HMAC over the content and the previous hash
    under `settings.RECORD_KEYS`, so that somebody with the database alone cannot rewrite the chain.
    """

    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    kind = models.CharField(_("kind"), max_length=60, choices=EventKind)
    by = models.ForeignKey("accounts.User", verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    origin = models.CharField(pgettext_lazy("origin", "from"), max_length=60, blank=True)
    facts = models.JSONField(_("facts"), default=dict, encoder=DjangoJSONEncoder)
    previous_hash = models.CharField(max_length=80, blank=True)
    hash = models.CharField(max_length=80)

    class Meta:
        ordering = ["complaint", "seq"]
        verbose_name = _("event")
        verbose_name_plural = _("events")
        # Few complaints come back, and only of those it is asked when.
        indexes = [models.Index(fields=["at"], name="event_reopened", condition=models.Q(kind="complaints.reopened"))]
        constraints = [models.UniqueConstraint(fields=["complaint", "seq"], name="events_are_numbered_once")]

    def __str__(self):
        return f"{self.seq} {self.kind}"

    @classmethod
    def next_for(cls, complaint, kind, *, by, at, **facts):
        """The complaint's next event, unsaved; moves the head of the chain kept on `complaint`."""
        event = cls(
            complaint=complaint,
            seq=complaint.events_count + 1,
            kind=kind,
            by=by,
            at=at,
            origin=request_origin.get(),
            facts=json.loads(json.dumps(facts, cls=DjangoJSONEncoder, default=str)),
            previous_hash=complaint.events_head,
        )
        event.hash = event.computed_hash(complaint.number)
        complaint.events_count, complaint.events_head = event.seq, event.hash
        complaint.events_seal = sealed_head(complaint.number, event.seq, event.hash)
        return event

    @classmethod
    def record(cls, complaint, kind, *, by, at, **facts):
        """Append one event under the complaint's lock, in the caller's transaction."""
        event = cls.next_for(complaint, kind, by=by, at=at, **facts)
        event.save(force_insert=True)
        type(complaint).objects.filter(pk=complaint.pk).update(
            events_count=complaint.events_count,
            events_head=complaint.events_head,
            events_seal=complaint.events_seal,
        )
        return event

    def computed_hash(self, complaint_number, key_id=None):
        """The hash this content must carry, under the current key or the one named."""
        content = [
            complaint_number,
            self.seq,
            self.kind,
            self.by_id,
            self.at.timestamp(),
            self.origin,
            self.facts,
            self.previous_hash,
        ]
        return _keyed_hash(content, key_id)


def sealed_head(complaint_number, count, head, key_id=None):
    """What the complaint keeps of its last event: somebody who cuts off the end cannot seal the new one."""
    return _keyed_hash(["head", complaint_number, count, head], key_id)


def _keyed_hash(content, key_id):
    """`<key id>:<hex>` under the current record key or the one named. Raises KeyError for an unknown one."""
    key_id = key_id or next(iter(settings.RECORD_KEYS))
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest = hmac.new(settings.RECORD_KEYS[key_id], text.encode(), hashlib.sha256).hexdigest()
    return f"{key_id}:{digest}"
