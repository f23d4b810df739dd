"""Reading what a customer wrote for words that must escalate, against bare SQL that reads the same rows."""

from django.db import connection, transaction

from accounts.models import User
from bench.timing import timed
from complaints.models import Complaint, ComplaintEvent, EventKind
from escalation.models import TriggerRule
from escalation.services.triggers import read


def read_texts(*, agent, now, count):
    """(by bare SQL, through the rules) for ordinary texts of about a hundred letters, and the number of rules."""
    chosen = list(Complaint.objects.open().order_by("pk")[: count + 10])
    received = [
        ComplaintEvent(complaint=complaint, kind=EventKind.RECEIVED, by=agent, at=now, facts={}) for complaint in chosen
    ]
    system = User.objects.system()

    def ours(turn):
        with transaction.atomic():
            read(chosen[turn], [received[turn]], by=system, now=now)
            transaction.set_rollback(True)

    def bare(turn):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM escalation_triggerrule WHERE is_active")
            cursor.fetchall()
            cursor.execute("SELECT subject, description FROM complaints_complaint WHERE id = %s", [chosen[turn].pk])
            cursor.fetchall()

    return timed(bare, count=count), timed(ours, count=count), TriggerRule.objects.filter(is_active=True).count()
