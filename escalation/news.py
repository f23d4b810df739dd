"""What escalation reads of the record."""

from complaints.models import EventKind
from complaints.services.news import register
from escalation.services import reading
from escalation.services.incidents import finding

register(reading.read, kinds=reading.KINDS)
register(finding.read, kinds={EventKind.RECEIVED, EventKind.CHANGED, EventKind.TRIAGED, EventKind.REGRADED})
