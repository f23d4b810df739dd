"""What was recorded of an incident stays as it is."""

from complaints.guards.entries import append_only

GUARDS = [append_only("escalation_incidentevent")]
