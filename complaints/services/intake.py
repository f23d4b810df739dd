"""Receipt: a complaint gets its number, code, deadlines, first record and acknowledgement in one transaction."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Department
from accounts.roles import Role
from accounts.text import check_row
from complaints.crypto.contact import ContactKind
from complaints.models import (
    Category,
    Complaint,
    ComplaintEvent,
    Deadline,
    DeadlineKind,
    EventKind,
    Order,
    Policy,
    Stage,
    Task,
)
from complaints.permissions import check_right
from complaints.services import clock, fast_lane, likeness, messages, orders
from complaints.services.arriving import check_not_arriving
from complaints.services.gate import check_filled
from complaints.services.numbers import (
    find_by_tracking_code,
    new_tracking_code,
    next_numbers,
    tracking_code_of,
    tracking_hash,
)
from complaints.services.people import find_or_create
from complaints.states import PASSIVE_CHANNELS, Channel, Demand, Emotion, Impact, Preset, Severity, priority_of

_SELF_SERVICE = frozenset({Channel.WEB_FORM, Channel.APP, Channel.QR_CODE})


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is known of a complaint when it arrives: the five elements of INT-4 and its origin.

    `consent` names the privacy notice the customer agreed to; `code_seed` is the secret of the customer's form
    from which the tracking code follows. Somebody with the customer on the line (`is_spoken`) has made the first
    contact, and what follows is promised by `call_back_at` alone. What came in by itself (`is_self_sent`) proves no
    contact, as a form does not.
    """

    preset: Preset
    channel: Channel
    subject: str
    description: str
    demand: Demand
    name: str = ""
    contacts: dict[ContactKind, str] = field(default_factory=dict)
    preferred_channel: str = ""
    language: str = "zh-hans"
    tier: str = ""
    order_number: str = ""
    category: Category | None = None
    occurred_at: datetime | None = None
    place: str = ""
    product: str = ""
    demand_note: str = ""
    demand_cny: Decimal | None = None
    emotion: Emotion = Emotion.CALM
    urgency: str = ""
    external_id: str = ""
    origin_url: str = ""
    raw_text: str = ""
    consent: str = ""
    code_seed: str = ""
    is_spoken: bool = False
    is_self_sent: bool = False
    call_back_at: datetime | None = None

    @property
    def is_reachable(self):
        return any(value.strip() for value in self.contacts.values())

    @property
    def is_proven(self):
        """Whether somebody at the desk, or a system that knows the customer, vouches for the contacts."""
        return self.channel not in _SELF_SERVICE and not self.is_self_sent


@dataclass(frozen=True)
class Received:
    """The complaint, and the tracking code in clear: shown or sent now, never to be read again.

    `is_new` is false, and the code blank, when the same origin had been received before (INT-1).
    """

    complaint: Complaint
    tracking_code: str
    is_new: bool


@transaction.atomic
def receive(receipt, *, by, now):
    """Take a complaint in. The same origin gives the same complaint. Raises NotPermitted, RuleBroken."""
    check_right(by, "complaints.add_complaint")
    check_filled(receipt.subject, _("Say in a few words what the complaint is about."))
    try:
        with transaction.atomic():
            return _take_in(receipt, by=by, now=now)
    except IntegrityError:
        # The same origin, or a contact of the same person, was written between our look and our write: look again.
        return _take_in(receipt, by=by, now=now)


def _take_in(receipt, *, by, now):
    complaint = written_down(receipt, by=by, now=now)
    known = _already_received(receipt)
    if known is not None:
        return Received(known, tracking_code="", is_new=False)
    code = tracking_code_of(receipt.code_seed) if receipt.code_seed else new_tracking_code()
    complaint.tracking_hash = tracking_hash(code)
    found = fast_lane.mark(complaint, fast_lane.word_lists())
    _find_its_place(complaint, receipt, now=now)
    deadlines = _deadlines(complaint, receipt, now=now)
    # A person's row is locked before the month's serial, never after it, so that two receipts cannot block each other.
    is_told = receipt.is_reachable and not _is_told_enough(complaint, receipt, now=now)
    (complaint.number,) = next_numbers(now)
    check_not_arriving(receipt)
    store(complaint, deadlines, by=by, now=now, **found)
    if receipt.channel in PASSIVE_CHANNELS:
        contact_task(complaint, by=by, now=now).save()
    if is_told:
        acknowledge(complaint, code, _promised(receipt, deadlines), now=now)
    return Received(complaint, tracking_code=code, is_new=True)


def store(complaint, deadlines, *, by, now, **facts):
    """Keep a numbered `complaint` with its `deadlines` and the first event, which holds `facts`."""
    event = received_event(complaint, by=by, now=now, **facts)
    complaint.save(force_insert=True)
    event.save(force_insert=True)
    Deadline.objects.bulk_create(deadlines)
    likeness.remember([complaint])


def _already_received(receipt):
    if receipt.code_seed:
        known = find_by_tracking_code(tracking_code_of(receipt.code_seed))
        if known is not None:
            return known
    if not receipt.external_id:
        return None
    return Complaint.objects.of_origin(receipt.external_id, channels=[receipt.channel]).first()


def written_down(receipt, *, by, now):
    """The unsaved complaint with what the receipt itself says, checked; the rest is found out afterwards."""
    complaint = unchecked(receipt, by=by, now=now)
    check_row(complaint)
    if receipt.order_number:
        check_row(Order(number=receipt.order_number))
    return complaint


def unchecked(receipt, *, by, now):
    """As `written_down`, of a receipt that was checked before."""
    return Complaint(
        channel=receipt.channel,
        external_id=receipt.external_id,
        origin_url=receipt.origin_url,
        raw_text=receipt.raw_text,
        received_by=by,
        received_at=now,
        consent=receipt.consent,
        category=receipt.category,
        subject=receipt.subject,
        description=receipt.description,
        occurred_at=receipt.occurred_at,
        place=receipt.place,
        product=receipt.product,
        demand=receipt.demand,
        demand_note=receipt.demand_note,
        demand_cny=receipt.demand_cny,
        emotion=receipt.emotion,
        urgency=receipt.urgency,
    )


def _find_its_place(complaint, receipt, *, now):
    order = orders.of_number(receipt.order_number)
    place(
        complaint,
        order=order,
        complainant=_complainant(receipt, order, now=now),
        policy=Policy.in_force(receipt.preset, now),
        now=now,
    )
    if order:
        # After the person, as merging does, so that the two cannot block each other.
        orders.ask_if_old(order, now=now)


def place(complaint, *, order, complainant, policy, now):
    """Desk, department and, for the fast lane, grade and handler; what the order knows is filled in (INT-3)."""
    complaint.order, complaint.complainant, complaint.policy = order, complainant, policy
    complaint.product = complaint.product or (order.product if order else "")
    by = complaint.received_by
    complaint.team = by.team if by.role == Role.AGENT and by.team_id else policy.team
    complaint.department_id = complaint.category.department_id if complaint.category else None
    if complaint.urgency:
        complaint.severity = Severity.S1
        complaint.priority = priority_of(severity=Severity.S1, impact=Impact.INDIVIDUAL, tier=complainant.tier)
        complaint.handler = fast_lane.on_duty(complaint.team, now)


def received_event(complaint, *, by, now, **facts):
    """The first, unsaved event of a numbered complaint."""
    if complaint.consent:
        facts["consent"] = complaint.consent
    return ComplaintEvent.next_for(
        complaint, EventKind.RECEIVED, by=by, at=now, channel=complaint.channel, subject=complaint.subject, **facts
    )


def _complainant(receipt, order, *, now):
    if not receipt.is_reachable and order and order.complainant:
        return order.complainant
    return find_or_create(
        name=receipt.name,
        contacts=receipt.contacts,
        tier=receipt.tier or (order.known_tier if order else ""),
        preferred_channel=receipt.preferred_channel,
        language=receipt.language,
        proven=receipt.is_proven,
        now=now,
    )


def _deadlines(complaint, receipt, *, now):
    rules = list(complaint.policy.rules.all())
    deadlines = clock.begin(complaint, rules=rules, now=now)
    if receipt.channel in _SELF_SERVICE:
        promise = clock.promised(complaint, now + messages.FORM_PROMISE, now=now)
        deadlines.append(promise)
        if complaint.next_due_at is None or promise.due_at < complaint.next_due_at:
            complaint.next_due_at, complaint.next_due_kind = promise.due_at, promise.kind
    return deadlines


def contact_task(complaint, *, by, now):
    """INT-7: nobody spoke to this customer yet. Unsaved, without a title: each reader has it in their own language."""
    department = complaint.team.department if complaint.team_id else Department.objects.get(code="customer_service")
    return Task(
        complaint=complaint,
        stage=Stage.CONTACT,
        department=department,
        created_by=by,
        created_at=now,
        due_at=complaint.next_due_at or now,
    )


def _is_told_enough(complaint, receipt, *, now):
    if receipt.is_proven:
        return False
    # Two machines that answer each other find an end (A34).
    pause = messages.BETWEEN_RECEIPTS if receipt.is_self_sent else None
    return messages.has_enough_receipts(complaint.complainant, now=now, pause=pause)


def _promised(receipt, deadlines):
    """By when somebody contacts the customer, or None when nobody said so."""
    if receipt.is_spoken or receipt.call_back_at:
        return receipt.call_back_at
    kinds = {DeadlineKind.COMMITMENT, DeadlineKind.FIRST_CONTACT}
    return min((deadline.due_at for deadline in deadlines if deadline.kind in kinds), default=None)


def acknowledge(complaint, code, promise, *, now):
    """INT-5: received, number, who calls by when; nothing of the customer's text is repeated (A37)."""
    facts = {"code": code, "caller": complaint.handler or gettext_lazy("A colleague of ours")}
    if promise is not None:
        messages.tell(complaint, "received", now=now, promise=promise, **facts)
    else:
        messages.tell(complaint, "received_unpromised", now=now, **facts)
