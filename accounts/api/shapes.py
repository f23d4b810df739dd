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


class NamedField(serializers.SlugRelatedField):
    """A row by its code or name. What no database can look for does not exist, the same on each of them (A45)."""

    def to_internal_value(self, data):
        if isinstance(data, str) and "\x00" in data:
            self.fail("does_not_exist", slug_name=self.slug_field, value=data)
        return super().to_internal_value(data)
