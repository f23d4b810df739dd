from escalation.models.approval import ApprovalRequest, Decision
from escalation.models.baseline import StatutoryBaseline
from escalation.models.chain import ApprovalChain, Cause, ChainRule
from escalation.models.escalation import Ending, Escalation
from escalation.models.finding import TriggerFinding
from escalation.models.incident import (
    LIVE,
    Affected,
    Incident,
    IncidentEvent,
    IncidentRule,
    IncidentSerial,
    IncidentState,
    Responder,
    ResponsePart,
    Statement,
)
from escalation.models.incident_member import IncidentMember, Membership, StatementTold, Trace
from escalation.models.letter import FinalLetter, LetterKind
from escalation.models.limit import AuthorityLimit, CompensationRate, LimitVersion
from escalation.models.matter import MatterResult, MatterTerm, Obligation, OutsideMatter
from escalation.models.meeting import JointMeeting
from escalation.models.outside import BodyKind, LegalTerm, Milestone, OutsideBody
from escalation.models.package import EvidencePackage, PackageState, Recipient
from escalation.models.risk import HIGH, Judgement, RiskAssessment, RiskWeight
from escalation.models.shortfall import Shortfall, bound_told, holder_told
from escalation.models.step import ApprovalStep, Outcome, StepOwed
from escalation.models.trigger_rule import WORDED, Form, TriggerRule, TriggerRuleChange
from escalation.states import Rung

__all__ = [
    "HIGH",
    "LIVE",
    "WORDED",
    "Affected",
    "ApprovalChain",
    "ApprovalRequest",
    "ApprovalStep",
    "AuthorityLimit",
    "BodyKind",
    "Cause",
    "ChainRule",
    "CompensationRate",
    "Decision",
    "Ending",
    "Escalation",
    "EvidencePackage",
    "FinalLetter",
    "Form",
    "Incident",
    "IncidentEvent",
    "IncidentMember",
    "IncidentRule",
    "IncidentSerial",
    "IncidentState",
    "JointMeeting",
    "Judgement",
    "LegalTerm",
    "LetterKind",
    "LimitVersion",
    "MatterResult",
    "MatterTerm",
    "Membership",
    "Milestone",
    "Obligation",
    "Outcome",
    "OutsideBody",
    "OutsideMatter",
    "PackageState",
    "Recipient",
    "Responder",
    "ResponsePart",
    "RiskAssessment",
    "RiskWeight",
    "Rung",
    "Shortfall",
    "Statement",
    "StatementTold",
    "StatutoryBaseline",
    "StepOwed",
    "Trace",
    "TriggerFinding",
    "TriggerRule",
    "TriggerRuleChange",
    "bound_told",
    "holder_told",
]
