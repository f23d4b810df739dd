from escalation.admin import approvals, escalations, incidents, level_steps, limits, steps

__all__ = ["approvals", "escalations", "incidents", "level_steps", "limits", "steps"]
