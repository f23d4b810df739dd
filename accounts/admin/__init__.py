from accounts.admin import delegations, departments, people, roster

__all__ = ["delegations", "departments", "people", "roster"]
