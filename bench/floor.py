"""The least a receipt can cost: the same rows by bare SQL in one durable transaction, and nothing else."""

from django.db import connection, transaction

from complaints.models import Complaint, ComplaintEvent, Deadline, Delivery

#: The tables one receipt writes, and how many rows of each.
ROWS = ((Complaint, 1), (ComplaintEvent, 1), (Deadline, 6), (Delivery, 1))


class Floor:
    """Copies the rows of one received complaint again and again under new numbers."""

    def __init__(self, complaint):
        self.statements = [self._copy(model, complaint, rows) for model, rows in ROWS]

    @transaction.atomic
    def write(self, turn):
        with connection.cursor() as cursor:
            number = f"FLOOR-{turn}"
            complaint, *others = self.statements
            cursor.execute(complaint, [number, number])
            cursor.execute("SELECT id FROM complaints_complaint WHERE number = %s", [number])
            (pk,) = cursor.fetchone()
            for statement in others:
                cursor.execute(statement, [pk])

    def _copy(self, model, complaint, rows):
        """INSERT … SELECT of the complaint's own rows, its key or number replaced by a parameter."""
        table = model._meta.db_table
        columns = [field.column for field in model._meta.local_fields if field.column != "id" and not field.generated]
        replaced = {"number": "%s", "tracking_hash": "%s"} if model is Complaint else {"complaint_id": "%s"}
        if model is Delivery:
            replaced["uuid"] = (
                "gen_random_uuid()" if connection.vendor == "postgresql" else "lower(hex(randomblob(16)))"
            )
        if model is Complaint:
            replaced["external_id"] = "''"
        chosen = ", ".join(replaced.get(column, column) for column in columns)
        key = f"id = {complaint.pk}" if model is Complaint else f"complaint_id = {complaint.pk}"
        # Names come from the model and the key from the database; only values travel as parameters.
        return f"INSERT INTO {table} ({', '.join(columns)}) SELECT {chosen} FROM {table} WHERE {key} LIMIT {rows}"  # noqa: S608
