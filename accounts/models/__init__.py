from accounts.models.application import AccessToken, Application, RequestCount
from accounts.models.delegation import Delegation
from accounts.models.department import Department, Team
from accounts.models.shift import Shift
from accounts.models.user import User

__all__ = ["AccessToken", "Application", "Delegation", "Department", "RequestCount", "Shift", "Team", "User"]
