"""Telling other systems: a signed POST for each event, tried five times over half an hour, then parked."""

import json
from datetime import timedelta
from typing import NamedTuple

from django.core.serializers.json import DjangoJSONEncoder

from complaints.channels import http, signed
from complaints.channels.outcome import Undelivered
from complaints.models import WebhookCall
from complaints.services.sweeps import MOST_ATTEMPTS, sweep

LEASE = timedelta(minutes=5)


class _Way(NamedTuple):
    """An address as the guarded client takes it."""

    address: str
    allow_plain: bool
    allow_private: bool


def send_calls(*, by, now):
    """Send what is due; an address that does not answer is asked once a sweep. Returns how many were taken."""
    sending = _Sending(now=now)
    return sweep(WebhookCall.objects.to_send(now), sending.send, now=now, lease=LEASE).done


class _Sending:
    def __init__(self, *, now):
        self.now, self.silent = now, set()

    def send(self, pk):
        rows = WebhookCall.objects.select_related("webhook__application", "event__complaint")
        # A sweep slower than its lease may have lost the rest of its batch to the next one.
        call = rows.filter(pk=pk, leased_until=self.now + LEASE, sent_at=None, parked_at=None).first()
        if call is None:
            return False
        if call.webhook_id in self.silent:
            self._later(call, timedelta(minutes=1), attempts=call.attempts - 1)
            return False
        try:
            self._post(call)
        except Undelivered as failure:
            self.silent.add(call.webhook_id)
            self._failed(call, failure)
            return False
        call.sent_at, call.leased_until, call.failure = self.now, None, ""
        call.save(update_fields=["sent_at", "leased_until", "failure"])
        return True

    def _post(self, call):
        webhook = call.webhook
        body = json.dumps(told(call), ensure_ascii=False, cls=DjangoJSONEncoder).encode()
        timestamp = str(int(self.now.timestamp()))
        signatures = [signed.signature(secret, timestamp, body) for secret in webhook.secrets_at(self.now)]
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": str(call.uuid),
            "X-Redress-Timestamp": timestamp,
            "X-Redress-Signature": ", ".join(signatures),
        }
        is_inside = webhook.application.is_inside
        way = _Way(webhook.address, allow_plain=is_inside, allow_private=is_inside)
        http.check_status(http.post(way, body=body, headers=headers))

    def _failed(self, call, failure):
        call.failure = str(failure)
        if failure.is_final or call.attempts >= MOST_ATTEMPTS:
            call.parked_at, call.leased_until = self.now, None
            call.save(update_fields=["parked_at", "leased_until", "failure"])
        else:
            self._later(call, timedelta(minutes=2**call.attempts), attempts=call.attempts)

    def _later(self, call, wait, *, attempts):
        call.due_at, call.leased_until, call.attempts = self.now + wait, None, attempts
        call.save(update_fields=["due_at", "leased_until", "attempts", "failure"])


def told(call):
    """What the other side is told: that something happened, and where to read it; no word of the customer."""
    if call.event is None:
        return {"id": str(call.uuid), "kind": call.kind, "at": call.at, **call.facts}
    event, complaint = call.event, call.event.complaint
    return {
        "id": str(call.uuid),
        "kind": event.kind,
        "at": event.at,
        "complaint": complaint.number,
        "external_id": complaint.external_id,
        "seq": event.seq,
        "state": complaint.state,
        "version": complaint.events_count,
    }
