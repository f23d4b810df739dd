"""What escalation reads of the record."""

from complaints.models import EventKind
from complaints.services import calendar_changes
from complaints.services.news import register
from escalation.services import matter_terms, reading, risk, triggers
from escalation.services.incidents import finding

register(triggers.read, kinds=triggers.KINDS)
register(reading.read, kinds=reading.KINDS)
# After the triggers: what they found is a sign.
register(risk.read, kinds=risk.KINDS)
register(finding.read, kinds={EventKind.RECEIVED, EventKind.CHANGED, EventKind.TRIAGED, EventKind.REGRADED})
calendar_changes.register(calendar_changes.Counter(matter_terms.complaints_after, matter_terms.recount))
