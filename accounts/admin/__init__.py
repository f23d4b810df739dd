from accounts.admin import access, delegations, departments, people, requirements, roster

__all__ = ["access", "delegations", "departments", "people", "requirements", "roster"]
