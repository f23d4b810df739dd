"""What escalation reads of the record."""

from complaints.models import EventKind
from complaints.services.news import register
from escalation.services import reading, risk, triggers
from escalation.services.incidents import finding

register(triggers.read, kinds=triggers.KINDS)
register(reading.read, kinds=reading.KINDS)
# After the triggers: what they found is a sign.
register(risk.read, kinds=risk.KINDS)
register(finding.read, kinds={EventKind.RECEIVED, EventKind.CHANGED, EventKind.TRIAGED, EventKind.REGRADED})
