"""What the desk does with a letter that needs somebody: open a complaint of it, join it to one, or set it aside."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.text import check_text
from complaints.crypto.contact import ContactKind
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import Complaint, ComplaintEvent, EventKind, Inbound, InboundReason, InboundState
from complaints.permissions import check_right
from complaints.services import evidence, inbound_files
from complaints.services.customer_words import hear
from complaints.services.gate import check_filled, check_open, lock
from complaints.services.inbound import preferred_by, words_of
from complaints.services.intake import Receipt, receive
from complaints.states import Channel

_RIGHT = "complaints.sort_inbound"
_LONGEST_REASON = 300


@transaction.atomic
def open_as(inbound_id, *, preset, subject, description, demand, by, now, category=None, urgency=""):
    """Open a complaint of what arrived, as `by` read it. Raises NotPermitted, RuleBroken.

    It proves no contact: a stranger's letter changes nothing of a customer we know.
    """
    inbound = _undecided(inbound_id, by=by)
    contacts = {ContactKind(inbound.author_kind): inbound.author_contact} if inbound.author_contact else {}
    receipt = Receipt(
        preset=preset,
        channel=inbound.channel,
        subject=subject,
        description=description,
        demand=demand,
        name=inbound.author_name,
        contacts=contacts,
        preferred_channel=preferred_by(contacts),
        order_number=inbound.order_number,
        occurred_at=inbound.happened_at,
        category=category,
        urgency=urgency,
        external_id="" if inbound.channel == Channel.EMAIL or inbound.complaint_id else inbound.external_id,
        origin_url=inbound.link,
        raw_text=inbound.raw_text,
        is_self_sent=True,
    )
    received = receive(receipt, by=by, now=now)
    complaint = lock(received.complaint.pk, by=by)
    with evidence.whole_or_not_at_all() as undo, inbound_files.kept_files(inbound) as uploads:
        evidence.keep_and_record(complaint, uploads, by=by, now=now, undo=undo)
        _decide(inbound, InboundState.OPENED, complaint=complaint, by=by, now=now)
    return complaint


@transaction.atomic
def join(inbound_id, *, number, by, now):
    """`by` vouches that the customer of complaint `number` says this. Raises NotPermitted, RuleBroken."""
    inbound = _undecided(inbound_id, by=by)
    found = Complaint.objects.visible_to(by).filter(number=number.strip()).first()
    if found is None:
        raise RuleBroken(_("You see no complaint with the number “%(number)s”.") % {"number": number.strip()})
    check_open(found)
    words = words_of(inbound)
    check_filled(words, _("This letter holds no words. Open it as a complaint, or set it aside."))
    with inbound_files.kept_files(inbound) as uploads:
        hear(found.pk, words=words, via=inbound.channel, uploads=uploads, by=by, now=now)
    _decide(inbound, InboundState.JOINED, complaint=found, by=by, now=now)
    return found


@transaction.atomic
def set_aside(inbound_id, *, reason, by, now):
    """Nothing is done about it; it stays readable with the reason. Raises NotPermitted, RuleBroken."""
    inbound = _undecided(inbound_id, by=by)
    check_filled(reason, _("Say why nothing is done about it."))
    check_text(reason, _("reason"), _LONGEST_REASON)
    if inbound.complaint_id:
        complaint = lock(inbound.complaint_id, by=by)
        ComplaintEvent.record(complaint, EventKind.LETTER_SET_ASIDE, by=by, at=now, reason=reason.strip())
    inbound.reason, inbound.note = InboundReason.BY_HAND, reason.strip()
    _decide(inbound, InboundState.DROPPED, complaint=inbound.complaint, by=by, now=now)
    return inbound


def _undecided(inbound_id, *, by):
    """The arrival, locked, if `by` may decide about it and nobody has."""
    check_right(by, _RIGHT)
    visible = Inbound.objects.visible_to(by).filter(pk=inbound_id).order_by()
    locked = visible.select_for_update(of=("self",)).first()
    if locked is None:
        raise NotPermitted(_("This letter does not exist or is not yours to see."))
    if not locked.is_undecided:
        state = {"state": locked.get_state_display()}
        raise RuleBroken(_("Somebody has decided about this letter already: %(state)s.") % state)
    return locked


def _decide(inbound, state, *, complaint, by, now):
    inbound.state, inbound.complaint = state, complaint
    inbound.decided_by, inbound.decided_at = by, now
    inbound.save()
    inbound_files.give_up(inbound)
