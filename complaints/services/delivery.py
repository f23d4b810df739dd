"""Sending what waits in the outbox: claimed before, marked after, by the next channel or parked after five tries."""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, F, Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints.channels.outcome import OUT_OF_ORDER, Reason, Undelivered
from complaints.crypto.keys import WrongKey
from complaints.deadlines.workdays import CHINA
from complaints.errors import RuleBroken
from complaints.models import ComplaintEvent, Delivery, DeliveryState, EventKind, Inbound, NoticeKind, SendingRules
from complaints.permissions import check_right
from complaints.services.call_tasks import give_call
from complaints.services.carrying import Ways
from complaints.services.gate import lock
from complaints.services.sent import mark_sent, record_left_over, record_sent, record_together
from complaints.services.staff import tell_handler
from complaints.services.sweeps import MOST_ATTEMPTS, sweep
from complaints.services.wordings import Wordings
from complaints.states import PreferredChannel

log = logging.getLogger(__name__)

#: Longer than the slowest provider may take with one message.
LEASE = timedelta(minutes=5)
_NEXT_SWEEP = timedelta(minutes=1)
_UNREAD = ("complaint__description", "complaint__raw_text")
#: What an answer by mail answers.
_MAILS = Prefetch(
    "complaint__inbound", Inbound.objects.only("complaint", "channel", "source", "state", "proofs").order_by("pk")
)


def send_waiting(*, by, now):
    """Send what is due, one message at a time; a bad one steps aside. Returns how many left."""
    _park_the_poisonous(by=by, now=now)
    record_left_over(by=by)
    sending = _Sending(by=by, now=now)
    waiting = Delivery.objects.sendable(now)
    done = sweep(waiting, sending.send, before=sending.read, now=now, lease=LEASE).done
    sending.store()
    return done


class _Sending:
    """One sweep: what many need is read and stored once, each message leaves alone and is marked at once.

    A provider out of order is asked once.
    """

    def __init__(self, *, by, now):
        self.by, self.now = by, now
        self.rules, self.ways, self.wordings = SendingRules.current(), Ways(), Wordings()
        self.silent = set()
        #: What was claimed, by key; how many messages each of their customers had today.
        self.claimed, self.today = {}, {}
        #: What left and is not on the record yet; what leaves later, by the moment.
        self.left, self.postponed = [], {}

    def read(self, pks):
        """Read what is needed to send the claimed messages `pks`, and store what became of those before them."""
        self.store()
        rows = Delivery.objects.filter(pk__in=pks).select_related("complaint__complainant").defer(*_UNREAD)
        found = rows.prefetch_related("complaint__complainant__contact_points", _MAILS)
        self.claimed = {delivery.pk: delivery for delivery in found}
        people = {delivery.complaint.complainant_id for delivery in found if not delivery.is_urgent}
        self.today = dict.fromkeys(people, 0) | self._sent_today(people)

    def send(self, pk):
        """Whether the claimed message `pk` has left."""
        if pk not in self.claimed:
            self.read([pk])
        # A sweep slower than its lease may have lost the rest of its batch to the next one.
        if not self._held([pk]).exists():
            return False
        delivery = self.claimed[pk]
        later = self._later(delivery)
        if later is not None:
            self.postponed.setdefault(later, []).append(pk)
            return False
        try:
            has_left = self._hand_over(delivery)
        except WrongKey:
            self._failed(delivery, Undelivered(Reason.UNREADABLE))
        except Undelivered as failure:
            self._failed(delivery, failure)
        else:
            if has_left and delivery.complaint.complainant_id in self.today:
                self.today[delivery.complaint.complainant_id] += 1
            return has_left
        return False

    def store(self):
        """Put on the record what left, and away what leaves later."""
        record_sent(self.left, by=self.by)
        for later, pks in self.postponed.items():
            self._held(pks).update(attempts=F("attempts") - 1, leased_until=None, due_at=later)
        self.left, self.postponed = [], {}

    def _held(self, pks):
        return Delivery.objects.filter(pk__in=pks, state=DeliveryState.WAITING, leased_until=self.now + LEASE)

    def _hand_over(self, delivery):
        words = self.wordings.of(delivery)
        delivery.subject, delivery.body = words.subject, words.body
        if delivery.channel == PreferredChannel.PHONE:
            return give_call(delivery.pk, words, by=self.by, now=self.now)
        provider_id = self.ways.send(delivery, template=words.provider_template, now=self.now)
        awaits = self.ways.confirms(delivery.channel)
        has_left = mark_sent(delivery, provider_id, awaits_arrival=awaits, now=self.now)
        if has_left:
            self.left.append(delivery.pk)
        return has_left

    def _later(self, delivery):
        """When to look at it again, if not now: at night, after many messages, or behind a silent provider."""
        if self.silent and self.ways.provider(delivery) in self.silent:
            return self.now + _NEXT_SWEEP
        if delivery.is_urgent:
            return None
        return self.rules.quiet_ends(self.now) or self._after_many(delivery)

    def _after_many(self, delivery):
        if self.today[delivery.complaint.complainant_id] < self.rules.most_a_day:
            return None
        return self.rules.next_morning(self.now)

    def _sent_today(self, people):
        midnight = timezone.localtime(self.now, CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
        today = Delivery.objects.filter(complaint__complainant__in=people, sent_at__gte=midnight)
        counted = today.order_by().values("complaint__complainant").annotate(count=Count("pk"))
        return dict(counted.values_list("complaint__complainant", "count"))

    def _failed(self, delivery, failure):
        if failure.reason in OUT_OF_ORDER:
            self.silent.add(self.ways.provider(delivery))
        is_over = failure.is_final or delivery.attempts >= MOST_ATTEMPTS
        # What is damaged stays so on any channel.
        may_go_on = is_over and failure.reason != Reason.UNREADABLE
        way = self.ways.next_for(delivery) if may_go_on else None
        _note_failure(delivery.pk, failure, is_over=is_over, way=way, by=self.by, now=self.now)


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
    if delivery.awaits_record:
        # The provider was faster than the sweep: that it left comes first.
        record_together([pk], by=by)
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
def note_bounce(delivery_id, *, complaint, code, by, now):
    """Another mail server reports that a mail about `complaint` will not arrive; the next way is tried, once."""
    left = Delivery.objects.filter(pk=delivery_id, complaint=complaint, state=DeliveryState.SENT)
    if left.filter(channel=PreferredChannel.EMAIL).update(awaits_arrival=True):
        note_arrival(left.get().uuid, has_arrived=False, code=code, by=by, now=now)


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
