"""Webhooks of the application that asks: opened, given a new secret, closed; their calls read and sent again."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.response import Response

from accounts.api.shapes import Shape
from accounts.api.views import Door
from accounts.scopes import Scope
from complaints.api.once import IDEMPOTENCY_KEY, once
from complaints.api.pages import OF_PAGES, KeysetPages
from complaints.models import CallKind, EventKind, Webhook, WebhookCall
from complaints.services import webhooks


class WebhookIn(Shape):
    address = serializers.CharField(max_length=500, help_text="https://…")
    kinds = serializers.ListField(
        child=serializers.ChoiceField([*EventKind.choices, *CallKind.choices]),
        max_length=200,
        default=list,
        help_text="None means all.",
    )


class WebhookOut(serializers.ModelSerializer):
    kinds = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = Webhook
        fields = ("uuid", "kinds", "is_active", "former_until", "created_at")
        read_only_fields = fields


class OpenedOut(serializers.Serializer):
    """`secret` is said this once."""

    webhook = WebhookOut()
    secret = serializers.CharField()


class SecretOut(serializers.Serializer):
    secret = serializers.CharField(help_text="For two days the former one signs beside it.")


class CallOut(serializers.ModelSerializer):
    kind = serializers.CharField(source="told_kind")
    complaint = serializers.CharField(source="told_number", help_text="Or the number of what else it tells of.")
    state = serializers.ChoiceField(["waiting", "sent", "parked"])

    class Meta:
        model = WebhookCall
        fields = ("uuid", "kind", "complaint", "state", "attempts", "failure", "due_at", "sent_at", "parked_at")
        read_only_fields = fields


@extend_schema(tags=["webhooks"])
class WebhookDoor(mixins.ListModelMixin, Door):
    """Where the application is told what happens to the complaints it brought in."""

    queryset = Webhook.objects.none()
    serializer_class = WebhookOut
    pagination_class = KeysetPages
    lookup_field, lookup_value_converter = "uuid", "uuid"
    scopes = dict.fromkeys(("list", "create", "renew_secret", "close", "calls", "replay"), Scope.HOOKS)
    questions = {"list": OF_PAGES, "calls": OF_PAGES}

    def get_queryset(self):
        return Webhook.objects.filter(application__account=self.request.user)

    @extend_schema(request=WebhookIn, parameters=[IDEMPOTENCY_KEY], responses={201: OpenedOut})
    @once
    def create(self, request):
        """Open one: from now on every event is posted there, signed, at least once."""
        body = WebhookIn(data=request.data)
        body.is_valid(raise_exception=True)
        webhook, secret = webhooks.open_webhook(**body.validated_data, by=request.user, now=timezone.now())
        return Response(OpenedOut({"webhook": webhook, "secret": secret}).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, parameters=[IDEMPOTENCY_KEY], responses=SecretOut)
    @action(detail=True, methods=["post"], url_path="renew-secret")
    @once
    def renew_secret(self, request, uuid):
        """Make a new secret."""
        secret = webhooks.renew_webhook_secret(self.get_object().pk, by=request.user, now=timezone.now())
        return Response({"secret": secret})

    @extend_schema(request=None, parameters=[IDEMPOTENCY_KEY], responses=WebhookOut)
    @action(detail=True, methods=["post"])
    @once
    def close(self, request, uuid):
        """Tell it nothing any more."""
        webhook = webhooks.close_webhook(self.get_object().pk, by=request.user, now=timezone.now())
        return Response(WebhookOut(webhook).data)

    @extend_schema(responses=CallOut(many=True))
    @action(detail=True)
    def calls(self, request, uuid):
        """The log: what was told, what waits, what was parked and why."""
        rows = self.get_object().calls.select_related("event__complaint")
        return self.get_paginated_response(CallOut(self.paginate_queryset(rows), many=True).data)

    @extend_schema(request=None, parameters=[IDEMPOTENCY_KEY], responses=CallOut)
    @action(detail=True, methods=["post"], url_path="calls/<uuid:call>/replay")
    @once
    def replay(self, request, uuid, call):
        """Send it once more under the same id."""
        found = get_object_or_404(self.get_object().calls, uuid=call)
        return Response(CallOut(webhooks.replay(found.pk, by=request.user, now=timezone.now())).data)
