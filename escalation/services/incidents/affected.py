"""Customers an incident touches who did not complain: listed from a file or from orders, told once each (ESC-6)."""

import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from complaints.channels.outcome import Undelivered
from complaints.crypto.contact import ContactKind
from complaints.deadlines.workdays import CHINA
from complaints.errors import RuleBroken
from complaints.models import Delivery, DeliveryState, Order, SendingRules
from complaints.services.carrying import Ways, address_on
from complaints.services.people import find_or_create
from complaints.services.sweeps import MOST_ATTEMPTS, sweep
from complaints.states import PreferredChannel
from escalation.models import Affected, IncidentState, Statement
from escalation.services.incidents.record import lock, record

MOST_AT_ONCE = 2_000
#: Nobody is called, and the app only reaches those who use it.
_WAYS = (PreferredChannel.SMS, PreferredChannel.EMAIL, PreferredChannel.WECHAT, PreferredChannel.APP)


@transaction.atomic
def list_people(incident_id, *, people, by, now):
    """List `people`, (name, contacts by kind) each; who complained or is listed already is left out.

    Returns how many were added. Raises NotPermitted, RuleBroken; a bad contact lists nobody.
    """
    incident = _listable(incident_id, by=by)
    if len(people) > MOST_AT_ONCE:
        raise RuleBroken(_("List at most %(most)s customers at once.") % {"most": MOST_AT_ONCE})
    if not people or not all(any(contacts.values()) for _name, contacts in people):
        raise RuleBroken(_("Every customer needs a phone number or an e-mail address."))
    found = [find_or_create(name=name, contacts=contacts, now=now, proven=False) for name, contacts in people]
    return _list(incident, [one.pk for one in found], by=by, now=now)


@transaction.atomic
def list_buyers(incident_id, *, product, since, until, by, now):
    """List whoever ordered `product` between two dates; returns how many were added. Raises as `list_people`."""
    incident = _listable(incident_id, by=by)
    orders = Order.objects.filter(product=product, placed_at__date__range=(since, until)).exclude(complainant=None)
    buyers = list(orders.order_by("complainant").values_list("complainant", flat=True).distinct()[: MOST_AT_ONCE + 1])
    if not buyers:
        raise RuleBroken(_("Nobody is known who ordered “%(product)s” in this time.") % {"product": product})
    if len(buyers) > MOST_AT_ONCE:
        raise RuleBroken(_("More than %(most)s customers ordered it. Choose a shorter time.") % {"most": MOST_AT_ONCE})
    return _list(incident, buyers, by=by, now=now)


def tell_affected(*, by, now):
    """Send the statement to those listed who have not had it; returns how many left."""
    telling = _Telling(now)
    waiting = Affected.objects.filter(state=DeliveryState.WAITING, due_at__lte=now).order_by("due_at", "pk")
    return sweep(waiting, telling.tell, now=now).done


class _Telling:
    """One sweep: quiet hours and ways are read once."""

    def __init__(self, now):
        self.now, self.rules, self.ways = now, SendingRules.current(), Ways()

    def tell(self, pk):
        """Whether the message to one listed customer has left."""
        rows = Affected.objects.select_related("incident", "complainant")
        one = rows.filter(pk=pk, state=DeliveryState.WAITING).first()
        if one is None:
            return False
        later = self.rules.quiet_ends(self.now) or self._after_many(one)
        if later is not None:
            Affected.objects.filter(pk=pk).update(due_at=later, attempts=0, leased_until=None)
            return False
        statement = Statement.objects.filter(incident=one.incident_id).exclude(approved_at=None).first()
        points = list(one.complainant.contact_points.all())
        channel = next((way for way in _WAYS if address_on(points, way)), "")
        if statement is None or not channel or one.incident.state == IncidentState.CLOSED:
            return _end(one, DeliveryState.CANCELLED if statement is None or channel else DeliveryState.PARKED)
        try:
            self.ways.send(_Message(one, statement, channel), template="", now=self.now)
        except Undelivered as failure:
            if failure.is_final or one.attempts >= MOST_ATTEMPTS - 1:
                return _end(one, DeliveryState.PARKED, failure=failure.code or failure.reason)
            raise
        return _end(one, DeliveryState.SENT, channel=channel, statement=statement, sent_at=self.now)

    def _after_many(self, one):
        midnight = timezone.localtime(self.now, CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
        heard = Delivery.objects.filter(complaint__complainant=one.complainant_id, sent_at__gte=midnight).count()
        return None if heard < self.rules.most_a_day else self.rules.next_morning(self.now)


class _Message:
    """What a way needs of a message."""

    def __init__(self, one, statement, channel):
        self.uuid, self.channel, self.recipient, self.facts = one.uuid, channel, one.complainant, ""
        with override(one.complainant.language):
            self.subject = _("A notice about something you bought or use")
        self.body = statement.text


def _listable(incident_id, *, by):
    incident = lock(incident_id, by=by)
    if incident.state not in (IncidentState.CONFIRMED, IncidentState.FIXED):
        raise RuleBroken(_("Confirm the incident first; then list whom else it touches."))
    if not incident.responders.filter(person=by).exists():
        raise RuleBroken(_("Only the response team speaks for the incident. Have yourself named first."))
    return incident


def _list(incident, complainants, *, by, now):
    members = set(incident.members.present().values_list("complaint__complainant", flat=True))
    known = set(incident.affected.values_list("complainant", flat=True))
    new = [pk for pk in dict.fromkeys(complainants) if pk not in members | known]
    is_approved = incident.statements.exclude(approved_at=None).exists()
    Affected.objects.bulk_create(
        Affected(
            uuid=uuid.uuid4(),
            incident=incident,
            complainant_id=pk,
            listed_by=by,
            listed_at=now,
            due_at=now if is_approved else None,
        )
        for pk in new
    )
    record(incident, "affected_listed", by=by, at=now, count=len(new))
    return len(new)


def _end(one, state, **facts):
    Affected.objects.filter(pk=one.pk).update(state=state, due_at=None, leased_until=None, **{"failure": "", **facts})
    return state == DeliveryState.SENT


def contacts_of(text):
    """Contacts by kind of one cell: an address of mail, else a telephone."""
    return {ContactKind.EMAIL if "@" in text else ContactKind.PHONE: text}
