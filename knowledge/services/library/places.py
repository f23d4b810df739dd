"""The places of a script, {in braces}, filled from the complaint it is said for (KNO-3).

What nobody can fill for the agent stands as 【…what】 in the words and keeps them from being sent.
"""

import re

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.deadlines.workdays import CHINA
from complaints.models import DeadlineKind
from complaints.services.message_variables import VARIABLES
from complaints.services.words import told_moment

_PLACE = re.compile(r"\{(\w*)\}")
#: As in a message: the same name means the same there.
_AS_IN_MESSAGES = ("customer", "number", "link", "handler", "employee_number", "promise", "option", "sender")

#: Name → meaning.
PLACES = {name: VARIABLES[name][0] for name in _AS_IN_MESSAGES} | {
    "product": _("product or service"),
    "order": _("order number"),
    "ordered_on": _("day of the order"),
    "received_on": _("day of the complaint"),
}


def unknown_in(words):
    """The names in braces that stand for nothing."""
    return sorted({name for name in _PLACE.findall(words) if name not in PLACES})


def pieces_of(words):
    """What stands between the places of `words` and what the agent is to fill in, hence stays as it is."""
    return [piece for piece in re.split(r"\{\w*\}|【…[^】]*】", words) if piece.strip()]


def filled(words, facts):
    """`words` with each place filled from `facts` once and as it is; what they do not know stays marked."""
    return _PLACE.sub(lambda place: facts.get(place[1]) or f"【…{PLACES.get(place[1], place[1])}】", words)


def facts_of(complaint, *, reader, now):
    """What the places stand for when `reader` writes about `complaint`; blank where nobody knows it yet."""
    handler, order, accepted = complaint.handler, complaint.order, complaint.accepted_proposal
    promised = complaint.deadlines.running().filter(kind=DeadlineKind.COMMITMENT, due_at__gt=now).order_by("due_at")
    promise = promised.values_list("due_at", flat=True).first()
    return {
        "customer": complaint.complainant.masked_name,
        "number": complaint.number,
        "link": f"{settings.PUBLIC_URL}/track/",
        "handler": handler.name if handler else "",
        "employee_number": handler.employee_number if handler else "",
        "promise": told_moment(promise) if promise else "",
        "option": accepted.chosen.title if accepted else "",
        "sender": reader.name,
        "product": complaint.product or (order.product if order else ""),
        "order": order.number if order else "",
        "ordered_on": _day(order.placed_at) if order else "",
        "received_on": _day(complaint.received_at),
    }


def _day(moment):
    return timezone.localtime(moment, CHINA).strftime("%m-%d") if moment else ""
