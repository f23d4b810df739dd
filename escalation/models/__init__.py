from escalation.models.approval import ApprovalRequest
from escalation.models.limit import AuthorityLimit

__all__ = ["ApprovalRequest", "AuthorityLimit"]
