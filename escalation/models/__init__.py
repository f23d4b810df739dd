from escalation.models.approval import ApprovalRequest, Decision
from escalation.models.baseline import StatutoryBaseline
from escalation.models.chain import ApprovalChain, Cause, ChainRule
from escalation.models.escalation import Escalation
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
from escalation.models.shortfall import Shortfall, bound_told, holder_told
from escalation.models.step import ApprovalStep, Outcome, StepOwed
from escalation.states import Rung

__all__ = [
    "LIVE",
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
    "Escalation",
    "EvidencePackage",
    "FinalLetter",
    "Incident",
    "IncidentEvent",
    "IncidentMember",
    "IncidentRule",
    "IncidentSerial",
    "IncidentState",
    "JointMeeting",
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
    "Rung",
    "Shortfall",
    "Statement",
    "StatementTold",
    "StatutoryBaseline",
    "StepOwed",
    "Trace",
    "bound_told",
    "holder_told",
]
