"""Who asks, by which key, and how often: the same for every address of the interface."""

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission

from accounts.services import access


class BearerToken(BaseAuthentication):
    """`Authorization: Bearer redress_…`; nothing else opens the interface, no session either (A41)."""

    def authenticate(self, request):
        word, _space, token = get_authorization_header(request).decode("latin-1").partition(" ")
        if word.lower() != "bearer":
            return None
        key = access.find_token(token.strip(), now=timezone.now())
        if key is None:
            raise AuthenticationFailed(_("This key is wrong, has expired or was taken back."))
        key.requests_left = access.count_request(key, now=timezone.now())
        return key.holder, key

    def authenticate_header(self, request):
        return 'Bearer realm="redress"'


class HasScope(BasePermission):
    """The key reaches what the view names for this action; whether the person may is the service's question."""

    def has_permission(self, request, view):
        if request.auth is None:
            return False
        scope = view.scope_of(request)
        self.message = _("The key lacks the scope “%(scope)s”.") % {"scope": scope}
        return request.auth.allows(scope)
