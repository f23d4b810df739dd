"""Sending what waits in the outbox: claimed before, marked after, parked after five tries."""

import logging
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q

from complaints.crypto.contact import ContactKind
from complaints.crypto.keys import WrongKey
from complaints.models import ComplaintEvent, DeadlineKind, Delivery, DeliveryState, EventKind
from complaints.services import clock
from complaints.services.gate import lock
from complaints.states import PreferredChannel

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 5
_BATCH = 100


class NoWay(Exception):
    """This installation has no gateway for the channel, or the customer no address on it."""


def send_waiting(*, by, now):
    """Send what is due, one message at a time; a bad one steps aside. Returns how many left."""
    sent = 0
    for pk in _claim(now):
        # A sweep slower than its lease may have lost the rest of its batch to the next one.
        delivery = (
            Delivery.objects.select_related("complaint__complainant").filter(pk=pk, leased_until=now + LEASE).first()
        )
        if delivery is None:
            continue
        try:
            _send(delivery)
        except (NoWay, OSError, ValueError, WrongKey) as failure:
            _failed(pk, failure, by=by, now=now)
        else:
            _sent(pk, by=by, now=now)
            sent += 1
    return sent


@transaction.atomic
def _claim(now):
    waiting = Delivery.objects.filter(state=DeliveryState.WAITING, due_at__lte=now).filter(
        Q(leased_until=None) | Q(leased_until__lte=now)
    )
    claimed = list(
        waiting.select_for_update(skip_locked=True).order_by("due_at", "pk").values_list("pk", flat=True)[:_BATCH]
    )
    Delivery.objects.filter(pk__in=claimed).update(leased_until=now + LEASE)
    return claimed


def _send(delivery):
    """Raises NoWay, OSError."""
    if delivery.channel == PreferredChannel.EMAIL:
        address = _address(delivery, ContactKind.EMAIL)
        send_mail(delivery.subject, delivery.body, settings.DEFAULT_FROM_EMAIL, [address])
    elif settings.OUTBOX_FOLDER:
        folder = Path(settings.OUTBOX_FOLDER)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{delivery.uuid}.txt").write_text(f"{delivery.subject}\n\n{delivery.body}\n", encoding="utf-8")
    else:
        raise NoWay(f"no gateway for {delivery.channel}")


def _address(delivery, kind):
    point = delivery.complaint.complainant.contact_points.filter(kind=kind).first()
    if point is None:
        raise NoWay(f"no {kind} known")
    return point.value


@transaction.atomic
def _sent(pk, *, by, now):
    complaint = _lock_complaint_of(pk, by=by)
    delivery = Delivery.objects.select_for_update().get(pk=pk)
    if delivery.state != DeliveryState.WAITING:
        return
    delivery.state, delivery.sent_at, delivery.leased_until = DeliveryState.SENT, now, None
    delivery.attempts += 1
    delivery.save()
    if delivery.step.startswith("received"):
        clock.settle(complaint, now=now, meet=(DeadlineKind.ACKNOWLEDGEMENT,))
        complaint.save()
    ComplaintEvent.record(
        complaint, EventKind.MESSAGE_SENT, by=by, at=now, step=delivery.step, channel=delivery.channel
    )


@transaction.atomic
def _failed(pk, failure, *, by, now):
    complaint = _lock_complaint_of(pk, by=by)
    delivery = Delivery.objects.select_for_update().get(pk=pk)
    if delivery.state != DeliveryState.WAITING:
        return
    delivery.attempts += 1
    # A mail server's own words name the address it refused.
    delivery.failure = str(failure) if isinstance(failure, NoWay) else type(failure).__name__
    delivery.leased_until = None
    delivery.due_at = now + timedelta(minutes=2**delivery.attempts)
    if isinstance(failure, NoWay) or delivery.attempts >= MOST_ATTEMPTS:
        delivery.state = DeliveryState.PARKED
        ComplaintEvent.record(
            complaint,
            EventKind.MESSAGE_PARKED,
            by=by,
            at=now,
            step=delivery.step,
            channel=delivery.channel,
            attempts=delivery.attempts,
        )
    delivery.save()
    log.warning("delivery_failed", extra={"delivery": str(delivery.uuid), "attempts": delivery.attempts})


def _lock_complaint_of(delivery_pk, *, by):
    """The complaint is always locked before its rows, so that sender and desk never wait for each other."""
    return lock(Delivery.objects.values_list("complaint", flat=True).get(pk=delivery_pk), by=by)
