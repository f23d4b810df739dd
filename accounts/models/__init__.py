from accounts.models.delegation import Delegation
from accounts.models.department import Department, Team
from accounts.models.shift import Shift
from accounts.models.user import User

__all__ = ["Delegation", "Department", "Shift", "Team", "User"]
