from escalation.models.approval import ApprovalRequest
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

__all__ = [
    "LIVE",
    "Affected",
    "ApprovalRequest",
    "AuthorityLimit",
    "Escalation",
    "Incident",
    "IncidentEvent",
    "IncidentMember",
    "IncidentRule",
    "IncidentSerial",
    "IncidentState",
    "Membership",
    "Responder",
    "ResponsePart",
    "Rung",
    "Statement",
    "StatementTold",
    "Trace",
]
