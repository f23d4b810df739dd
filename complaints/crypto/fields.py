from django.db import models

from complaints.crypto.keys import seal, unseal


class SealedText:
    """The attribute behind `SealedTextField`: opens the stored value when it is first read."""

    def __init__(self, field):
        self.field = field

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        values = instance.__dict__
        if self.field.attname not in values:
            instance.refresh_from_db(fields=[self.field.attname])
        value = values[self.field.attname]
        if isinstance(value, Stored):
            value = values[self.field.attname] = self.field.open(instance, value)
        return value

    def __set__(self, instance, value):
        instance.__dict__[self.field.attname] = value


class Stored(str):
    """Text as it lies in the database, not yet opened."""


class SealedTextField(models.TextField):
    """Text kept encrypted at rest, bound to its row by the row's `uuid` field. Blank stays blank.

    It cannot be filtered by; keep a `lookup_hash` beside it where look-up is needed.
    """

    def contribute_to_class(self, cls, name, **kwargs):
        super().contribute_to_class(cls, name, **kwargs)
        setattr(cls, self.attname, SealedText(self))

    def get_lookup(self, lookup_name):
        raise TypeError(f"{self.name} is sealed and cannot be filtered by {lookup_name}")

    def from_db_value(self, value, expression, connection):
        return value if not value else Stored(value)

    def pre_save(self, model_instance, add):
        value = model_instance.__dict__.get(self.attname)
        if not value or isinstance(value, Stored):
            return value or ""
        return Stored(seal(value, place=self.place(model_instance)))

    def get_prep_value(self, value):
        """Only `pre_save` seals; a bulk or queryset update would write the plain text."""
        if value and not isinstance(value, Stored):
            raise TypeError(f"{self.name} is sealed and is saved row by row only")
        return value and str(value)

    def open(self, instance, stored):
        return unseal(str(stored), place=self.place(instance))

    def place(self, instance):
        return f"{self.model._meta.db_table}.{self.column}.{instance.uuid}"
