"""Sending what waits in the outbox: claimed before, marked after, by the next channel or parked after five tries."""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints.channels.outcome import OUT_OF_ORDER, Reason, Undelivered
from complaints.crypto.keys import WrongKey
from complaints.deadlines.workdays import CHINA
from complaints.errors import RuleBroken
from complaints.models import ComplaintEvent, DeadlineKind, Delivery, DeliveryState, EventKind, NoticeKind, SendingRules
from complaints.permissions import check_right
from complaints.services import clock
from complaints.services.call_tasks import give_call
from complaints.services.carrying import Ways
from complaints.services.gate import lock
from complaints.services.staff import tell_handler
from complaints.services.sweeps import MOST_ATTEMPTS, sweep
from complaints.services.wordings import Wordings
from complaints.states import PreferredChannel

log = logging.getLogger(__name__)

#: Longer than the slowest provider may take with one message.
LEASE = timedelta(minutes=5)
_NEXT_SWEEP = timedelta(minutes=1)


def send_waiting(*, by, now):
    """Send what is due, one message at a time; a bad one steps aside. Returns how many left."""
    _park_the_poisonous(by=by, now=now)
    sending = _Sending(by=by, now=now)
    return sweep(Delivery.objects.sendable(now), sending.send, now=now, lease=LEASE).done


class _Sending:
    """One sweep: its rules and ways are read once, and a provider out of order is asked once."""

    def __init__(self, *, by, now):
        self.by, self.now = by, now
        self.rules, self.ways, self.wordings = SendingRules.current(), Ways(), Wordings()
        self.silent = set()

    def send(self, pk):
        """Whether the claimed message `pk` has left."""
        rows = Delivery.objects.select_related("complaint__complainant", "complaint__handler", "complaint__team")
        # A sweep slower than its lease may have lost the rest of its batch to the next one.
        delivery = rows.filter(pk=pk, state=DeliveryState.WAITING, leased_until=self.now + LEASE).first()
        if delivery is None:
            return False
        later = self._later(delivery)
        if later is not None:
            free = {"attempts": F("attempts") - 1, "leased_until": None, "due_at": later}
            Delivery.objects.filter(pk=pk).update(**free)
            return False
        try:
            words = self.wordings.of(delivery)
            delivery.subject, delivery.body = words.subject, words.body
            if delivery.channel == PreferredChannel.PHONE:
                return give_call(pk, words, by=self.by, now=self.now)
            provider_id = self.ways.send(delivery, template=words.provider_template, now=self.now)
        except WrongKey:
            self._failed(delivery, Undelivered(Reason.UNREADABLE))
        except Undelivered as failure:
            self._failed(delivery, failure)
        else:
            awaits = self.ways.confirms(delivery.channel)
            return _sent(pk, words, provider_id, awaits=awaits, by=self.by, now=self.now)
        return False

    def _later(self, delivery):
        """When to look at it again, if not now: at night, after many messages, or behind a silent provider."""
        if delivery.channel in self.silent:
            return self.now + _NEXT_SWEEP
        if delivery.is_urgent:
            return None
        return self.rules.quiet_ends(self.now) or self._after_many(delivery)

    def _after_many(self, delivery):
        midnight = timezone.localtime(self.now, CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
        today = Delivery.objects.filter(complaint__complainant=delivery.complaint.complainant_id, sent_at__gte=midnight)
        if today.count() < self.rules.most_a_day:
            return None
        return self.rules.next_morning(self.now)

    def _failed(self, delivery, failure):
        if failure.reason in OUT_OF_ORDER:
            self.silent.add(delivery.channel)
        is_over = failure.is_final or delivery.attempts >= MOST_ATTEMPTS
        # What is damaged stays so on any channel.
        may_go_on = is_over and failure.reason != Reason.UNREADABLE
        way = self.ways.next_for(delivery) if may_go_on else None
        _note_failure(delivery.pk, failure, is_over=is_over, way=way, by=self.by, now=self.now)


@transaction.atomic
def _sent(pk, words, provider_id, *, awaits, by, now):
    complaint, delivery = _locked(pk, by=by)
    if delivery.state != DeliveryState.WAITING:
        return False
    delivery.state, delivery.sent_at, delivery.leased_until = DeliveryState.SENT, now, None
    delivery.subject, delivery.body = words.subject, words.body
    delivery.awaits_arrival, delivery.arrived_at = awaits, None
    delivery.reason, delivery.failure, delivery.provider_id = "", "", provider_id[:120]
    delivery.save()
    if delivery.step.startswith("received"):
        clock.settle(complaint, now=now, meet=(DeadlineKind.ACKNOWLEDGEMENT,))
        complaint.save()
    _record(complaint, EventKind.MESSAGE_SENT, delivery, by=by, now=now)
    return True


@transaction.atomic
def _note_failure(pk, failure, *, is_over, way, by, now):
    """Try again later, go on by the channel `way`, or park it and tell the handler."""
    complaint, delivery = _locked(pk, by=by)
    if delivery.state != DeliveryState.WAITING:
        return
    delivery.reason, delivery.failure, delivery.leased_until = failure.reason, failure.code, None
    log.warning("delivery_failed", extra={"delivery": str(delivery.uuid), "attempts": delivery.attempts})
    if not is_over:
        delivery.due_at = now + timedelta(minutes=2**delivery.attempts)
        delivery.save()
    elif way is None:
        _park(complaint, delivery, by=by, now=now)
    else:
        _go_on_by(way, complaint, delivery, by=by, now=now)


def _go_on_by(way, complaint, delivery, *, by, now):
    failed_on = delivery.channel
    delivery.tried, delivery.channel = [*delivery.tried, failed_on], way
    delivery.attempts, delivery.due_at = 0, now
    delivery.save()
    _record(complaint, EventKind.MESSAGE_REROUTED, delivery, by=by, now=now, failed_on=failed_on, why=delivery.reason)


def _park(complaint, delivery, *, by, now):
    delivery.state = DeliveryState.PARKED
    delivery.save()
    _record(
        complaint,
        EventKind.MESSAGE_PARKED,
        delivery,
        by=by,
        now=now,
        attempts=delivery.attempts,
        why=delivery.reason,
    )
    if complaint.is_open:
        tell_handler(complaint, NoticeKind.MESSAGE_PARKED, now=now, words=delivery.get_reason_display())


def _park_the_poisonous(*, by, now):
    """What took five senders down with it, or failed five times for a reason nobody foresaw."""
    stuck = Delivery.objects.not_under_way(now).filter(attempts__gte=MOST_ATTEMPTS)
    for pk in list(stuck.values_list("pk", flat=True)[:100]):
        with transaction.atomic():
            complaint, delivery = _locked(pk, by=by)
            if delivery.state == DeliveryState.WAITING:
                delivery.reason, delivery.leased_until = Reason.UNREADABLE, None
                _park(complaint, delivery, by=by, now=now)


@transaction.atomic
def note_arrival(delivery_uuid, *, has_arrived, code, by, now, provider_id=None):
    """What the provider reports of a message it took: it has arrived, or it will not and the next way is tried.

    With `provider_id` only a message the provider gave this id is meant.
    """
    awaited = Delivery.objects.filter(uuid=delivery_uuid, awaits_arrival=True)
    if provider_id is not None:
        awaited = awaited.exclude(provider_id="").filter(provider_id=provider_id)
    pk = awaited.values_list("pk", flat=True).first()
    if pk is None:
        return
    complaint, delivery = _locked(pk, by=by)
    if delivery.state != DeliveryState.SENT or delivery.arrived_at is not None:
        return
    if has_arrived:
        delivery.arrived_at = now
        delivery.save()
        _record(complaint, EventKind.MESSAGE_ARRIVED, delivery, by=by, now=now)
        return
    delivery.state, delivery.sent_at, delivery.awaits_arrival = DeliveryState.WAITING, None, False
    delivery.save()
    failure = Undelivered(Reason.REJECTED, code)
    _note_failure(pk, failure, is_over=True, way=Ways().next_for(delivery), by=by, now=now)


@transaction.atomic
def resend(delivery_id, *, channel, by, now, seen=None):
    """Send a parked message again by `channel`, from the first try on. Raises NotPermitted, RuleBroken."""
    complaint, delivery = _locked(delivery_id, by=by, seen=seen)
    check_right(by, "complaints.resend_message")
    if delivery.state != DeliveryState.PARKED:
        raise RuleBroken(_("This message is not parked: it is on its way, or has arrived."))
    delivery.state, delivery.channel, delivery.tried = DeliveryState.WAITING, channel, []
    delivery.attempts, delivery.due_at, delivery.reason, delivery.failure = 0, now, "", ""
    # Somebody at the desk wants it to leave now.
    delivery.is_urgent = True
    delivery.save()
    _record(complaint, EventKind.MESSAGE_RESENT, delivery, by=by, now=now)
    return delivery


def _record(complaint, kind, delivery, *, by, now, **facts):
    ComplaintEvent.record(complaint, kind, by=by, at=now, step=delivery.step, channel=delivery.channel, **facts)


def _locked(delivery_pk, *, by, seen=None):
    """The complaint is always locked before its rows, so that sender and desk never wait for each other."""
    found = Delivery.objects.filter(pk=delivery_pk).values_list("complaint", flat=True).first()
    complaint = lock(found, by=by, seen=seen)
    return complaint, Delivery.objects.select_for_update().get(pk=delivery_pk)
