from escalation.models.approval import ApprovalRequest
from escalation.models.escalation import Escalation
from escalation.models.limit import AuthorityLimit, Rung

__all__ = ["ApprovalRequest", "AuthorityLimit", "Escalation", "Rung"]
