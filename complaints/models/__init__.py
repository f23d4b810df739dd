from complaints.models.approval import Approval
from complaints.models.calendar import CalendarChange, CalendarDay, WorkCalendar
from complaints.models.category import Category, Nature
from complaints.models.channel_account import ChannelAccount
from complaints.models.complainant import Complainant, ContactPoint
from complaints.models.complaint import Complaint, ComplaintSerial
from complaints.models.connector import Connector, ConnectorCall
from complaints.models.contact import Contact, Direction
from complaints.models.deadline import Deadline
from complaints.models.deadline_history import DeadlineNotice, DeadlineStep, Extension
from complaints.models.delivery import Delivery, DeliveryState
from complaints.models.event import ComplaintEvent, EventKind, sealed_head
from complaints.models.evidence import Evidence, Proof
from complaints.models.export import Export, ExportKind, ExportState, ExportSubject
from complaints.models.form_count import FormCount
from complaints.models.grant import BudgetUse, Grant, budget_scopes
from complaints.models.heartbeat import Heartbeat, Runner
from complaints.models.import_batch import CELL, WAITING_IMPORTS, ImportBatch, ImportRow, ImportState, said
from complaints.models.import_mapping import ImportMapping
from complaints.models.inbound import Inbound, InboundFile, InboundReason, InboundState, MediaLink
from complaints.models.investigation import InvestigationReport
from complaints.models.ivr_key import IvrKey
from complaints.models.joining import Joining
from complaints.models.ledger import LedgerEntry
from complaints.models.likeness import Likeness, LikenessRules, TextKey, Verdict
from complaints.models.mailbox import Mailbox
from complaints.models.merge import Merge
from complaints.models.message_template import MessageTemplate
from complaints.models.order import Order
from complaints.models.pause import Pause, PauseReason
from complaints.models.policy import ESCALATING_KINDS, PAUSING_KINDS, Clock, DeadlineKind, DeadlineRule, Policy
from complaints.models.proposal import ALIVE, Option, OptionItem, Proposal, ProposalStatus, content_hash
from complaints.models.sending_rules import SendingRules
from complaints.models.service_profile import CareReminder, ServiceProfile
from complaints.models.split import Split
from complaints.models.staff_notice import NoticeKind, NoticePreference, StaffNotice
from complaints.models.stored_answer import StoredAnswer
from complaints.models.task import Stage, Task
from complaints.models.tracking import TrackingTries
from complaints.models.urgent_words import UrgentWords
from complaints.models.webhook import CallKind, Webhook, WebhookCall
from complaints.models.wecom import WecomAccount, WecomInbox
from complaints.models.word_rule import WordKind, WordRule

__all__ = [
    "ALIVE",
    "CELL",
    "ESCALATING_KINDS",
    "PAUSING_KINDS",
    "WAITING_IMPORTS",
    "Approval",
    "BudgetUse",
    "CalendarChange",
    "CalendarDay",
    "CallKind",
    "CareReminder",
    "Category",
    "ChannelAccount",
    "Clock",
    "Complainant",
    "Complaint",
    "ComplaintEvent",
    "ComplaintSerial",
    "Connector",
    "ConnectorCall",
    "Contact",
    "ContactPoint",
    "Deadline",
    "DeadlineKind",
    "DeadlineNotice",
    "DeadlineRule",
    "DeadlineStep",
    "Delivery",
    "DeliveryState",
    "Direction",
    "EventKind",
    "Evidence",
    "Export",
    "ExportKind",
    "ExportState",
    "ExportSubject",
    "Extension",
    "FormCount",
    "Grant",
    "Heartbeat",
    "ImportBatch",
    "ImportMapping",
    "ImportRow",
    "ImportState",
    "Inbound",
    "InboundFile",
    "InboundReason",
    "InboundState",
    "InvestigationReport",
    "IvrKey",
    "Joining",
    "LedgerEntry",
    "Likeness",
    "LikenessRules",
    "Mailbox",
    "MediaLink",
    "Merge",
    "MessageTemplate",
    "Nature",
    "NoticeKind",
    "NoticePreference",
    "Option",
    "OptionItem",
    "Order",
    "Pause",
    "PauseReason",
    "Policy",
    "Proof",
    "Proposal",
    "ProposalStatus",
    "Runner",
    "SendingRules",
    "ServiceProfile",
    "Split",
    "StaffNotice",
    "Stage",
    "StoredAnswer",
    "Task",
    "TextKey",
    "TrackingTries",
    "UrgentWords",
    "Verdict",
    "Webhook",
    "WebhookCall",
    "WecomAccount",
    "WecomInbox",
    "WordKind",
    "WordRule",
    "WorkCalendar",
    "budget_scopes",
    "content_hash",
    "said",
    "sealed_head",
]
