from escalation.admin import approvals, incidents, limits, steps

__all__ = ["approvals", "incidents", "limits", "steps"]
