"""What arrives from outside by itself: joined where the sender is proven, else a new complaint, else for a person."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.text import check_row
from complaints.crypto.contact import ContactKind
from complaints.errors import NotPermitted, RuleBroken, TooOften
from complaints.models import (
    Category,
    Complaint,
    ComplaintEvent,
    EventKind,
    Inbound,
    InboundReason,
    InboundState,
    NoticeKind,
    Policy,
)
from complaints.permissions import check_right
from complaints.services import evidence, inbound_files
from complaints.services.customer_words import hear
from complaints.services.evidence import whole_or_not_at_all
from complaints.services.gate import lock
from complaints.services.intake import Receipt, receive
from complaints.services.people import contact_hashes
from complaints.services.staff import tell_handler
from complaints.states import Channel, Demand, PreferredChannel, Preset

#: New complaints of one sender a day; what comes after them waits for a person (A34, A37).
MOST_OPENED_A_DAY = 5
#: Nobody has to look at these.
_OF_NO_CONCERN = frozenset(
    {InboundReason.AUTOMATIC, InboundReason.BULK, InboundReason.BOUNCE, InboundReason.OWN},
)
_LONGEST_SUBJECT, _LONGEST_DESCRIPTION, _LONGEST_WORDS = 120, 10_000, 5_000


@dataclass(frozen=True, slots=True)
class Arrival:
    """One thing as the door `source` brings it.

    `complaint` is the one it claims to belong to; without it the `thread` tells. `is_verified` says that its sender
    is proven to be who that thread belongs to. `aside` is why it goes no way by itself.
    """

    source: str
    channel: Channel
    external_id: str
    text: str
    subject: str = ""
    raw_text: str = ""
    name: str = ""
    contacts: dict[ContactKind, str] = field(default_factory=dict)
    thread: str = ""
    link: str = ""
    complaint: int | None = None
    is_verified: bool = False
    proofs: dict = field(default_factory=dict)
    aside: InboundReason | None = None
    preset: Preset = Preset.GENERAL
    category: Category | None = None
    demand: Demand = Demand.OTHER
    language: str = "zh-hans"
    order_number: str = ""
    happened_at: datetime | None = None
    #: An authority's own number of it, and by when it wants our answer.
    reference: str = ""
    answer_by: datetime | None = None
    #: Files as uploads: with `name`, `size`, `read`, `seek` and `chunks`.
    files: tuple = ()


@transaction.atomic
def take_in(arrival, *, by, now):
    """Take in what arrived; the same thing by the same door again gives the same row. Raises NotPermitted, RuleBroken.

    Nothing that is not proven changes a complaint or causes a message about one.
    """
    check_right(by, "complaints.add_complaint")
    try:
        with transaction.atomic(), whole_or_not_at_all() as undo:
            return _known(arrival) or _take_in(arrival, by=by, now=now, undo=undo)
    except IntegrityError:
        # Another round took the same thing in between our look and our write.
        known = _known(arrival)
        if known is None:
            raise
        return known


def words_of(inbound, longest=_LONGEST_WORDS):
    """What the sender said, as long as a conversation may be; the whole stays with the arrival."""
    words = inbound.text.strip() or inbound.subject.strip()
    return words if len(words) <= longest else f"{words[: longest - 1]}…"


def subject_of(inbound):
    return (inbound.subject.strip() or inbound.text.strip())[:_LONGEST_SUBJECT]


def description_of(inbound):
    return words_of(inbound, _LONGEST_DESCRIPTION)


def preferred_by(contacts):
    """How somebody who wrote by themselves is written back to: the way they wrote."""
    if contacts.get(ContactKind.EMAIL):
        return PreferredChannel.EMAIL
    return PreferredChannel.THREAD if contacts.get(ContactKind.ELSEWHERE) else ""


def transfer_of(complaint):
    """What an authority passed on to us as this complaint, with its number or the day it set us; None without one."""
    if complaint.channel != Channel.REGULATOR:
        return None
    opened = complaint.inbound.filter(state=InboundState.OPENED).order_by("pk").first()
    return opened if opened and (opened.reference or opened.answer_by) else None


def _known(arrival):
    return Inbound.objects.filter(source=arrival.source, external_id=arrival.external_id).first()


def _take_in(arrival, *, by, now, undo):
    inbound = _written_down(arrival, now=now)
    inbound.complaint = _claimed(arrival)
    fit, refused = inbound_files.sorted_out(arrival.files, inbound.complaint)
    if arrival.aside in _OF_NO_CONCERN:
        inbound.state, inbound.reason, fit = InboundState.DROPPED, arrival.aside, []
    elif inbound.complaint is not None and not arrival.is_verified:
        _hold(inbound, by=by, now=now)
    elif inbound.complaint is not None:
        _join(inbound, fit, by=by, now=now)
    elif reason := arrival.aside or _why_not_open(inbound, now=now):
        inbound.reason = reason
    else:
        _open(inbound, arrival, fit, by=by, now=now, undo=undo)
    inbound.save()
    inbound_files.keep(inbound, fit, refused, undo=undo)
    return inbound


def _written_down(arrival, *, now):
    kind, contact = next(((kind, value) for kind, value in arrival.contacts.items() if value.strip()), ("", ""))
    policy = Policy.in_force(arrival.preset, now)
    inbound = Inbound(
        source=arrival.source,
        channel=arrival.channel,
        external_id=arrival.external_id,
        thread=arrival.thread,
        author_name=arrival.name,
        author_kind=kind,
        author_contact=contact,
        author_lookup=next(iter(contact_hashes(kind, contact)), "") if kind else "",
        preset=arrival.preset,
        team=policy.team,
        subject=arrival.subject,
        text=arrival.text,
        raw_text=arrival.raw_text,
        link=arrival.link,
        order_number=arrival.order_number,
        happened_at=arrival.happened_at,
        reference=arrival.reference,
        answer_by=arrival.answer_by,
        proofs=arrival.proofs,
        is_verified=arrival.is_verified,
        received_at=now,
    )
    check_row(inbound)
    return inbound


def _claimed(arrival):
    """The complaint it says it belongs to, by its door or by its thread."""
    if arrival.complaint is not None:
        return Complaint.objects.filter(pk=arrival.complaint).first()
    if not arrival.thread:
        return None
    earlier = Inbound.objects.filter(source=arrival.source, thread=arrival.thread, complaint__isnull=False)
    joined = earlier.exclude(thread="").filter(state__in=[InboundState.OPENED, InboundState.JOINED])
    latest = joined.select_related("complaint").order_by("-pk").first()
    return latest and latest.complaint


def _why_not_open(inbound, *, now):
    if not words_of(inbound):
        return InboundReason.EMPTY
    if not inbound.author_lookup:
        return ""
    today = Inbound.objects.filter(author_lookup=inbound.author_lookup, received_at__gt=now - timedelta(days=1))
    is_often = today.filter(state=InboundState.OPENED).count() >= MOST_OPENED_A_DAY
    return InboundReason.TOO_MANY if is_often else ""


def _hold(inbound, *, by, now):
    """Beside the complaint for whoever handles it, and nothing else happens (A35)."""
    complaint = lock(inbound.complaint_id, by=by)
    inbound.state, inbound.reason = InboundState.QUARANTINED, InboundReason.UNPROVEN
    ComplaintEvent.record(complaint, EventKind.LETTER_HELD, by=by, at=now, channel=inbound.channel)
    tell_handler(complaint, NoticeKind.LETTER, now=now, reason=inbound.reason)


def _join(inbound, fit, *, by, now):
    """The proven sender's words are the customer's; a complaint closed for good waits for somebody at the desk."""
    uploads = [upload for upload, _kind in fit]
    facts = {"words": words_of(inbound), "via": inbound.channel, "uploads": uploads}
    try:
        hear(inbound.complaint_id, **facts, by=User.objects.customer(), now=now)
    except TooOften:
        inbound.reason = InboundReason.TOO_MANY
    except (RuleBroken, NotPermitted):
        inbound.reason = InboundReason.CLOSED if words_of(inbound) else InboundReason.EMPTY
    else:
        inbound.state, inbound.decided_at = InboundState.JOINED, now
        return
    tell_handler(lock(inbound.complaint_id, by=by), NoticeKind.LETTER, now=now, reason=inbound.reason)


def _open(inbound, arrival, fit, *, by, now, undo):
    """A new complaint with its origin; one known by the same id from elsewhere is not this door's to write to."""
    receipt = Receipt(
        preset=arrival.preset,
        channel=arrival.channel,
        subject=subject_of(inbound),
        description=description_of(inbound),
        demand=arrival.demand,
        name=arrival.name,
        contacts=arrival.contacts,
        preferred_channel=preferred_by(arrival.contacts),
        order_number=arrival.order_number,
        occurred_at=arrival.happened_at,
        language=arrival.language,
        category=arrival.category,
        # What identifies a mail says nothing to anybody.
        external_id="" if arrival.channel == Channel.EMAIL else arrival.external_id,
        origin_url=arrival.link,
        raw_text=arrival.raw_text,
        is_self_sent=True,
    )
    received = receive(receipt, by=by, now=now)
    inbound.complaint = received.complaint
    if not received.is_new:
        inbound.state, inbound.reason = InboundState.QUARANTINED, InboundReason.ELSEWHERE
        return
    complaint = lock(received.complaint.pk, by=by)
    evidence.keep_and_record(complaint, [upload for upload, _kind in fit], by=by, now=now, undo=undo)
    inbound.state, inbound.decided_at = InboundState.OPENED, now
