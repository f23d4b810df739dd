from escalation.admin import approvals, limits, steps

__all__ = ["approvals", "limits", "steps"]
