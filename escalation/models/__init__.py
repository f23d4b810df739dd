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
from escalation.models.limit import AuthorityLimit, Rung
from escalation.models.step import ApprovalStep, Outcome, StepOwed

__all__ = [
    "LIVE",
    "Affected",
    "ApprovalChain",
    "ApprovalRequest",
    "ApprovalStep",
    "AuthorityLimit",
    "Cause",
    "ChainRule",
    "Decision",
    "Escalation",
    "Incident",
    "IncidentEvent",
    "IncidentMember",
    "IncidentRule",
    "IncidentSerial",
    "IncidentState",
    "Membership",
    "Outcome",
    "Responder",
    "ResponsePart",
    "Rung",
    "Statement",
    "StatementTold",
    "StatutoryBaseline",
    "StepOwed",
    "Trace",
]
