"""What a connector sends: messages, mentions, reviews and transfers in one form."""

from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.api.shapes import Shape
from complaints.crypto.contact import ContactKind, normal_form
from complaints.models import InboundState
from complaints.services.connected import Kind

MOST_MESSAGES = 50
_MOST_MEDIA = 10


class AuthorIn(Shape):
    """Who wrote it, by the id of the place it was written at; the same id is the same person there."""

    id = serializers.CharField(max_length=120)
    name = serializers.CharField(max_length=120, default="", allow_blank=True)
    phone = serializers.CharField(max_length=40, default="", allow_blank=True)
    email = serializers.CharField(max_length=200, default="", allow_blank=True)

    def validate_phone(self, value):
        if value and not normal_form(ContactKind.PHONE, value):
            raise serializers.ValidationError(_("This is not a phone number. Landlines need the area code."))
        return value

    def validate_email(self, value):
        if value and not normal_form(ContactKind.EMAIL, value):
            raise serializers.ValidationError(_("This is not an e-mail address."))
        return value


class MediaIn(Shape):
    url = serializers.URLField(max_length=1000, help_text="Fetched afterwards, without following redirects.")
    name = serializers.CharField(max_length=120, default="", allow_blank=True)


class MessageIn(Shape):
    external_id = serializers.CharField(max_length=120, help_text="The same id by the same connector is taken once.")
    kind = serializers.ChoiceField(Kind.choices)
    thread = serializers.CharField(
        max_length=200, default="", allow_blank=True, help_text="What belongs together, and where a reply goes."
    )
    author = AuthorIn()
    subject = serializers.CharField(max_length=120, default="", allow_blank=True)
    text = serializers.CharField(max_length=10_000, default="", allow_blank=True)
    link = serializers.URLField(max_length=500, default="", allow_blank=True)
    happened_at = serializers.DateTimeField(default=None, allow_null=True)
    rating = serializers.IntegerField(min_value=1, max_value=5, default=None, allow_null=True)
    order_number = serializers.CharField(max_length=60, default="", allow_blank=True)
    reference = serializers.CharField(
        max_length=120, default="", allow_blank=True, help_text="An authority's own number of it."
    )
    answer_by = serializers.DateTimeField(default=None, allow_null=True, help_text="What the authority set us.")
    media = serializers.ListField(child=MediaIn(), max_length=_MOST_MEDIA, default=list)

    def validate(self, attrs):
        if not (attrs["text"].strip() or attrs["subject"].strip() or attrs["media"]):
            raise serializers.ValidationError({"text": [_("There is neither text nor a file.")]})
        return attrs


class MessagesIn(Shape):
    messages = serializers.ListField(child=MessageIn(), min_length=1, max_length=MOST_MESSAGES)


class TakenOut(serializers.Serializer):
    external_id = serializers.CharField()
    state = serializers.ChoiceField(InboundState.choices)
    complaint = serializers.CharField(allow_blank=True, help_text="Its number, where it belongs to one.")


class MessagesOut(serializers.Serializer):
    messages = TakenOut(many=True)
