"""Group incidents as the customer's form tells them: confirmed, and in the approved words of the team (ESC-6)."""

from complaints.portal.known import KnownOutage
from escalation.models import Statement
from escalation.models.incident import IncidentState


def incidents_known(preset):
    """Those being handled among the categories of `preset`, each with its newest approved statement."""
    approved = Statement.objects.filter(
        approved_at__isnull=False, incident__state=IncidentState.CONFIRMED, incident__category__preset=preset
    )
    newest = {}
    for statement in approved.select_related("incident__category").order_by("version"):
        newest[statement.incident_id] = statement
    return [
        KnownOutage(one.incident.category, one.incident.product, one.incident.found_at, one.text)
        for one in newest.values()
    ]
