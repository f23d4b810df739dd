"""What people do about a warning: look into it, explain it, close it, make it a group incident (MON-2, ESC-6)."""

from collections import Counter

from django.db import transaction
from django.utils.translation import gettext as _

from complaints.errors import RuleBroken
from complaints.models import Category, Complaint
from complaints.permissions import check_right
from complaints.services.gate import check_filled
from escalation.services.incidents.gathering import gather
from escalation.services.incidents.record import check_words
from review.models import Dimension, WarningState
from review.services.warnings.cells import Tree, cell_of, words_for
from review.services.warnings.counting import complaints_of
from review.services.warnings.record import lock, move, record

#: An incident of more is told by itself; later ones join by likeness.
MOST_MEMBERS = 200


@transaction.atomic
def acknowledge(warning_id, *, by, now):
    """`by` looks into it from now on. Raises NotPermitted, RuleBroken."""
    warning = lock(warning_id, by=by)
    move(warning, "acknowledge", by=by, owner=by, at=now)
    record(warning, "acknowledged", by=by, at=now)
    return warning


@transaction.atomic
def explain(warning_id, *, cause, explanation, by, now):
    """Say what is behind it, in words without personal data; a better explanation replaces it.

    Raises NotPermitted, RuleBroken.
    """
    warning = lock(warning_id, by=by)
    check_filled(cause, _("Choose what is behind it."))
    check_words(explanation, _("Write down what is behind it."), limit=2_000)
    move(warning, "explain", by=by, cause=cause, explanation=explanation, at=now)
    record(warning, "explained", by=by, at=now, cause=cause, explanation=explanation)
    return warning


@transaction.atomic
def close(warning_id, *, result, by, now):
    """What was done about it; the same rise is not reported again for the days of rest.

    Raises NotPermitted, RuleBroken.
    """
    warning = lock(warning_id, by=by)
    check_words(result, _("Write down what was done about it."), limit=500)
    move(warning, "close", by=by, result=result, at=now)
    record(warning, "closed", by=by, at=now, result=result)
    return warning


@transaction.atomic
def make_incident(warning_id, *, by, now):
    """Put its complaints under one suspected group incident, which a supervisor confirms; returns the incident.

    Whoever does so looks into the warning. Raises NotPermitted, RuleBroken.
    """
    warning = lock(warning_id, by=by)
    check_right(by, "review.handle_warning")
    if not warning.is_followed:
        raise RuleBroken(_("The warning is closed. Open the incident from the complaints themselves."))
    if warning.incident_id is not None:
        raise RuleBroken(_("It is group incident %(number)s already.") % {"number": warning.incident.number})
    found = complaints_of(cell_of(warning), warning.since, until=now, tree=Tree())
    pks = list(found.values_list("complaint", flat=True)[:MOST_MEMBERS])
    if not pks:
        raise RuleBroken(_("None of its complaints is left. They were graded anew, or merged."))
    incident = gather(
        pks,
        title=words_for(warning),
        category=warning.category or _commonest(pks),
        product=warning.shown if warning.dimension == Dimension.PRODUCT else "",
        place=warning.shown if warning.dimension == Dimension.PLACE else "",
        hours=warning.days * 24,
        by=by,
        now=now,
    )
    warning.incident = incident
    if warning.state == WarningState.OPEN:
        warning.acknowledge(owner=by, at=now)
    record(warning, "made_incident", by=by, at=now, incident=incident.number, count=len(pks))
    return incident


def _commonest(complaint_ids):
    graded = Complaint.objects.filter(pk__in=complaint_ids).exclude(category=None).order_by()
    found = Counter(graded.values_list("category", flat=True)).most_common(1)
    if not found:
        raise RuleBroken(_("None of these complaints has a category yet. Grade them first."))
    return Category.objects.get(pk=found[0][0])
