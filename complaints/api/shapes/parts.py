"""What hangs on a complaint, as the interface tells it: record, conversations, tasks, files, deadlines, proposals."""

from rest_framework import serializers

from accounts.api.shapes import Shape
from complaints.api.shapes.complaint import FactsField, MaskedField
from complaints.channels.outcome import Reason
from complaints.models import (
    ComplaintEvent,
    Contact,
    Deadline,
    DeadlineKind,
    Delivery,
    DeliveryState,
    Direction,
    EventKind,
    Evidence,
    Option,
    OptionItem,
    Proposal,
    Task,
)
from complaints.states import Channel, Measure, State


class EventOut(serializers.ModelSerializer):
    kind = serializers.ChoiceField(EventKind.choices)
    by = serializers.CharField(source="by.username")
    facts = FactsField()

    class Meta:
        model = ComplaintEvent
        fields = ("seq", "kind", "by", "at", "facts", "hash")
        read_only_fields = fields


class ContactIn(Shape):
    direction = serializers.ChoiceField(Direction.choices)
    channel = serializers.ChoiceField(Channel.choices)
    summary = serializers.CharField(max_length=5_000)
    reached = serializers.BooleanField(default=True)
    tells_direction = serializers.BooleanField(
        default=False, help_text="The customer now knows where it is heading (SLA-4)."
    )
    next_contact_at = serializers.DateTimeField(
        default=None, allow_null=True, help_text="A time promised to the customer; it becomes a deadline (SLA-3)."
    )


class ContactOut(serializers.ModelSerializer):
    summary = MaskedField()
    by = serializers.CharField(source="by.username")

    class Meta:
        model = Contact
        fields = ("direction", "channel", "summary", "reached", "next_contact_at", "by", "at")
        read_only_fields = fields


class MessageOut(serializers.ModelSerializer):
    """One message to the customer; a tracking code in it is not told again."""

    subject = MaskedField()
    state = serializers.ChoiceField(DeliveryState.choices)
    reason = serializers.ChoiceField(Reason.choices, allow_blank=True)

    class Meta:
        model = Delivery
        fields = (
            "uuid",
            "channel",
            "step",
            "subject",
            "state",
            "created_at",
            "due_at",
            "sent_at",
            "arrived_at",
            "reason",
        )
        read_only_fields = fields


class TaskOut(serializers.ModelSerializer):
    title = MaskedField(source="__str__")
    result = MaskedField()
    measure = serializers.ChoiceField(Measure.choices, allow_blank=True)
    department = serializers.SlugRelatedField(slug_field="code", read_only=True)
    owner = serializers.CharField(source="owner.username", default=None, allow_null=True)

    class Meta:
        model = Task
        fields = (
            "id",
            "stage",
            "title",
            "department",
            "owner",
            "measure",
            "compensation_cny",
            "created_at",
            "due_at",
            "done_at",
            "result",
            "cancelled_at",
        )
        read_only_fields = fields


class EvidenceIn(Shape):
    file = serializers.FileField(max_length=200)
    note = serializers.CharField(max_length=200, default="", allow_blank=True)


class EvidenceOut(serializers.ModelSerializer):
    name = MaskedField()
    note = MaskedField()

    class Meta:
        model = Evidence
        fields = ("uuid", "name", "content_type", "size_bytes", "sha256", "note", "added_at")
        read_only_fields = fields


class DeadlineOut(serializers.ModelSerializer):
    kind = serializers.ChoiceField(DeadlineKind.choices)

    class Meta:
        model = Deadline
        fields = ("id", "kind", "started_at", "due_at", "paused_at", "met_at", "cancelled_at", "is_provisional")
        read_only_fields = fields


class LegOut(serializers.Serializer):
    """A stretch of the way: counted, closed, waited, or added."""

    kind = serializers.CharField()
    since = serializers.DateTimeField()
    until = serializers.DateTimeField()
    counted_minutes = serializers.FloatField()
    counted_days = serializers.IntegerField()
    words = serializers.CharField()


class DayOut(serializers.Serializer):
    """Days that are not as the week has them."""

    first = serializers.DateField()
    last = serializers.DateField()
    words = serializers.CharField()


class MovedOut(serializers.Serializer):
    at = serializers.DateTimeField()
    words = serializers.CharField()
    reason = MaskedField()


class ExplanationOut(serializers.Serializer):
    """Moments as everywhere; the words are in the language asked for."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(DeadlineKind.choices)
    complaint = serializers.CharField()
    started_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    paused_at = serializers.DateTimeField(allow_null=True)
    met_at = serializers.DateTimeField(allow_null=True)
    cancelled_at = serializers.DateTimeField(allow_null=True)
    minutes = serializers.IntegerField(allow_null=True)
    days = DayOut(many=True)
    working_days = serializers.IntegerField(allow_null=True)
    legal_days = serializers.IntegerField(allow_null=True)
    extra_minutes = serializers.FloatField()
    clock = serializers.CharField()
    policy = serializers.CharField()
    basis = serializers.CharField(allow_blank=True)
    provisional = serializers.CharField(allow_blank=True)
    standing = serializers.CharField()
    course = LegOut(many=True)
    history = MovedOut(many=True)


class ItemOut(serializers.ModelSerializer):
    class Meta:
        model = OptionItem
        fields = ("measure", "value_cny", "quantity")
        read_only_fields = fields


class OptionOut(serializers.ModelSerializer):
    description = MaskedField()
    items = ItemOut(many=True)

    class Meta:
        model = Option
        fields = ("position", "title", "description", "items")
        read_only_fields = fields


class ProposalOut(serializers.ModelSerializer):
    """`content_hash` is what an approval belongs to: it lapses when the content changes (ESC-1)."""

    message = MaskedField()
    improvement = MaskedField()
    reason = MaskedField()
    wish = MaskedField()
    options = OptionOut(many=True)
    proposed_by = serializers.CharField(source="proposed_by.username")
    approved_by = serializers.CharField(source="approved_by.username", default=None, allow_null=True)
    chosen = serializers.IntegerField(source="chosen.position", default=None, allow_null=True)

    class Meta:
        model = Proposal
        fields = (
            "id",
            "round",
            "status",
            "message",
            "improvement",
            "compensation_cny",
            "content_hash",
            "options",
            "proposed_by",
            "proposed_at",
            "approved_by",
            "approved_at",
            "offered_at",
            "answered_at",
            "chosen",
            "reason",
            "wish",
            "wish_cny",
        )
        read_only_fields = fields


class LikelyOut(serializers.Serializer):
    """Another complaint that may be the same matter, and why; nobody has decided yet (INT-6)."""

    number = serializers.CharField()
    state = serializers.ChoiceField(State.choices)
    same_customer = serializers.BooleanField()
    same_order = serializers.BooleanField()
    text_percent = serializers.IntegerField(allow_null=True, help_text="Blank where the words do not speak for it.")
    found_at = serializers.DateTimeField()
