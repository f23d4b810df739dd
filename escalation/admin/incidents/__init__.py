from escalation.admin.incidents import pages, rules, steps

__all__ = ["pages", "rules", "steps"]
