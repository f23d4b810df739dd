from accounts.models.application import AccessToken, Application, RequestCount
from accounts.models.certificate import ROLES_OF_PEOPLE, Certificate, Qualification, RoleRequirement
from accounts.models.delegation import Delegation
from accounts.models.department import Department, Team
from accounts.models.shift import Shift
from accounts.models.user import User

__all__ = [
    "ROLES_OF_PEOPLE",
    "AccessToken",
    "Application",
    "Certificate",
    "Delegation",
    "Department",
    "Qualification",
    "RequestCount",
    "RoleRequirement",
    "Shift",
    "Team",
    "User",
]
