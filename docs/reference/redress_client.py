"""A client of the Redress interface. Printed from its OpenAPI document; standard library only; Python 3.11 and later.

    desk = Client("https://desk.example.cn", client_id="…", client_secret="…")
    received = desk.complaints_create({"preset": "ecommerce", …}, idempotency_key="order-7731-1")
    for complaint in desk.complaints_list(is_open=True): …

Every refusal is raised as `Problem`. Lists are read page by page while you go through them.
"""

import json
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator
from typing import Any, Literal, NotRequired, TypedDict, cast

File = tuple[str, bytes]  # name and content


class Problem(Exception):
    """What was refused: `status`, `detail` in words, and `errors` by field."""

    def __init__(self, status: int, detail: str, errors: list[dict[str, str]]) -> None:
        super().__init__(f"{status} {detail}")
        self.status, self.detail, self.errors = status, detail, errors



AcceptShapeRequest = TypedDict(
    "AcceptShapeRequest",
    {
        "version": "NotRequired[int]",
        "position": "int",
        "via": "ChannelEnum",
    },
)

AnswerEnum = Literal['accepted', 'in_progress', 'done', 'rejected']

AnswerInRequest = TypedDict(
    "AnswerInRequest",
    {
        "answer": "AnswerEnum",
        "reference": "NotRequired[str]",
        "note": "NotRequired[str]",
    },
)

AnswerShapeRequest = TypedDict(
    "AnswerShapeRequest",
    {
        "version": "NotRequired[int]",
        "answer": "str",
    },
)

ApproveShapeRequest = TypedDict(
    "ApproveShapeRequest",
    {
        "version": "NotRequired[int]",
        "proposal": "int",
        "content_hash": "str",
        "comment": "NotRequired[str]",
    },
)

AuthorInRequest = TypedDict(
    "AuthorInRequest",
    {
        "id": "str",
        "name": "NotRequired[str]",
        "phone": "NotRequired[str]",
        "email": "NotRequired[str]",
    },
)

BlankEnum = Literal['']

CallOut = TypedDict(
    "CallOut",
    {
        "uuid": "str",
        "kind": "str",
        "complaint": "str",
        "state": "CallOutStateEnum",
        "attempts": "int",
        "failure": "str",
        "due_at": "str",
        "sent_at": "str | None",
        "parked_at": "str | None",
    },
)

CallOutStateEnum = Literal['waiting', 'sent', 'parked']

CategoryOut = TypedDict(
    "CategoryOut",
    {
        "code": "str",
        "preset": "PresetEnum",
        "nature": "NatureEnum",
        "name": "str",
        "name_en": "str",
        "parent": "str | None",
        "department": "str | None",
    },
)

ChannelEnum = Literal['web_form', 'app', 'chat', 'phone', 'email', 'social', 'group_chat', 'counter', 'qr_code', 'app_review', 'platform', 'monitoring', 'regulator']

ComplainantOut = TypedDict(
    "ComplainantOut",
    {
        "uuid": "str",
        "name": "str",
        "tier": "TierEnum",
        "preferred_channel": "PreferredChannelEnum",
        "language": "str",
        "contacts": "list[ContactPointOut]",
    },
)

ComplaintInPreferredChannelEnum = Literal['sms', 'email', 'app', 'wechat', 'phone']

ComplaintInRequest = TypedDict(
    "ComplaintInRequest",
    {
        "preset": "PresetEnum",
        "channel": "ChannelEnum",
        "external_id": "NotRequired[str]",
        "origin_url": "NotRequired[str | str]",
        "raw_text": "NotRequired[str]",
        "subject": "str",
        "description": "str",
        "name": "NotRequired[str]",
        "contacts": "NotRequired[ContactsInRequest]",
        "preferred_channel": "NotRequired[ComplaintInPreferredChannelEnum | BlankEnum]",
        "language": "NotRequired[LanguageEnum]",
        "tier": "NotRequired[TierEnum | BlankEnum]",
        "order_number": "NotRequired[str]",
        "category": "NotRequired[str | None]",
        "occurred_at": "NotRequired[str | None]",
        "place": "NotRequired[str]",
        "product": "NotRequired[str]",
        "demand": "DemandEnum",
        "demand_note": "NotRequired[str]",
        "demand_cny": "NotRequired[str | None]",
        "emotion": "NotRequired[EmotionEnum]",
        "urgency": "NotRequired[UrgencyEnum | BlankEnum]",
    },
)

ComplaintOut = TypedDict(
    "ComplaintOut",
    {
        "number": "str",
        "version": "int",
        "state": "StateEnum",
        "resolution": "ResolutionEnum | BlankEnum",
        "resolution_reason": "str",
        "duplicate_of": "str | None",
        "channel": "ChannelEnum",
        "external_id": "str",
        "origin_url": "str",
        "received_at": "str",
        "received_by": "str",
        "complainant": "ComplainantOut",
        "order_number": "NotRequired[str]",
        "category": "str | None",
        "subject": "str",
        "description": "str",
        "occurred_at": "str | None",
        "place": "str",
        "product": "str",
        "demand": "DemandEnum",
        "demand_note": "str",
        "demand_cny": "str | None",
        "emotion": "EmotionEnum",
        "urgency": "UrgencyEnum | BlankEnum",
        "severity": "SeverityEnum | BlankEnum",
        "severity_reason": "str",
        "impact": "ImpactEnum",
        "priority": "PriorityEnum | BlankEnum",
        "level": "LevelEnum",
        "is_high_risk": "bool",
        "handler": "NotRequired[str | None]",
        "team": "str | None",
        "department": "str | None",
        "round": "int",
        "dissatisfied_count": "int",
        "reopened_count": "int",
        "chased_count": "int",
        "satisfaction": "SatisfactionEnum | NullEnum | None",
        "next_due_at": "str | None",
        "next_due_kind": "str",
        "closed_at": "str | None",
    },
)

ContactInRequest = TypedDict(
    "ContactInRequest",
    {
        "direction": "DirectionEnum",
        "channel": "ChannelEnum",
        "summary": "str",
        "reached": "NotRequired[bool]",
        "tells_direction": "NotRequired[bool]",
        "next_contact_at": "NotRequired[str | None]",
    },
)

ContactKindEnum = Literal['phone', 'email', 'wechat', 'account', 'elsewhere']

ContactOut = TypedDict(
    "ContactOut",
    {
        "direction": "DirectionEnum",
        "channel": "ChannelEnum",
        "summary": "str",
        "reached": "bool",
        "next_contact_at": "str | None",
        "by": "str",
        "at": "str",
    },
)

ContactPointOut = TypedDict(
    "ContactPointOut",
    {
        "kind": "ContactKindEnum",
        "masked": "str",
    },
)

ContactsInRequest = TypedDict(
    "ContactsInRequest",
    {
        "phone": "NotRequired[str]",
        "email": "NotRequired[str]",
        "wechat": "NotRequired[str]",
        "account": "NotRequired[str]",
    },
)

DayOut = TypedDict(
    "DayOut",
    {
        "first": "str",
        "last": "str",
        "words": "str",
    },
)

DeadlineEnum = Literal['commitment', 'direction', 'investigation', 'revisit', 'solution', 'verification']

DeadlineKindEnum = Literal['acknowledgement', 'first_contact', 'commitment', 'direction', 'investigation', 'verification', 'solution', 'task', 'revisit', 'progress', 'frontline', 'step_in', 'joint_solution', 'legal_step_in', 'outside']

DeadlineOut = TypedDict(
    "DeadlineOut",
    {
        "id": "int",
        "kind": "DeadlineKindEnum",
        "started_at": "str",
        "due_at": "str",
        "paused_at": "str | None",
        "met_at": "str | None",
        "cancelled_at": "str | None",
        "is_provisional": "bool",
    },
)

DemandEnum = Literal['refund', 'exchange', 'repair', 'compensation', 'apology', 'explanation', 'fix', 'stop_charging', 'delete_data', 'other']

DepartmentOut = TypedDict(
    "DepartmentOut",
    {
        "code": "str",
        "name": "str",
        "name_en": "str",
    },
)

DepartmentShapeRequest = TypedDict(
    "DepartmentShapeRequest",
    {
        "version": "NotRequired[int]",
        "reason": "str",
        "department": "str",
    },
)

DirectionEnum = Literal['out', 'in']

DuplicateShapeRequest = TypedDict(
    "DuplicateShapeRequest",
    {
        "version": "NotRequired[int]",
        "of": "str",
        "is_same_person": "NotRequired[bool]",
        "reason": "NotRequired[str]",
    },
)

EmotionEnum = Literal['calm', 'agitated', 'angry']

EscalateShapeRequest = TypedDict(
    "EscalateShapeRequest",
    {
        "version": "NotRequired[int]",
        "trigger": "NotRequired[TriggerEnum]",
        "reason": "NotRequired[str]",
        "to": "NotRequired[ToEnum]",
        "person": "NotRequired[str | None]",
    },
)

EventKindEnum = Literal['complaints.received', 'complaints.changed', 'complaints.triaged', 'complaints.regraded', 'complaints.repinned', 'complaints.recounted', 'complaints.order_found', 'complaints.claimed', 'complaints.assigned', 'complaints.department_changed', 'complaints.owner_disputed', 'complaints.owner_ruled', 'complaints.handed_over', 'complaints.contacted', 'complaints.evidence_added', 'complaints.evidence_opened', 'complaints.contact_unmasked', 'complaints.record_exported', 'complaints.tracking_code_renewed', 'complaints.investigation_started', 'complaints.task_assigned', 'complaints.task_done', 'complaints.task_postponed', 'complaints.reported', 'complaints.proposed', 'complaints.proposal_approved', 'complaints.proposal_sent_back', 'complaints.proposal_withdrawn', 'complaints.offered', 'complaints.accepted', 'complaints.refused', 'complaints.execution_impossible', 'complaints.revisit_due', 'complaints.revisit_attempted', 'complaints.returned_dissatisfied', 'complaints.closed', 'complaints.withdrawn', 'complaints.merged', 'complaints.merged_in', 'complaints.separated', 'complaints.split_off', 'complaints.customers_joined', 'complaints.customers_parted', 'complaints.ruled_out', 'complaints.not_accepted', 'complaints.reopened', 'complaints.paused', 'complaints.resumed', 'complaints.customer_reminded', 'complaints.deadline_extended', 'complaints.deadline_near', 'complaints.deadline_missed', 'complaints.deadline_still_missed', 'complaints.escalated_by_time', 'complaints.progress_told', 'complaints.made_good', 'complaints.risk_marked', 'complaints.risk_cleared', 'complaints.chased', 'complaints.profile_kept', 'complaints.care_planned', 'complaints.message_written', 'complaints.message_sent', 'complaints.message_arrived', 'complaints.message_rerouted', 'complaints.message_parked', 'complaints.message_resent', 'complaints.letter_held', 'complaints.letter_set_aside', 'complaints.file_not_kept', 'complaints.staff_named', 'escalation.approval_requested', 'escalation.approval_given', 'escalation.approval_reminded', 'escalation.approval_raised', 'escalation.escalated', 'escalation.escalated_again', 'escalation.stepped_in', 'escalation.resolved', 'escalation.handed_back', 'escalation.incident_joined', 'escalation.incident_told', 'escalation.incident_left', 'escalation.lapsed', 'escalation.matter_opened', 'escalation.matter_hearing_set', 'escalation.matter_taken_up', 'escalation.matter_heard', 'escalation.matter_answered', 'escalation.matter_decided', 'escalation.matter_closed', 'escalation.final_letter_sent', 'escalation.package_made', 'escalation.package_opened', 'escalation.meeting_convened', 'escalation.minutes_recorded', 'review.cause_owed', 'review.cause_overdue', 'review.cause_waived', 'review.cause_joined', 'review.cause_left', 'review.cause_found', 'review.cause_taken_up', 'review.improvement_planned', 'review.improvement_effective', 'review.improvement_reopened', 'review.inspected', 'review.inspection_appealed', 'review.inspection_appeal_decided', 'review.survey_sent', 'review.revisit_given', 'review.overseer_named', 'knowledge.nominated', 'knowledge.nomination_decided', 'knowledge.case_published', 'knowledge.playbook_followed', 'knowledge.words_inserted']

EventOut = TypedDict(
    "EventOut",
    {
        "seq": "int",
        "kind": "EventKindEnum",
        "by": "str",
        "at": "str",
        "facts": "dict[str, Any]",
        "hash": "str",
    },
)

EvidenceInRequest = TypedDict(
    "EvidenceInRequest",
    {
        "file": "File",
        "note": "NotRequired[str]",
    },
)

EvidenceOut = TypedDict(
    "EvidenceOut",
    {
        "uuid": "str",
        "name": "str",
        "content_type": "str",
        "size_bytes": "int",
        "sha256": "str",
        "note": "str",
        "added_at": "str",
    },
)

ExplanationOut = TypedDict(
    "ExplanationOut",
    {
        "id": "int",
        "kind": "DeadlineKindEnum",
        "complaint": "str",
        "started_at": "str",
        "due_at": "str",
        "paused_at": "str | None",
        "met_at": "str | None",
        "cancelled_at": "str | None",
        "minutes": "int | None",
        "days": "list[DayOut]",
        "working_days": "int | None",
        "legal_days": "int | None",
        "extra_minutes": "float",
        "clock": "str",
        "policy": "str",
        "basis": "str",
        "provisional": "str",
        "standing": "str",
        "course": "list[LegOut]",
        "history": "list[MovedOut]",
    },
)

ExtendShapeRequest = TypedDict(
    "ExtendShapeRequest",
    {
        "version": "NotRequired[int]",
        "reason": "str",
        "deadline": "DeadlineEnum",
        "due_at": "str",
        "override": "NotRequired[str]",
    },
)

FaultOut = TypedDict(
    "FaultOut",
    {
        "field": "str",
        "sentence": "str",
    },
)

GradeShapeRequest = TypedDict(
    "GradeShapeRequest",
    {
        "version": "NotRequired[int]",
        "category": "str",
        "severity": "SeverityEnum",
        "severity_reason": "str",
        "impact": "ImpactEnum",
        "urgency": "NotRequired[UrgencyEnum | BlankEnum | NullEnum | None]",
    },
)

GrantTypeEnum = Literal['client_credentials']

HandOverShapeRequest = TypedDict(
    "HandOverShapeRequest",
    {
        "version": "NotRequired[int]",
        "reason": "str",
        "handler": "str",
    },
)

HandlerShapeRequest = TypedDict(
    "HandlerShapeRequest",
    {
        "version": "NotRequired[int]",
        "handler": "str",
    },
)

ImpactEnum = Literal['individual', 'group']

ImprovementOut = TypedDict(
    "ImprovementOut",
    {
        "number": "str",
        "state": "ImprovementOutStateEnum",
        "kind": "ImprovementOutKindEnum",
        "title": "str",
        "plan": "str",
        "cause": "str",
        "owner": "str",
        "due_on": "str",
        "check_on": "str",
        "metric": "MetricEnum",
        "target": "str",
        "category": "NotRequired[str]",
        "product": "str",
        "channel": "str",
        "handed_at": "str | None",
        "answer": "AnswerEnum",
        "reference": "str",
        "answer_note": "str",
        "answered_at": "str | None",
    },
)

ImprovementOutKindEnum = Literal['product', 'process', 'training']

ImprovementOutStateEnum = Literal['planned', 'in_progress', 'done', 'checking', 'effective', 'reopened', 'given_up']

InstructionsShapeRequest = TypedDict(
    "InstructionsShapeRequest",
    {
        "version": "NotRequired[int]",
        "instructions": "str",
    },
)

ItemOut = TypedDict(
    "ItemOut",
    {
        "measure": "MeasureEnum",
        "value_cny": "str",
        "quantity": "int | None",
    },
)

ItemShapeRequest = TypedDict(
    "ItemShapeRequest",
    {
        "measure": "MeasureEnum",
        "value_cny": "NotRequired[str]",
        "quantity": "NotRequired[int | None]",
    },
)

JoinShapeRequest = TypedDict(
    "JoinShapeRequest",
    {
        "version": "NotRequired[int]",
        "reason": "str",
        "other": "str",
    },
)

KindsEnum = Literal['complaints.received', 'complaints.changed', 'complaints.triaged', 'complaints.regraded', 'complaints.repinned', 'complaints.recounted', 'complaints.order_found', 'complaints.claimed', 'complaints.assigned', 'complaints.department_changed', 'complaints.owner_disputed', 'complaints.owner_ruled', 'complaints.handed_over', 'complaints.contacted', 'complaints.evidence_added', 'complaints.evidence_opened', 'complaints.contact_unmasked', 'complaints.record_exported', 'complaints.tracking_code_renewed', 'complaints.investigation_started', 'complaints.task_assigned', 'complaints.task_done', 'complaints.task_postponed', 'complaints.reported', 'complaints.proposed', 'complaints.proposal_approved', 'complaints.proposal_sent_back', 'complaints.proposal_withdrawn', 'complaints.offered', 'complaints.accepted', 'complaints.refused', 'complaints.execution_impossible', 'complaints.revisit_due', 'complaints.revisit_attempted', 'complaints.returned_dissatisfied', 'complaints.closed', 'complaints.withdrawn', 'complaints.merged', 'complaints.merged_in', 'complaints.separated', 'complaints.split_off', 'complaints.customers_joined', 'complaints.customers_parted', 'complaints.ruled_out', 'complaints.not_accepted', 'complaints.reopened', 'complaints.paused', 'complaints.resumed', 'complaints.customer_reminded', 'complaints.deadline_extended', 'complaints.deadline_near', 'complaints.deadline_missed', 'complaints.deadline_still_missed', 'complaints.escalated_by_time', 'complaints.progress_told', 'complaints.made_good', 'complaints.risk_marked', 'complaints.risk_cleared', 'complaints.chased', 'complaints.profile_kept', 'complaints.care_planned', 'complaints.message_written', 'complaints.message_sent', 'complaints.message_arrived', 'complaints.message_rerouted', 'complaints.message_parked', 'complaints.message_resent', 'complaints.letter_held', 'complaints.letter_set_aside', 'complaints.file_not_kept', 'complaints.staff_named', 'escalation.approval_requested', 'escalation.approval_given', 'escalation.approval_reminded', 'escalation.approval_raised', 'escalation.escalated', 'escalation.escalated_again', 'escalation.stepped_in', 'escalation.resolved', 'escalation.handed_back', 'escalation.incident_joined', 'escalation.incident_told', 'escalation.incident_left', 'escalation.lapsed', 'escalation.matter_opened', 'escalation.matter_hearing_set', 'escalation.matter_taken_up', 'escalation.matter_heard', 'escalation.matter_answered', 'escalation.matter_decided', 'escalation.matter_closed', 'escalation.final_letter_sent', 'escalation.package_made', 'escalation.package_opened', 'escalation.meeting_convened', 'escalation.minutes_recorded', 'review.cause_owed', 'review.cause_overdue', 'review.cause_waived', 'review.cause_joined', 'review.cause_left', 'review.cause_found', 'review.cause_taken_up', 'review.improvement_planned', 'review.improvement_effective', 'review.improvement_reopened', 'review.inspected', 'review.inspection_appealed', 'review.inspection_appeal_decided', 'review.survey_sent', 'review.revisit_given', 'review.overseer_named', 'knowledge.nominated', 'knowledge.nomination_decided', 'knowledge.case_published', 'knowledge.playbook_followed', 'knowledge.words_inserted', 'review.improvement_handed_over']

LanguageEnum = Literal['zh-hans', 'en']

LegOut = TypedDict(
    "LegOut",
    {
        "kind": "str",
        "since": "str",
        "until": "str",
        "counted_minutes": "float",
        "counted_days": "int",
        "words": "str",
    },
)

LevelEnum = Literal['frontline', 'supervisor', 'director', 'legal']

LikelyOut = TypedDict(
    "LikelyOut",
    {
        "number": "str",
        "state": "StateEnum",
        "same_customer": "bool",
        "same_order": "bool",
        "text_percent": "int | None",
        "found_at": "str",
    },
)

MailFormInRequest = TypedDict(
    "MailFormInRequest",
    {
        "email": "NotRequired[str]",
        "message": "NotRequired[str]",
    },
)

MailOut = TypedDict(
    "MailOut",
    {
        "id": "str",
    },
)

MeasureEnum = Literal['refund', 'coupon', 'points', 'exchange', 'repair', 'gift', 'fee_waiver', 'membership_time', 'advance_payment', 'none']

MediaInRequest = TypedDict(
    "MediaInRequest",
    {
        "url": "str",
        "name": "NotRequired[str]",
    },
)

MessageInKindEnum = Literal['message', 'mention', 'review', 'transfer']

MessageInRequest = TypedDict(
    "MessageInRequest",
    {
        "external_id": "str",
        "kind": "MessageInKindEnum",
        "thread": "NotRequired[str]",
        "author": "AuthorInRequest",
        "subject": "NotRequired[str]",
        "text": "NotRequired[str]",
        "link": "NotRequired[str | str]",
        "happened_at": "NotRequired[str | None]",
        "rating": "NotRequired[int | None]",
        "order_number": "NotRequired[str]",
        "reference": "NotRequired[str]",
        "answer_by": "NotRequired[str | None]",
        "media": "NotRequired[list[MediaInRequest]]",
    },
)

MessageOut = TypedDict(
    "MessageOut",
    {
        "uuid": "str",
        "channel": "PreferredChannelEnum",
        "step": "str",
        "subject": "str",
        "state": "MessageOutStateEnum",
        "created_at": "str",
        "due_at": "str",
        "sent_at": "str | None",
        "arrived_at": "str | None",
        "reason": "MessageOutReasonEnum | BlankEnum",
    },
)

MessageOutReasonEnum = Literal['no_account', 'no_address', 'no_template', 'not_allowed', 'address_refused', 'rejected', 'unreachable', 'certificate', 'unavailable', 'too_many', 'unreadable', 'nobody_calls']

MessageOutStateEnum = Literal['waiting', 'sent', 'parked', 'cancelled']

MessageShapeRequest = TypedDict(
    "MessageShapeRequest",
    {
        "version": "NotRequired[int]",
        "text": "str",
        "tells_direction": "NotRequired[bool]",
        "keep_promises": "NotRequired[bool]",
        "override": "NotRequired[str]",
    },
)

MessagesInRequest = TypedDict(
    "MessagesInRequest",
    {
        "messages": "list[MessageInRequest]",
    },
)

MessagesOut = TypedDict(
    "MessagesOut",
    {
        "messages": "list[TakenOut]",
    },
)

MetricEnum = Literal['complaints', 'grave', 'dissatisfied']

MovedOut = TypedDict(
    "MovedOut",
    {
        "at": "str",
        "words": "str",
        "reason": "str",
    },
)

NatureEnum = Literal['technical', 'service', 'billing', 'privacy', 'goods', 'logistics', 'information', 'other']

NotAcceptedShapeRequest = TypedDict(
    "NotAcceptedShapeRequest",
    {
        "version": "NotRequired[int]",
        "reason": "str",
        "override": "NotRequired[str]",
    },
)

NotSameShapeRequest = TypedDict(
    "NotSameShapeRequest",
    {
        "version": "NotRequired[int]",
        "other": "str",
    },
)

NoteShapeRequest = TypedDict(
    "NoteShapeRequest",
    {
        "version": "NotRequired[int]",
        "note": "NotRequired[str]",
    },
)

NullEnum = Literal[None]

OpenedOut = TypedDict(
    "OpenedOut",
    {
        "webhook": "WebhookOut",
        "secret": "str",
    },
)

OptionOut = TypedDict(
    "OptionOut",
    {
        "position": "int",
        "title": "str",
        "description": "str",
        "items": "list[ItemOut]",
    },
)

OptionShapeRequest = TypedDict(
    "OptionShapeRequest",
    {
        "title": "str",
        "description": "NotRequired[str]",
        "items": "list[ItemShapeRequest]",
    },
)

OrderInRequest = TypedDict(
    "OrderInRequest",
    {
        "product": "str",
        "shop": "NotRequired[str]",
        "amount_cny": "NotRequired[str | None]",
        "placed_at": "NotRequired[str | None]",
        "delivered_on": "NotRequired[str | None]",
        "delivery_address": "NotRequired[str]",
        "tier": "NotRequired[TierEnum]",
    },
)

OrderOut = TypedDict(
    "OrderOut",
    {
        "number": "str",
        "product": "str",
        "shop": "str",
        "amount_cny": "str | None",
        "placed_at": "str | None",
        "delivered_on": "str | None",
        "tier": "TierEnum",
        "refreshed_at": "str | None",
    },
)

OutcomeEnum = Literal['no_answer', 'busy', 'wrong_number', 'later', 'declined', 'undelivered']

PersonOut = TypedDict(
    "PersonOut",
    {
        "username": "str",
        "name": "str",
        "role": "RoleEnum",
        "department": "str | None",
        "team": "str | None",
    },
)

PostponeShapeRequest = TypedDict(
    "PostponeShapeRequest",
    {
        "version": "NotRequired[int]",
        "reason": "str",
        "task": "int",
        "due_at": "str",
    },
)

PreferredChannelEnum = Literal['sms', 'email', 'app', 'wechat', 'phone', 'thread']

PresetEnum = Literal['internet', 'ecommerce', 'general']

PriorityEnum = Literal['high', 'medium', 'low']

ProblemOut = TypedDict(
    "ProblemOut",
    {
        "type": "str",
        "title": "str",
        "status": "int",
        "detail": "str",
        "errors": "NotRequired[list[FaultOut]]",
    },
)

ProposalOut = TypedDict(
    "ProposalOut",
    {
        "id": "int",
        "round": "int",
        "status": "StatusEnum",
        "message": "str",
        "improvement": "str",
        "compensation_cny": "str",
        "content_hash": "str",
        "options": "list[OptionOut]",
        "proposed_by": "str",
        "proposed_at": "str",
        "approved_by": "NotRequired[str | None]",
        "approved_at": "str | None",
        "offered_at": "str | None",
        "answered_at": "str | None",
        "chosen": "NotRequired[int | None]",
        "reason": "str",
        "wish": "str",
        "wish_cny": "str | None",
    },
)

ProposeShapeRequest = TypedDict(
    "ProposeShapeRequest",
    {
        "version": "NotRequired[int]",
        "message": "str",
        "improvement": "NotRequired[str]",
        "options": "list[OptionShapeRequest]",
        "override": "NotRequired[str]",
    },
)

ReasonShapeRequest = TypedDict(
    "ReasonShapeRequest",
    {
        "version": "NotRequired[int]",
        "reason": "str",
    },
)

ReceivedOut = TypedDict(
    "ReceivedOut",
    {
        "complaint": "ComplaintOut",
        "tracking_code": "str",
        "is_new": "bool",
    },
)

RefuseShapeRequest = TypedDict(
    "RefuseShapeRequest",
    {
        "version": "NotRequired[int]",
        "reason": "NotRequired[str]",
        "wish": "NotRequired[str]",
        "wish_cny": "NotRequired[str | None]",
        "via": "ChannelEnum",
    },
)

ReopenShapeRequest = TypedDict(
    "ReopenShapeRequest",
    {
        "version": "NotRequired[int]",
        "reason": "str",
        "handler": "NotRequired[str | None]",
    },
)

ReportShapeRequest = TypedDict(
    "ReportShapeRequest",
    {
        "version": "NotRequired[int]",
        "facts": "str",
        "cause": "str",
        "department": "str",
        "responsibility": "ResponsibilityEnum",
        "suggestion": "str",
        "missed_reason": "NotRequired[str]",
    },
)

ResolutionEnum = Literal['resolved', 'unreached', 'decided', 'duplicate', 'withdrawn', 'unanswered', 'refused']

ResponsibilityEnum = Literal['ours', 'customer', 'third_party', 'shared']

RevisitShapeRequest = TypedDict(
    "RevisitShapeRequest",
    {
        "version": "NotRequired[int]",
        "channel": "ChannelEnum",
        "reached": "bool",
        "rating": "NotRequired[SatisfactionEnum | NullEnum | None]",
        "process_rating": "NotRequired[SatisfactionEnum | NullEnum | None]",
        "would_complain_again": "NotRequired[bool | None]",
        "advice": "NotRequired[str]",
        "reason": "NotRequired[str]",
        "process_reason": "NotRequired[str]",
        "outcome": "NotRequired[OutcomeEnum | BlankEnum]",
        "again_at": "NotRequired[str | None]",
    },
)

RoleEnum = Literal['agent', 'handler', 'supervisor', 'director', 'legal', 'finance', 'curator', 'administrator', 'auditor', 'integration', 'customer', 'system']

RulingShapeRequest = TypedDict(
    "RulingShapeRequest",
    {
        "version": "NotRequired[int]",
        "department": "str",
        "ruling": "str",
    },
)

SatisfactionEnum = Literal[5, 4, 3, 2, 1]

SecretOut = TypedDict(
    "SecretOut",
    {
        "secret": "str",
    },
)

SendBackShapeRequest = TypedDict(
    "SendBackShapeRequest",
    {
        "version": "NotRequired[int]",
        "proposal": "int",
        "content_hash": "str",
        "reason": "str",
    },
)

SeverityEnum = Literal['S1', 'S2', 'S3']

SplitShapeRequest = TypedDict(
    "SplitShapeRequest",
    {
        "version": "NotRequired[int]",
        "reason": "str",
        "subject": "str",
        "description": "str",
        "demand": "DemandEnum",
        "category": "NotRequired[str | None]",
        "evidence": "NotRequired[list[str]]",
    },
)

StateEnum = Literal['received', 'triaged', 'investigating', 'proposed', 'executing', 'revisit', 'closed']

StatusEnum = Literal['draft', 'submitted', 'approved', 'offered', 'accepted', 'refused', 'sent_back', 'taken_back', 'impossible']

StepShapeRequest = TypedDict(
    "StepShapeRequest",
    {
        "version": "NotRequired[int]",
    },
)

TakenOut = TypedDict(
    "TakenOut",
    {
        "external_id": "str",
        "state": "TakenOutStateEnum",
        "complaint": "str",
    },
)

TakenOutStateEnum = Literal['waiting', 'quarantined', 'opened', 'joined', 'dropped']

TaskDoneShapeRequest = TypedDict(
    "TaskDoneShapeRequest",
    {
        "version": "NotRequired[int]",
        "task": "int",
        "result": "str",
        "reference": "NotRequired[str]",
        "files": "NotRequired[list[File]]",
    },
)

TaskOut = TypedDict(
    "TaskOut",
    {
        "id": "int",
        "stage": "TaskOutStageEnum",
        "title": "str",
        "department": "str",
        "owner": "NotRequired[str | None]",
        "measure": "MeasureEnum | BlankEnum",
        "compensation_cny": "str",
        "created_at": "str",
        "due_at": "str",
        "done_at": "str | None",
        "result": "str",
        "cancelled_at": "str | None",
    },
)

TaskOutStageEnum = Literal['contact', 'investigation', 'meeting', 'execution', 'outside']

TaskShapeRequest = TypedDict(
    "TaskShapeRequest",
    {
        "version": "NotRequired[int]",
        "title": "str",
        "department": "str",
        "owner": "NotRequired[str | None]",
        "due_at": "str",
        "stage": "NotRequired[TaskShapeStageEnum]",
    },
)

TaskShapeStageEnum = Literal['investigation', 'execution']

TeamOut = TypedDict(
    "TeamOut",
    {
        "code": "str",
        "name": "str",
        "department": "str",
    },
)

TierEnum = Literal['regular', 'silver', 'gold', 'vip']

ToEnum = Literal['supervisor', 'director', 'legal']

TokenInRequest = TypedDict(
    "TokenInRequest",
    {
        "grant_type": "GrantTypeEnum",
        "client_id": "str",
        "client_secret": "str",
        "scope": "NotRequired[str]",
    },
)

TokenOut = TypedDict(
    "TokenOut",
    {
        "access_token": "str",
        "token_type": "TokenTypeEnum",
        "expires_in": "int",
        "scope": "str",
    },
)

TokenTypeEnum = Literal['Bearer']

TriageShapeRequest = TypedDict(
    "TriageShapeRequest",
    {
        "version": "NotRequired[int]",
        "category": "str",
        "severity": "SeverityEnum",
        "severity_reason": "str",
        "impact": "ImpactEnum",
        "urgency": "NotRequired[UrgencyEnum | BlankEnum | NullEnum | None]",
        "handler": "NotRequired[str | None]",
    },
)

TriggerEnum = Literal['by_hand', 'superior', 'threat', 'authority', 'pressing', 'impact', 'handover', 'stuck', 'approval', 'outside']

UrgencyEnum = Literal['frozen_account', 'lost_money', 'stolen_account', 'safety', 'medical', 'exam']

WaitShapeReasonEnum = Literal['evidence', 'answer']

WaitShapeRequest = TypedDict(
    "WaitShapeRequest",
    {
        "version": "NotRequired[int]",
        "reason": "WaitShapeReasonEnum",
        "note": "str",
        "until": "NotRequired[str | None]",
        "since": "NotRequired[str | None]",
        "override": "NotRequired[str]",
    },
)

WebhookInRequest = TypedDict(
    "WebhookInRequest",
    {
        "address": "str",
        "kinds": "NotRequired[list[KindsEnum]]",
    },
)

WebhookOut = TypedDict(
    "WebhookOut",
    {
        "uuid": "str",
        "kinds": "list[str]",
        "is_active": "bool",
        "former_until": "str | None",
        "created_at": "str",
    },
)

WordsShapeRequest = TypedDict(
    "WordsShapeRequest",
    {
        "version": "NotRequired[int]",
        "words": "NotRequired[str]",
    },
)


class Client:
    """With `key`, or with an application's id and secret, which are exchanged for tokens as needed."""

    def __init__(
        self, address: str, *, key: str = "", client_id: str = "", client_secret: str = "", language: str = "zh-hans"
    ) -> None:
        self._address, self._key, self._language = address.rstrip("/"), key, language
        self._credentials = {"client_id": client_id, "client_secret": client_secret}
        self._expires = float("inf") if key else 0.0

    def _request(
        self,
        method: str,
        path: str,
        *,
        question: dict[str, object] | None = None,
        body: object = None,
        form: dict[str, Any] | None = None,
        idempotency_key: str | None = None,
    ) -> Any:
        headers = {"Authorization": f"Bearer {self._token()}", "Accept-Language": self._language}
        content = None
        if form is not None:
            content, headers["Content-Type"] = _multipart(form)
        elif body is not None:
            content, headers["Content-Type"] = json.dumps(body).encode(), "application/json"
        elif method == "POST":
            content, headers["Content-Type"] = b"{}", "application/json"
        if idempotency_key is not None:
            headers["Idempotency-Key"] = idempotency_key
        asked = {name: _written(value) for name, value in (question or {}).items() if value is not None}
        return self._send(method, path + (f"?{urllib.parse.urlencode(asked)}" if asked else ""), content, headers)

    def _pages(self, path: str, question: dict[str, object]) -> Iterator[Any]:
        while True:
            page = self._request("GET", path, question=question)
            yield from page["results"]
            if page["next"] is None:
                return
            question = {**question, "after": page["next"]}

    def _token(self) -> str:
        if time.monotonic() >= self._expires:
            asked = {"grant_type": "client_credentials", **self._credentials}
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            answer = self._send("POST", "/api/v1/token", urllib.parse.urlencode(asked).encode(), headers)
            self._key, self._expires = answer["access_token"], time.monotonic() + answer["expires_in"] - 60
        return self._key

    def _send(self, method: str, path: str, content: bytes | None, headers: dict[str, str]) -> Any:
        request = urllib.request.Request(self._address + path, data=content, headers=headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                raw = answer.read()
                return json.loads(raw) if "json" in answer.headers["Content-Type"] else raw
        except urllib.error.HTTPError as refusal:
            try:
                told = json.loads(refusal.read())
            except ValueError:
                told = {}
            raise Problem(refusal.code, told.get("detail", refusal.reason), told.get("errors", [])) from None

    def complaints_list(self, *, category: str | None = None, channel: Literal['web_form', 'app', 'chat', 'phone', 'email', 'social', 'group_chat', 'counter', 'qr_code', 'app_review', 'platform', 'monitoring', 'regulator'] | None = None, external_id: str | None = None, handler: str | None = None, is_open: bool | None | None = None, order_number: str | None = None, priority: Literal['high', 'medium', 'low'] | None = None, q: str | None = None, received_before: str | None = None, received_from: str | None = None, severity: Literal['S1', 'S2', 'S3'] | None = None, state: Literal['received', 'triaged', 'investigating', 'proposed', 'executing', 'revisit', 'closed'] | None = None) -> Iterator[ComplaintOut]:
        """Those complaints the holder of the key sees; another's does not exist."""
        return self._pages("/api/v1/complaints", {"category": category, "channel": channel, "external_id": external_id, "handler": handler, "is_open": is_open, "order_number": order_number, "priority": priority, "q": q, "received_before": received_before, "received_from": received_from, "severity": severity, "state": state})

    def complaints_create(self, body: ComplaintInRequest, *, idempotency_key: str | None = None) -> ReceivedOut:
        """Bring a complaint in: numbered, timed, on the record and acknowledged in one transaction."""
        return cast(ReceivedOut, self._request("POST", "/api/v1/complaints", body=body, idempotency_key=idempotency_key))

    def complaints_retrieve(self, number: str) -> ComplaintOut:
        """Those complaints the holder of the key sees; another's does not exist."""
        return cast(ComplaintOut, self._request("GET", f"/api/v1/complaints/{_at(number)}"))

    def step_accept(self, number: str, body: AcceptShapeRequest, *, idempotency_key: str | None = None) -> ComplaintOut:
        """Record what the customer chose (PRO-4)."""
        return cast(ComplaintOut, self._request("POST", f"/api/v1/complaints/{_at(number)}/accept", body=body, idempotency_key=idempotency_key))

    def step_approve(self, number: str, body: ApproveShapeRequest, *, idempotency_key: str | None = None) -> ComplaintOut:
        """Agree to exactly what was read (ESC-1)."""
        return cast(ComplaintOut, self._request("POST", f"/api/v1/complaints/{_at(number)}/approve", body=body, idempotency_key=idempotency_key))

    def step_assign(self, number: str, body: HandlerShapeRequest, *, idempotency_key: str | None = None) -> ComplaintOut:
        """Give it to somebody."""
        return cast(ComplaintOut, self._request("POST", f"/api/v1/complaints/{_at(number)}/assign", body=body, idempotency_key=idempotency_key))

    def step_assign_task(self, number: str, body: TaskShapeRequest, *, idempotency_key: str | None = None) -> ComplaintOut:
        """Give a department something to do by a date (INV-2)."""
        return cast(ComplaintOut, self._request("POST", f"/api/v1/complaints/{_at(number)}/assign-task", body=body, idempotency_key=idempotency_key))

    def step_chase(self, number: str, body: WordsShapeRequest | None = None, *, idempotency_key: str | None = None) -> ComplaintOut:
        """Note that the customer presses."""
        return cast(ComplaintOut, self._request("POST", f"/api/v1/complaints/{_at(number)}/chase", body=body, idempotency_key=idempotency_key))

    def step_claim(self, number: str, body: StepShapeRequest | None = None, *, idempotency_key: str | None = None) -> ComplaintOut:
        """Take it from the queue."""
        return cast(ComplaintOut, self._request("POST", f"/api/v1/complaints/{_at(number)}/claim", body=body, idempotency_key=idempotency_key))

    def complaints_contacts_list(self, number: str) -> Iterator[ContactOut]:
        """Conversations with the customer, the latest first."""
        return self._pages(f"/api/v1/complaints/{_at(number)}/contacts", {})

    def complaints_contacts_create(self, number: str, body: ContactInRequest, *, idempotency_key: str | None = None) -> ContactOut:
        """Write down a conversation; a time promised in it becomes a deadline (SLA-3)."""
        return cast(ContactOut, self._request("POST", f"/api/v1/complaints/{_at(number)}/contacts", body=body, idempotency_key=idempotency_key))

    def complaints_deadlines_list(self, number: str) -> Iterator[DeadlineOut]:
        """Every deadline, running, met or cancelled."""
        return self._pages(f"/api/v1/complaints/{_at(number)}/deadlines", {})

    def complaints_deadlines_retrieve(self, number: str, deadline: str) -> ExplanationOut:
        """Why this time: each step from start to due, what counts and what does not, and what moved it."""
        return cast(ExplanationOut, self._request("GET", f"/api/v1/complaints/{_at(number)}/deadlines/{_at(deadline)}"))

    def step_do_task(self, number: str, body: TaskDoneShapeRequest, *, idempotency_key: str | None = None) -> ComplaintOut:
        """Report a task as done (EXE-3)."""
        return cast(ComplaintOut, self._request("POST", f"/api/v1/complaints/{_at(number)}/do-task", form=cast(dict[str, Any], body), idempotency_key=idempotency_key))

    def step_duplicate(self, number: str, body: DuplicateShapeRequest, *, idempotency_key: str | None = None) -> ComplaintOut:
        """Close it as the duplicate of another (INT-6)."""
        return cast(ComplaintOut, self._request("POST", f"/api/v1/complaints/{_at(number)}/duplicate", body=body, idempotency_key=idempotency_key))

    def step_escalate(self, number: str, body: EscalateShapeRequest | None = None, *, idempotency_key: str | None = None) -> ComplaintOut:
        """Put it before more power; never blocked (ESC-4)."""
        return cast(ComplaintOut, self._request("POST", f"/api/v1/complaints/{_at(number)}/escalate", body=body, idempotency_key=idempotency_key))

    def complaints_events_list(self, number: str) -> Iterator[EventOut]:
        """The record: every step, who, when, and the digest that chains it to the one before (AUD-1)."""
        return self._pages(f"/api/v1/complaints/{_at(number)}/events", {})

    def complaints_evidence_list(self, number: str) -> Iterator[EvidenceOut]:
        """The files of the complaint; each is fetched by its own address."""
        return self._pages(f"/api/v1/complaints/{_at(number)}/evidence", {})

    def complaints_evidence_create(self, number: str, body: EvidenceInRequest, *, idempotency_key: str | None = None) -> EvidenceOut:
        """Add a file: a picture, a recording or a PDF, judged by its content (INT-9)."""
        return cast(EvidenceOut, self._request("POST", f"/api/v1/complaints/{_at(number)}/evidence", form=cast(dict[str, Any], body), idempotency_key=idempotency_key))

    def complaints_evidence_retrieve(self, number: str, file: str) -> bytes:
        """The file itself; the look is on the record."""
        return cast(bytes, self._request("GET", f"/api/v1/complaints/{_at(number)}/evidence/{_at(file)}"))

    def step_extend(self, number: str, body: ExtendShapeRequest, *, idempotency_key: str | None = None) -> ComplaintOut:
        """Give a deadline more time before it passes."""
        return cast(ComplaintOut, self._request("POST", f"/api/v1/complaints/{_at(number)}/extend", body=body, idempotency_key=idempotency_key))

    def step_give_up(self, number: str, body: ReasonShapeRequest, *, idempotency_key: str | None = None) -> ComplaintOut:
        """Execution is impossible: a new proposal is needed."""
        return cast(ComplaintOut, self._request("POST", f"/api/v1/complaints/{_at(number)}/give-up", body=body, idempotency_key=idempotency_key))

    def step_hand_back(self, number: str, body: InstructionsShapeRequest, *, idempotency_key: str | None = None) -> ComplaintOut:
        """Return it with instructions."""
        return cast(ComplaintOut, self._request("POST", f"/api/v1/complaints/{_at(number)}/hand-back", body=body, idempotency_key=idempotency_key))

    def step_hand_over(self, number: str, body: HandOverShapeRequest, *, idempotency_key: str | None = None) -> ComplaintOut:
        """Hand it to a colleague, with a reason (INV-2)."""
        return cast(ComplaintOut, self._request("POST", f"/api/v1/complaints/{_at(number)}/hand-over", body=body, idempotency_key=idempotency_key))

    def step_hand_to_department(self, number: str, body: DepartmentShapeRequest, *, idempotency_key: str | None = None) -> ComplaintOut:
        """Hand it to a department (INV-2)."""
        return cast(ComplaintOut, self._request("POST", f"/api/v1/complaints/{_at(number)}/hand-to-department", body=body, idempotency_key=idempotency_key))

    def step_join_customers(self, number: str, body: JoinShapeRequest, *, idempotency_key: str | None = None) -> ComplaintOut:
        """The customers of two complaints are one person."""
        return cast(ComplaintOut, self._request("POST", f"/api/v1/complaints/{_at(number)}/join-customers", body=body, idempotency_key=idempotency_key))

    def complaints_likely_duplicates_list(self, number: str) -> list[LikelyOut]:
        """What may be the same matter and is undecided, a handful at most; the steps duplicate and not-same decide."""
        return cast(list[LikelyOut], self._request("GET", f"/api/v1/complaints/{_at(number)}/likely-duplicates"))

    def complaints_messages_list(self, number: str) -> Iterator[MessageOut]:
        """What was sent to the customer, when, and whether it arrived (COM-1)."""
        return self._pages(f"/api/v1/complaints/{_at(number)}/messages", {})

    def step_not_accept(self, number: str, body: NotAcceptedShapeRequest, *, idempotency_key: str | None = None) -> ComplaintOut:
        """Close it as not accepted, and tell why."""
        return cast(ComplaintOut, self._request("POST", f"/api/v1/complaints/{_at(number)}/not-accept", body=body, idempotency_key=idempotency_key))

    def step_not_same(self, number: str, body: NotSameShapeRequest, *, idempotency_key: str | None = None) -> ComplaintOut:
        """It is not the same as another: nobody is asked again (INT-6)."""
        return cast(ComplaintOut, self._request("POST", f"/api/v1/complaints/{_at(number)}/not-same", body=body, idempotency_key=idempotency_key))

    def step_offer(self, number: str, body: StepShapeRequest | None = None, *, idempotency_key: str | None = None) -> ComplaintOut:
        """Offer the approved proposal to the customer (PRO-4)."""
        return cast(ComplaintOut, self._request("POST", f"/api/v1/complaints/{_at(number)}/offer", body=body, idempotency_key=idempotency_key))

    def step_part_customers(self, number: str, body: ReasonShapeRequest, *, idempotency_key: str | None = None) -> ComplaintOut:
        """They are two persons after all, within a day."""
        return cast(ComplaintOut, self._request("POST", f"/api/v1/complaints/{_at(number)}/part-customers", body=body, idempotency_key=idempotency_key))

    def step_postpone_task(self, number: str, body: PostponeShapeRequest, *, idempotency_key: str | None = None) -> ComplaintOut:
        """Set a later date, in time (EXE-2)."""
        return cast(ComplaintOut, self._request("POST", f"/api/v1/complaints/{_at(number)}/postpone-task", body=body, idempotency_key=idempotency_key))

    def complaints_proposals_list(self, number: str) -> Iterator[ProposalOut]:
        """What was offered in each round, with the options and what became of them (PRO-5)."""
        return self._pages(f"/api/v1/complaints/{_at(number)}/proposals", {})

    def step_propose(self, number: str, body: ProposeShapeRequest, *, idempotency_key: str | None = None) -> ComplaintOut:
        """Propose a solution; within the limit it is approved at once (PRO-1, PRO-2)."""
        return cast(ComplaintOut, self._request("POST", f"/api/v1/complaints/{_at(number)}/propose", body=body, idempotency_key=idempotency_key))

    def step_refuse(self, number: str, body: RefuseShapeRequest, *, idempotency_key: str | None = None) -> ComplaintOut:
        """Record that no option suits (PRO-4)."""
        return cast(ComplaintOut, self._request("POST", f"/api/v1/complaints/{_at(number)}/refuse", body=body, idempotency_key=idempotency_key))

    def step_regrade(self, number: str, body: GradeShapeRequest, *, idempotency_key: str | None = None) -> ComplaintOut:
        """Change the grade; open deadlines are computed anew (SLA-19)."""
        return cast(ComplaintOut, self._request("POST", f"/api/v1/complaints/{_at(number)}/regrade", body=body, idempotency_key=idempotency_key))

    def step_reopen(self, number: str, body: ReopenShapeRequest, *, idempotency_key: str | None = None) -> ComplaintOut:
        """Open a closed complaint again (SLA-15)."""
        return cast(ComplaintOut, self._request("POST", f"/api/v1/complaints/{_at(number)}/reopen", body=body, idempotency_key=idempotency_key))

    def step_report(self, number: str, body: ReportShapeRequest, *, idempotency_key: str | None = None) -> ComplaintOut:
        """File the investigation report (INV-4)."""
        return cast(ComplaintOut, self._request("POST", f"/api/v1/complaints/{_at(number)}/report", body=body, idempotency_key=idempotency_key))

    def step_resolve_escalation(self, number: str, body: AnswerShapeRequest, *, idempotency_key: str | None = None) -> ComplaintOut:
        """Answer it."""
        return cast(ComplaintOut, self._request("POST", f"/api/v1/complaints/{_at(number)}/resolve-escalation", body=body, idempotency_key=idempotency_key))

    def step_resume(self, number: str, body: NoteShapeRequest | None = None, *, idempotency_key: str | None = None) -> ComplaintOut:
        """Let the clock run again (SLA-16)."""
        return cast(ComplaintOut, self._request("POST", f"/api/v1/complaints/{_at(number)}/resume", body=body, idempotency_key=idempotency_key))

    def step_revisit(self, number: str, body: RevisitShapeRequest, *, idempotency_key: str | None = None) -> ComplaintOut:
        """Record one attempt to ask the customer."""
        return cast(ComplaintOut, self._request("POST", f"/api/v1/complaints/{_at(number)}/revisit", body=body, idempotency_key=idempotency_key))

    def step_rule_owner(self, number: str, body: RulingShapeRequest, *, idempotency_key: str | None = None) -> ComplaintOut:
        """Decide who answers for it, as a referee (INV-2)."""
        return cast(ComplaintOut, self._request("POST", f"/api/v1/complaints/{_at(number)}/rule-owner", body=body, idempotency_key=idempotency_key))

    def step_send_back(self, number: str, body: SendBackShapeRequest, *, idempotency_key: str | None = None) -> ComplaintOut:
        """Return the proposal with a comment."""
        return cast(ComplaintOut, self._request("POST", f"/api/v1/complaints/{_at(number)}/send-back", body=body, idempotency_key=idempotency_key))

    def step_split(self, number: str, body: SplitShapeRequest, *, idempotency_key: str | None = None) -> ComplaintOut:
        """Open a complaint of its own for a second matter told in it (INT-6)."""
        return cast(ComplaintOut, self._request("POST", f"/api/v1/complaints/{_at(number)}/split", body=body, idempotency_key=idempotency_key))

    def step_start_investigation(self, number: str, body: StepShapeRequest | None = None, *, idempotency_key: str | None = None) -> ComplaintOut:
        """Begin to find out what happened (SLA-5)."""
        return cast(ComplaintOut, self._request("POST", f"/api/v1/complaints/{_at(number)}/start-investigation", body=body, idempotency_key=idempotency_key))

    def step_step_in(self, number: str, body: StepShapeRequest | None = None, *, idempotency_key: str | None = None) -> ComplaintOut:
        """Take the running escalation up (SLA-9)."""
        return cast(ComplaintOut, self._request("POST", f"/api/v1/complaints/{_at(number)}/step-in", body=body, idempotency_key=idempotency_key))

    def step_take_back(self, number: str, body: ReasonShapeRequest, *, idempotency_key: str | None = None) -> ComplaintOut:
        """Take a proposal back before it is answered."""
        return cast(ComplaintOut, self._request("POST", f"/api/v1/complaints/{_at(number)}/take-back", body=body, idempotency_key=idempotency_key))

    def complaints_tasks_list(self, number: str) -> Iterator[TaskOut]:
        """Who does what by when."""
        return self._pages(f"/api/v1/complaints/{_at(number)}/tasks", {})

    def step_triage(self, number: str, body: TriageShapeRequest, *, idempotency_key: str | None = None) -> ComplaintOut:
        """Grade it and give it a handler (TRI-1…TRI-5)."""
        return cast(ComplaintOut, self._request("POST", f"/api/v1/complaints/{_at(number)}/triage", body=body, idempotency_key=idempotency_key))

    def step_undo_merge(self, number: str, body: ReasonShapeRequest, *, idempotency_key: str | None = None) -> ComplaintOut:
        """Take the merge back within a day (INT-6)."""
        return cast(ComplaintOut, self._request("POST", f"/api/v1/complaints/{_at(number)}/undo-merge", body=body, idempotency_key=idempotency_key))

    def step_wait(self, number: str, body: WaitShapeRequest, *, idempotency_key: str | None = None) -> ComplaintOut:
        """Ask the customer and stop the clock (SLA-16)."""
        return cast(ComplaintOut, self._request("POST", f"/api/v1/complaints/{_at(number)}/wait", body=body, idempotency_key=idempotency_key))

    def step_withdraw(self, number: str, body: ReasonShapeRequest, *, idempotency_key: str | None = None) -> ComplaintOut:
        """Close it: the customer takes it back."""
        return cast(ComplaintOut, self._request("POST", f"/api/v1/complaints/{_at(number)}/withdraw", body=body, idempotency_key=idempotency_key))

    def step_write(self, number: str, body: MessageShapeRequest, *, idempotency_key: str | None = None) -> ComplaintOut:
        """Write to the customer by the preferred channel (COM-1, COM-3)."""
        return cast(ComplaintOut, self._request("POST", f"/api/v1/complaints/{_at(number)}/write", body=body, idempotency_key=idempotency_key))

    def connect_create(self, uuid: str, body: MessagesInRequest, *, idempotency_key: str | None = None) -> MessagesOut:
        """Bring one message or several: all are taken, or none. The same request again gets the same answer."""
        return cast(MessagesOut, self._request("POST", f"/api/v1/connect/{_at(uuid)}", body=body, idempotency_key=idempotency_key))

    def improvements_list(self) -> Iterator[ImprovementOut]:
        """What was handed over to the application that asks."""
        return self._pages("/api/v1/improvements", {})

    def improvements_retrieve(self, number: str) -> ImprovementOut:
        """What was handed over to the application that asks."""
        return cast(ImprovementOut, self._request("GET", f"/api/v1/improvements/{_at(number)}"))

    def improvements_answer_create(self, number: str, body: AnswerInRequest, *, idempotency_key: str | None = None) -> ImprovementOut:
        """Say how it stands."""
        return cast(ImprovementOut, self._request("POST", f"/api/v1/improvements/{_at(number)}/answer", body=body, idempotency_key=idempotency_key))

    def mail_mime_create(self, uuid: str, body: MailFormInRequest | None = None, *, idempotency_key: str | None = None) -> MailOut:
        """Post one mail: raw as `message/rfc822`, or in the field `email`, `message` or `body-mime` of a form."""
        return cast(MailOut, self._request("POST", f"/api/v1/mail/{_at(uuid)}/mime", form=cast(dict[str, Any], body), idempotency_key=idempotency_key))

    def orders_update(self, number: str, body: OrderInRequest) -> OrderOut:
        """Keep what is known of an order; open complaints about it are filled in where they lack something."""
        return cast(OrderOut, self._request("PUT", f"/api/v1/orders/{_at(number)}", body=body))

    def reference_categories_list(self) -> Iterator[CategoryOut]:
        """Categories in use (TRI-1)."""
        return self._pages("/api/v1/reference/categories", {})

    def reference_departments_list(self) -> Iterator[DepartmentOut]:
        """Departments in use."""
        return self._pages("/api/v1/reference/departments", {})

    def reference_people_list(self) -> Iterator[PersonOut]:
        """People of the desk who can be named as handler or owner, by user name."""
        return self._pages("/api/v1/reference/people", {})

    def reference_teams_list(self) -> Iterator[TeamOut]:
        """Desks in use, whose members share a queue."""
        return self._pages("/api/v1/reference/teams", {})

    def webhooks_list(self) -> Iterator[WebhookOut]:
        """Where the application is told what happens to the complaints it brought in."""
        return self._pages("/api/v1/webhooks", {})

    def webhooks_create(self, body: WebhookInRequest, *, idempotency_key: str | None = None) -> OpenedOut:
        """Open one: from now on every event is posted there, signed, at least once."""
        return cast(OpenedOut, self._request("POST", "/api/v1/webhooks", body=body, idempotency_key=idempotency_key))

    def webhooks_calls_list(self, uuid: str) -> Iterator[CallOut]:
        """The log: what was told, what waits, what was parked and why."""
        return self._pages(f"/api/v1/webhooks/{_at(uuid)}/calls", {})

    def webhooks_calls_replay_create(self, uuid: str, call: str, *, idempotency_key: str | None = None) -> CallOut:
        """Send it once more under the same id."""
        return cast(CallOut, self._request("POST", f"/api/v1/webhooks/{_at(uuid)}/calls/{_at(call)}/replay", idempotency_key=idempotency_key))

    def webhooks_close_create(self, uuid: str, *, idempotency_key: str | None = None) -> WebhookOut:
        """Tell it nothing any more."""
        return cast(WebhookOut, self._request("POST", f"/api/v1/webhooks/{_at(uuid)}/close", idempotency_key=idempotency_key))

    def webhooks_renew_secret_create(self, uuid: str, *, idempotency_key: str | None = None) -> SecretOut:
        """Make a new secret."""
        return cast(SecretOut, self._request("POST", f"/api/v1/webhooks/{_at(uuid)}/renew-secret", idempotency_key=idempotency_key))


def _at(path: str) -> str:
    return urllib.parse.quote(path, safe="")


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _multipart(form: dict[str, Any]) -> tuple[bytes, str]:
    edge, parts = uuid.uuid4().hex, []
    for name, value in form.items():
        for one in value if isinstance(value, list) else [value]:
            place = f'Content-Disposition: form-data; name="{name}"'
            if isinstance(one, tuple):
                place += f'; filename="{urllib.parse.quote(one[0])}"\r\nContent-Type: application/octet-stream'
            content = one[1] if isinstance(one, tuple) else _written(one).encode()
            parts.append(f"--{edge}\r\n{place}\r\n\r\n".encode() + content + b"\r\n")
    return b"".join(parts) + f"--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}"
