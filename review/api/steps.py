"""The revisit as a step: what the customer says decides where the complaint goes (REV-1, REV-2)."""

from rest_framework import serializers

from complaints.api.stepping import Step, StepShape, addresses
from complaints.states import Channel, Satisfaction
from review.models import Unreached
from review.services.revisit import record


class RevisitShape(StepShape):
    channel = serializers.ChoiceField(Channel.choices)
    reached = serializers.BooleanField()
    rating = serializers.ChoiceField(Satisfaction.choices, default=None, allow_null=True)
    process_rating = serializers.ChoiceField(Satisfaction.choices, default=None, allow_null=True)
    would_complain_again = serializers.BooleanField(default=None, allow_null=True)
    advice = serializers.CharField(max_length=2_000, default="", allow_blank=True)
    reason = serializers.CharField(max_length=2_000, default="", allow_blank=True)
    process_reason = serializers.CharField(max_length=2_000, default="", allow_blank=True)
    outcome = serializers.ChoiceField(Unreached.choices, default="", allow_blank=True)
    again_at = serializers.DateTimeField(default=None, allow_null=True)


urlpatterns = addresses(Step("revisit", record, "Record one attempt to ask the customer.", RevisitShape))
