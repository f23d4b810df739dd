"""Who may give an opinion: nobody who had a part in the complaint, and nobody about the own score (REV-5, AUD-3)."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from complaints.errors import NotPermitted
from complaints.models import ComplaintEvent
from complaints.services.impartial import check_impartial
from review.models import Assessment

#: Entries of looking on, not of handling.
_LOOKING_ON = (
    "complaints.evidence_opened",
    "complaints.record_exported",
    "complaints.contact_unmasked",
    "escalation.package_made",
    "escalation.package_opened",
    "knowledge.nominated",
    "knowledge.nomination_decided",
    "knowledge.case_published",
    "review.inspected",
    "review.inspection_appealed",
    "review.inspection_appeal_decided",
)


def check_uninvolved(inspection, by):
    """Raises NotPermitted where `by`, or anybody `by` decides as, handled the complaint in any way."""
    check_impartial(inspection.complaint, by)
    circle = by.circle()
    if {inspection.agent_id, inspection.complaint.handler_id, inspection.complaint.received_by_id} & circle:
        raise NotPermitted(_("You handled this complaint. Somebody else scores it."))
    if _parts().filter(complaint=inspection.complaint_id, by__in=circle).exists():
        raise NotPermitted(_("You had a part in this complaint. Somebody else scores it."))


def check_another(inspection, by):
    """Raises NotPermitted where `by` already gave an opinion on it."""
    if Assessment.objects.filter(inspection=inspection, by__in=by.circle()).exists():
        raise NotPermitted(_("You already gave your opinion on this complaint. Somebody else goes on."))


def open_to(inspections, person):
    """Those of `inspections` on which `person` may give an opinion, as the two checks above."""
    circle = person.circle()
    part = _parts().filter(complaint=OuterRef("complaint"), by__in=circle)
    said = Assessment.objects.filter(inspection=OuterRef("pk"), by__in=circle)
    own = Q(agent__in=circle) | Q(complaint__handler__in=circle) | Q(complaint__received_by__in=circle)
    own |= Q(complaint__about_staff__in=circle)
    return inspections.exclude(own).filter(~Exists(part), ~Exists(said))


def _parts():
    return ComplaintEvent.objects.exclude(kind__in=_LOOKING_ON).order_by()
