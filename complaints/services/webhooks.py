"""Webhooks: opened by the system that wants them, within its own complaints; each event becomes a row to be sent."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Application
from accounts.roles import Role
from complaints.channels.addresses import NotAllowed, resolve, split
from complaints.channels.outcome import Undelivered
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import CallKind, Complaint, EventKind, Webhook, WebhookCall

#: How long the former secret goes on signing beside the new one.
OVERLAP = timedelta(days=2)
MOST_WEBHOOKS = 10
_LONGEST = 500


@transaction.atomic
def open_webhook(*, address, kinds, by, now):
    """(webhook, secret): it is told from now on. The secret is shown now only. Raises NotPermitted, RuleBroken."""
    application = _application_of(by)
    if Webhook.objects.filter(application=application, is_active=True).count() >= MOST_WEBHOOKS:
        raise RuleBroken(_("An application has at most %(most)s webhooks. Close one first.") % {"most": MOST_WEBHOOKS})
    webhook = Webhook(application=application, address=address, kinds=_known(kinds), created_by=by, created_at=now)
    check_address(address, is_inside=application.is_inside)
    webhook.secret = secrets.token_urlsafe(32)
    webhook.save(force_insert=True)
    return webhook, webhook.secret


@transaction.atomic
def renew_webhook_secret(webhook_id, *, by, now):
    """A new secret, shown once; for two days calls are signed with the former one too. Raises NotPermitted."""
    webhook = _locked(webhook_id, by=by)
    webhook.former_secret, webhook.former_until = webhook.secret, now + OVERLAP
    webhook.secret = secrets.token_urlsafe(32)
    webhook.save(update_fields=["secret", "former_secret", "former_until"])
    return webhook.secret


@transaction.atomic
def close_webhook(webhook_id, *, by, now):
    """Nothing is told any more; what waits stays in the log. Raises NotPermitted."""
    webhook = _locked(webhook_id, by=by)
    webhook.is_active = False
    webhook.save(update_fields=["is_active"])
    return webhook


@transaction.atomic
def replay(call_id, *, by, now):
    """Tell it once more under the same id, whether it was parked or sent. Raises NotPermitted."""
    call = WebhookCall.objects.select_for_update().filter(pk=call_id).first()
    is_keeper = by.has_perm("complaints.replay_webhookcall")
    if call is None or not (is_keeper or call.webhook.application.account_id == by.pk):
        raise NotPermitted(_("This call does not exist or is not yours."))
    call.sent_at = call.parked_at = call.leased_until = None
    call.attempts, call.failure, call.due_at = 0, "", now
    call.save()
    return call


def check_address(address, *, is_inside):
    """Raises RuleBroken for an address the guarded client would not speak to (A14)."""
    if len(address) > _LONGEST:
        raise RuleBroken(_("This address is too long."))
    try:
        _scheme, host, port = split(address, schemes=("https", "http"), allow_plain=is_inside, allow_private=is_inside)
        resolve(host, port, allow_private=is_inside)
    except NotAllowed as refusal:
        raise RuleBroken(refusal.sentence) from None
    except Undelivered:
        # A name nobody knows yet is no danger; the log of calls will tell.
        return


def among(complaint_ids):
    """Those of the complaints whose bringer has a webhook in use."""
    listening = Webhook.objects.listening().order_by().values("application__account")
    return set(Complaint.objects.filter(pk__in=complaint_ids, received_by__in=listening).values_list("pk", flat=True))


def read(complaint, events, *, by, now):
    """Write a call for each event and each webhook that asks for its kind."""
    webhooks = Webhook.objects.listening().filter(application__account=complaint.received_by_id)
    WebhookCall.objects.bulk_create(
        (
            WebhookCall(webhook=webhook, event=event, due_at=now)
            for webhook in webhooks
            for event in events
            if not webhook.kinds or event.kind in webhook.kinds
        ),
        ignore_conflicts=True,
    )


def tell_application(application, kind, facts, *, now):
    """Tell an application something that is no event of a complaint, at each webhook that asks for `kind`.

    Returns the calls; none when nobody listens there.
    """
    webhooks = Webhook.objects.listening().filter(application=application)
    wanted = [webhook for webhook in webhooks if not webhook.kinds or kind in webhook.kinds]
    return WebhookCall.objects.bulk_create(
        WebhookCall(webhook=webhook, kind=kind, facts=facts, at=now, due_at=now) for webhook in wanted
    )


def _known(kinds):
    if unknown := set(kinds) - {*EventKind.values, *CallKind.values}:
        raise RuleBroken(_("There is no kind of event “%(kind)s”.") % {"kind": sorted(unknown)[0]})
    return sorted(set(kinds))


def _application_of(by):
    application = (
        Application.objects.filter(account=by, is_active=True).first() if by.role == Role.INTEGRATION else None
    )
    if application is None:
        raise NotPermitted(_("Only applications have webhooks; a person reads the bell."))
    return application


def _locked(webhook_id, *, by):
    webhook = Webhook.objects.select_for_update().filter(pk=webhook_id).select_related("application").first()
    if webhook is None or webhook.application.account_id != by.pk:
        raise NotPermitted(_("This webhook does not exist or is not yours."))
    return webhook
