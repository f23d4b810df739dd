"""What the interface takes: listed fields and no other."""

from django.utils.translation import gettext as _
from rest_framework import serializers


class Shape(serializers.Serializer):
    """The body or the question of a request. A field it does not list is refused, never ignored (A23)."""

    def to_internal_value(self, data):
        unknown = set(data) - set(self.fields) if isinstance(data, dict) else ()
        if unknown:
            raise serializers.ValidationError({name: [_("There is no such field.")] for name in sorted(unknown)})
        return super().to_internal_value(data)
