"""Improvements handed over to an outside tracker: it reads its own and answers them (REV-4)."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.api.shapes import Shape
from accounts.api.views import Door
from accounts.scopes import Scope
from complaints.api.once import IDEMPOTENCY_KEY, once
from complaints.api.pages import OF_PAGES, KeysetPages
from review.models import Answer, ImprovementAction
from review.services.improvements.handing import take_answer


class AnswerIn(Shape):
    """How it stands there; the same answer again changes nothing."""

    answer = serializers.ChoiceField(Answer.choices)
    reference = serializers.CharField(max_length=80, default="", allow_blank=True, help_text="Its number there.")
    note = serializers.CharField(max_length=500, default="", allow_blank=True)


class ImprovementOut(serializers.ModelSerializer):
    owner = serializers.CharField(source="owner.name")
    category = serializers.CharField(source="category.code", default="")
    channel = serializers.CharField(help_text="Empty where all channels are meant.")
    cause = serializers.CharField(source="analysis.cause")

    class Meta:
        model = ImprovementAction
        fields = (
            *("number", "state", "kind", "title", "plan", "cause", "owner", "due_on", "check_on", "metric", "target"),
            *("category", "product", "channel", "handed_at", "answer", "reference", "answer_note", "answered_at"),
        )
        read_only_fields = fields


@extend_schema(tags=["improvements"])
class ImprovementDoor(mixins.ListModelMixin, mixins.RetrieveModelMixin, Door):
    """What was handed over to the application that asks."""

    queryset = ImprovementAction.objects.none()
    serializer_class = ImprovementOut
    pagination_class = KeysetPages
    lookup_field, lookup_value_converter = "number", "str"
    scopes = dict.fromkeys(("list", "retrieve", "answer"), Scope.IMPROVE)
    questions = {"list": OF_PAGES}

    def get_queryset(self):
        handed = ImprovementAction.objects.filter(tracker__account=self.request.user)
        return handed.select_related("owner", "category", "analysis").order_by("-pk")

    @extend_schema(request=AnswerIn, parameters=[IDEMPOTENCY_KEY], responses=ImprovementOut)
    @action(detail=True, methods=["post"])
    @once
    def answer(self, request, number):
        """Say how it stands."""
        body = AnswerIn(data=request.data)
        body.is_valid(raise_exception=True)
        found = take_answer(self.get_object().number, **body.validated_data, by=request.user, now=timezone.now())
        return Response(ImprovementOut(found).data)
