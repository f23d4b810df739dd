from accounts.admin import access, delegations, departments, people, roster

__all__ = ["access", "delegations", "departments", "people", "roster"]
