"""What every view of the interface has in common, and the exchange of a secret for a token."""

from django.conf import settings
from django.http import Http404
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.response import Response

from accounts.api.access import HasScope
from accounts.api.parsing import BoundedForm, BoundedJSON
from accounts.api.shapes import Shape
from accounts.services import access


class Door(viewsets.GenericViewSet):
    """A resource: `scopes` names for each action what the key must be good for."""

    http_method_names = ["get", "head", "post"]
    permission_classes = [HasScope]
    scopes = {}
    #: What a question may name, by action; everything else in it is refused, never ignored (A24).
    questions = {}

    def scope_of(self, request):
        """A method the resource does not know is answered 405 whatever the scope, so any of its scopes will do."""
        return self.scopes.get(self.action) or next(iter(self.scopes.values()))

    def initial(self, request, *args, **kwargs):
        translation.activate(_language_of(request))
        super().initial(request, *args, **kwargs)
        if "\x00" in request.path:
            # One of the two databases would take it for a fault, the other finds nothing.
            raise Http404
        unknown = set(request.query_params) - set(self.questions.get(self.action, ()))
        # A method the resource does not know is answered as such.
        if unknown and self.action:
            raise serializers.ValidationError({name: [_("There is no such question.")] for name in sorted(unknown)})

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers["Content-Language"] = translation.get_language()
        response.headers["Cache-Control"] = "no-store"
        left = getattr(request.auth, "requests_left", None) if request.successful_authenticator else None
        if left is not None:
            response.headers["RateLimit-Remaining"] = str(left)
        return response


def _language_of(request):
    """What the request asks for, else what the holder of the key speaks."""
    asked = translation.get_language_from_request(request)
    if request.headers.get("Accept-Language") and asked in dict(settings.LANGUAGES):
        return asked
    return getattr(request.user, "language", "") or settings.LANGUAGE_CODE


class TokenIn(Shape):
    grant_type = serializers.ChoiceField(["client_credentials"])
    client_id = serializers.CharField(max_length=40)
    client_secret = serializers.CharField(max_length=100, trim_whitespace=False)
    scope = serializers.CharField(max_length=400, default="", help_text="Separated by blanks; without it all it has.")


class TokenOut(serializers.Serializer):
    access_token = serializers.CharField()
    token_type = serializers.ChoiceField(["Bearer"])
    expires_in = serializers.IntegerField(help_text="Seconds.")
    scope = serializers.CharField()


class TokenDoor(Door):
    """Client credentials of RFC 6749, section 4.4, as a form or as JSON."""

    authentication_classes = []
    permission_classes = []
    parser_classes = [BoundedForm, BoundedJSON]
    serializer_class = TokenIn

    @extend_schema(request=TokenIn, responses={200: TokenOut}, auth=[], tags=["token"])
    def create(self, request):
        """Exchange a client id and its secret for a token that lasts an hour."""
        asked = TokenIn(data=request.data)
        asked.is_valid(raise_exception=True)
        body, now = asked.validated_data, timezone.now()
        token, row = access.exchange(body["client_id"], body["client_secret"], scopes=body["scope"].split(), now=now)
        return Response(
            {
                "access_token": token,
                "token_type": "Bearer",
                "expires_in": int((row.expires_at - now).total_seconds()),
                "scope": " ".join(row.scopes),
            }
        )
