"""Answers `user.has_perm` from the rights file instead of permission rows."""

from django.contrib.auth.backends import ModelBackend
from django.utils import timezone

from accounts.models import User


class RoleBackend(ModelBackend):
    """Rights of the person's own role, and of those who delegated to the person today.

    Passwords are checked as Django does. Rows are not this backend's matter: with `obj` the
    answer is the same as without.
    """

    def get_user(self, user_id):
        """Found together with what rights ask of it, so that a request costs no query more."""
        user = User.objects.with_certificates(timezone.localdate()).filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None

    def get_all_permissions(self, user_obj, obj=None):
        if not user_obj.is_active or user_obj.is_anonymous:
            return set()
        return set(user_obj.rights())

    def get_user_permissions(self, user_obj, obj=None):
        return self.get_all_permissions(user_obj, obj)

    def get_group_permissions(self, user_obj, obj=None):
        return set()

    def has_perm(self, user_obj, perm, obj=None):
        return perm in self.get_all_permissions(user_obj, obj)

    def has_module_perms(self, user_obj, app_label):
        return any(right.startswith(f"{app_label}.") for right in self.get_all_permissions(user_obj))
