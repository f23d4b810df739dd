"""A complaint as it is sent to us, and as it is told; personal data is masked, as on every screen."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.shapes import NamedField, Shape
from complaints.crypto.contact import ContactKind, mask_text
from complaints.models import Category, Complainant, Complaint
from complaints.states import (
    CHOSEN_CHANNELS,
    Channel,
    Demand,
    Emotion,
    Impact,
    Level,
    Preset,
    Priority,
    Resolution,
    Satisfaction,
    Severity,
    State,
    Tier,
    Urgency,
)


class MaskedField(serializers.CharField):
    """Somebody's words, with the contact data in them masked as on the screens (A51)."""

    def to_representation(self, value):
        return mask_text(value)


class ContactsIn(Shape):
    """At least one is needed if the customer is to hear from us."""

    phone = serializers.CharField(max_length=200, required=False, help_text="Mobile, or landline with area code.")
    email = serializers.CharField(max_length=200, required=False)
    wechat = serializers.CharField(max_length=200, required=False)
    account = serializers.CharField(max_length=200, required=False, help_text="At the platform it comes from.")


class ComplaintIn(Shape):
    """The five elements of a complaint and its origin (INT-1, INT-4)."""

    preset = serializers.ChoiceField(Preset.choices)
    channel = serializers.ChoiceField(Channel.choices)
    external_id = serializers.CharField(
        max_length=120, default="", allow_blank=True, help_text="The same of one channel is received once."
    )
    origin_url = serializers.URLField(max_length=500, default="", allow_blank=True)
    raw_text = serializers.CharField(max_length=100_000, default="", allow_blank=True)
    subject = serializers.CharField(max_length=120)
    description = serializers.CharField(max_length=10_000)
    name = serializers.CharField(max_length=120, default="", allow_blank=True)
    contacts = ContactsIn(default=dict)
    preferred_channel = serializers.ChoiceField(CHOSEN_CHANNELS, default="", allow_blank=True)
    language = serializers.ChoiceField(["zh-hans", "en"], default="zh-hans")
    tier = serializers.ChoiceField(Tier.choices, default="", allow_blank=True)
    order_number = serializers.CharField(max_length=60, default="", allow_blank=True)
    category = NamedField(
        slug_field="code",
        queryset=Category.objects.filter(is_active=True),
        default=None,
        allow_null=True,
        help_text="A code of /reference/categories.",
    )
    occurred_at = serializers.DateTimeField(default=None, allow_null=True)
    place = serializers.CharField(max_length=200, default="", allow_blank=True)
    product = serializers.CharField(max_length=200, default="", allow_blank=True)
    demand = serializers.ChoiceField(Demand.choices)
    demand_note = serializers.CharField(max_length=500, default="", allow_blank=True)
    demand_cny = serializers.DecimalField(max_digits=12, decimal_places=2, min_value=0, default=None, allow_null=True)
    emotion = serializers.ChoiceField(Emotion.choices, default=Emotion.CALM)
    urgency = serializers.ChoiceField(Urgency.choices, default="", allow_blank=True)


class ContactPointOut(serializers.Serializer):
    kind = serializers.ChoiceField(ContactKind.choices)
    masked = serializers.CharField()


class ComplainantOut(serializers.ModelSerializer):
    name = serializers.CharField(source="masked_name", help_text="Masked.")
    contacts = ContactPointOut(source="contact_points", many=True)

    class Meta:
        model = Complainant
        fields = ("uuid", "name", "tier", "preferred_channel", "language", "contacts")
        read_only_fields = fields


class ComplaintOut(serializers.ModelSerializer):
    """`version` is what a step is told to have been decided upon: see there."""

    version = serializers.IntegerField(source="events_count")
    state = serializers.ChoiceField(State.choices)
    origin_url = serializers.CharField()
    subject = MaskedField()
    description = MaskedField()
    demand_note = MaskedField()
    resolution_reason = MaskedField()
    severity_reason = MaskedField()
    resolution = serializers.ChoiceField(Resolution.choices, allow_blank=True)
    urgency = serializers.ChoiceField(Urgency.choices, allow_blank=True)
    category = serializers.SlugRelatedField(slug_field="code", read_only=True, allow_null=True)
    order_number = serializers.CharField(source="order.number", default="")
    received_by = serializers.CharField(source="received_by.username")
    handler = serializers.CharField(source="handler.username", default=None, allow_null=True)
    team = serializers.SlugRelatedField(slug_field="code", read_only=True, allow_null=True)
    department = serializers.SlugRelatedField(slug_field="code", read_only=True, allow_null=True)
    duplicate_of = serializers.SlugRelatedField(slug_field="number", read_only=True, allow_null=True)
    complainant = ComplainantOut()
    severity = serializers.ChoiceField(Severity.choices, allow_blank=True)
    priority = serializers.ChoiceField(Priority.choices, allow_blank=True)
    impact = serializers.ChoiceField(Impact.choices)
    level = serializers.ChoiceField(Level.choices)
    next_due_kind = serializers.CharField()
    satisfaction = serializers.ChoiceField(Satisfaction.choices, allow_null=True)

    class Meta:
        model = Complaint
        fields = (
            "number",
            "version",
            "state",
            "resolution",
            "resolution_reason",
            "duplicate_of",
            "channel",
            "external_id",
            "origin_url",
            "received_at",
            "received_by",
            "complainant",
            "order_number",
            "category",
            "subject",
            "description",
            "occurred_at",
            "place",
            "product",
            "demand",
            "demand_note",
            "demand_cny",
            "emotion",
            "urgency",
            "severity",
            "severity_reason",
            "impact",
            "priority",
            "level",
            "is_high_risk",
            "handler",
            "team",
            "department",
            "round",
            "dissatisfied_count",
            "reopened_count",
            "chased_count",
            "satisfaction",
            "next_due_at",
            "next_due_kind",
            "closed_at",
        )
        read_only_fields = fields

    #: What one page of them needs beside their own rows.
    RELATED = ("complainant", "order", "category", "received_by", "handler", "team", "department", "duplicate_of")


class ReceivedOut(serializers.Serializer):
    """`tracking_code` is said this once: hand it to the customer, it is kept nowhere. Blank when not `is_new`."""

    complaint = ComplaintOut()
    tracking_code = serializers.CharField()
    is_new = serializers.BooleanField()


class ComplaintFilter(Shape):
    """What a list may be narrowed by; anything else in the question is refused (A24)."""

    state = serializers.ChoiceField(State.choices, required=False)
    is_open = serializers.BooleanField(required=False, default=None, allow_null=True)
    channel = serializers.ChoiceField(Channel.choices, required=False)
    external_id = serializers.CharField(max_length=120, required=False)
    order_number = serializers.CharField(max_length=60, required=False)
    category = serializers.CharField(max_length=60, required=False)
    severity = serializers.ChoiceField(Severity.choices, required=False)
    priority = serializers.ChoiceField(Priority.choices, required=False)
    handler = serializers.CharField(max_length=60, required=False)
    received_from = serializers.DateTimeField(required=False)
    received_before = serializers.DateTimeField(required=False)
    q = serializers.CharField(
        max_length=100, required=False, help_text="Begins the number, or stands in subject, product or place."
    )

    #: Each question as the database is asked it.
    LOOKUPS = {
        "state": "state",
        "channel": "channel",
        "external_id": "external_id",
        "order_number": "order__number",
        "category": "category__code",
        "severity": "severity",
        "priority": "priority",
        "handler": "handler__username",
        "received_from": "received_at__gte",
        "received_before": "received_at__lt",
    }

    def narrow(self, complaints):
        """`complaints` by what was asked; call after `is_valid`."""
        asked = dict(self.validated_data)
        is_open, words = asked.pop("is_open"), asked.pop("q", "")
        if is_open is not None:
            complaints = complaints.filter(closed_at__isnull=is_open)
        if words:
            complaints = complaints.matching(words)
        return complaints.filter(**{self.LOOKUPS[name]: value for name, value in asked.items()})


@extend_schema_field({"type": "object", "additionalProperties": True})
class FactsField(serializers.JSONField):
    """What an entry of the record says beside its kind; the names depend on the kind, the words are masked."""

    def to_representation(self, value):
        return _masked(super().to_representation(value))


def _masked(value):
    if isinstance(value, dict):
        return {name: _masked(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_masked(inner) for inner in value]
    return mask_text(value) if isinstance(value, str) else value
