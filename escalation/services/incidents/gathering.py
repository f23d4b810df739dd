"""An incident suspected by a person or by the apps above: complaints gathered under one, to be confirmed (ESC-6)."""

from collections import Counter

from django.db import transaction
from django.utils.translation import gettext as _

from complaints.errors import RuleBroken
from complaints.permissions import check_right
from escalation.models import LIVE, Incident, IncidentMember, Membership
from escalation.services.incidents.likeness import CATEGORY, PLACE, PRODUCT
from escalation.services.incidents.membership import take_in
from escalation.services.incidents.record import check_words, next_number, record


@transaction.atomic
def gather(complaint_ids, *, title, category, by, now, product="", place="", hours=24):
    """Put complaints under one live incident and return it: the one most of them belong to, or a new suspected one.

    Who belongs to an incident already stays there. Raises NotPermitted, RuleBroken.
    """
    check_right(by, "escalation.join_incident")
    check_words(title, _("Name the incident."), limit=200)
    members = IncidentMember.objects.present().filter(complaint__in=complaint_ids, incident__state__in=LIVE)
    known = Counter(members.values_list("incident", flat=True))
    free = [pk for pk in complaint_ids if pk not in set(_belonging(complaint_ids))]
    if known and (not free or known.most_common(1)[0][1] > len(free)):
        incident = Incident.objects.get(pk=known.most_common(1)[0][0])
    elif free:
        shared = (
            {CATEGORY: len(free)} | ({PRODUCT: len(free)} if product else {}) | ({PLACE: len(free)} if place else {})
        )
        incident = Incident(
            number=next_number(now),
            title=title[:120],
            category=category,
            product=product,
            place=place,
            reasons={"found": len(free), "hours": hours, "shared": shared},
            found_at=now,
        )
        incident.save()
        record(incident, "suspected", by=by, at=now, members=len(free))
    else:
        raise RuleBroken(_("All of these complaints belong to incidents that are over. Open one by hand."))
    for pk in free:
        take_in(incident.pk, pk, how=Membership.HAND, reason={"words": title}, by=by, now=now)
    return Incident.objects.get(pk=incident.pk)


def _belonging(complaint_ids):
    return IncidentMember.objects.present().filter(complaint__in=complaint_ids).values_list("complaint", flat=True)
