"""Whose complaints they are, for many receipts at once: people found by any of their contacts, orders by number."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from accounts.text import check_row, check_text
from complaints.models import Complainant, ContactPoint, Order
from complaints.services.customers import join
from complaints.services.people import LONGEST_NAME, checked, contact_hashes
from complaints.states import Tier


class Home(NamedTuple):
    """The person and the order a receipt belongs to."""

    complainant: Complainant
    order: Order | None


class Owners:
    """Remembers whom it has found or created, so that a customer with ten rows is one person with ten complaints.

    A person already known stays as known: the file may be older than what the desk was told since. Contacts the
    person did not have yet are added.
    """

    def __init__(self, now):
        self.now = now
        self._people, self._orders, self._joined = {}, {}, []

    def of(self, receipts):
        """One `Home` per receipt, in order; what is missing is created."""
        self._find_orders({receipt.order_number.strip() for receipt in receipts} - {"", *self._orders})
        contacts = [_contacts(receipt) for receipt in receipts]
        self._find_people({one for hashed in contacts for _kind, _value, hashes in hashed for one in hashes})
        created, points, homes = [], [], []
        for receipt, hashed in zip(receipts, contacts, strict=True):
            order = self._orders.get(receipt.order_number.strip())
            person = self._person(receipt, hashed, order, created, points)
            homes.append(Home(person, order))
        Complainant.objects.bulk_create(created)
        ContactPoint.objects.bulk_create(points)
        for people in self._joined:
            join(*(person.pk for person in people))
        self._joined.clear()
        return homes

    def _person(self, receipt, hashed, order, created, points):
        if not hashed and order and order.complainant:
            return order.complainant
        owned = {kind: owner for kind, _value, hashes in hashed for one in hashes if (owner := self._people.get(one))}
        person = next(iter(owned.values()), None)
        if len(set(map(id, owned.values()))) > 1:
            self._joined.append(owned.values())
        if person is None:
            person = Complainant(
                name=receipt.name,
                tier=receipt.tier or (order.tier if order else Tier.REGULAR),
                language=receipt.language,
                created_at=self.now,
            )
            if receipt.preferred_channel:
                person.preferred_channel = receipt.preferred_channel
            check_text(receipt.name, _("name"), LONGEST_NAME)
            check_row(person)
            created.append(person)
        for kind, value, hashes in hashed:
            if kind not in owned:
                self._people[hashes[0]] = person
                points.append(
                    ContactPoint(complainant=person, kind=kind, value=value, lookup=hashes[0], created_at=self.now)
                )
        return person

    def _find_people(self, hashes):
        unknown = [one for one in hashes if one not in self._people]
        for point in ContactPoint.objects.filter(lookup__in=unknown).select_related("complainant"):
            self._people[point.lookup] = point.complainant

    def _find_orders(self, numbers):
        """Created where another receipt has not done so meanwhile."""
        orders = Order.objects.select_related("complainant")
        for order in orders.filter(number__in=numbers):
            self._orders[order.number] = order
        missing = sorted(numbers - self._orders.keys())
        unknown = [Order(number=number) for number in missing]
        for order in unknown:
            check_row(order)
        Order.objects.bulk_create(unknown, ignore_conflicts=True)
        for order in orders.filter(number__in=missing):
            self._orders[order.number] = order


def _contacts(receipt):
    """(kind, value, keyed hashes) of each contact. Raises RuleBroken."""
    return [(kind, value, contact_hashes(kind, value)) for kind, value in checked(receipt.contacts).items()]
