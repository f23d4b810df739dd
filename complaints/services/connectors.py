"""Connectors: opened by an administrator, proven by their signature, counted, and each request of theirs done once."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.text import check_row
from complaints.channels import signed
from complaints.channels.addresses import NotAllowed, resolve, split
from complaints.channels.outcome import Undelivered
from complaints.errors import RuleBroken
from complaints.models import Connector, ConnectorCall
from complaints.permissions import check_right

#: How long the former secret still opens beside the new one.
OVERLAP = timedelta(days=2)
#: Longer than a signature is recent, so that no signature outlives the memory of its use.
_REMEMBERED = timedelta(days=1)
_RIGHT = "complaints.change_connector"


@transaction.atomic
def open_connector(*, facts, by, now):
    """(connector, secret). The secret is shown now and never again. Raises NotPermitted, RuleBroken."""
    check_right(by, "complaints.add_connector")
    secret = secrets.token_urlsafe(32)
    connector = Connector(**facts, secret=secret, created_by=by, created_at=now)
    check_connector(connector)
    check_row(connector)
    connector.save(force_insert=True)
    return connector, secret


@transaction.atomic
def change_connector(connector_id, *, facts, by, now):
    """A blank address keeps the one there is. Raises NotPermitted, RuleBroken."""
    check_right(by, _RIGHT)
    connector = Connector.objects.select_for_update().get(pk=connector_id)
    for name, value in facts.items():
        if name != "address" or value:
            setattr(connector, name, value)
    check_connector(connector)
    check_row(connector)
    connector.save()
    return connector


@transaction.atomic
def renew_connector_secret(connector_id, *, by, now):
    """A new secret, shown once; for two days the former one still opens. Raises NotPermitted."""
    check_right(by, _RIGHT)
    connector = Connector.objects.select_for_update().get(pk=connector_id)
    connector.former_secret, connector.former_until = connector.secret, now + OVERLAP
    connector.secret = secrets.token_urlsafe(32)
    connector.save(update_fields=["secret", "former_secret", "former_until"])
    return connector.secret


def check_connector(connector):
    """Raises RuleBroken for an address nobody may be sent to, and for a category of another business (A14)."""
    if connector.category_id and connector.category.preset != connector.preset:
        raise RuleBroken(_("This category belongs to another line of business."))
    if not connector.address:
        return
    is_inside = connector.is_inside
    try:
        facts = {"allow_plain": is_inside, "allow_private": is_inside}
        _scheme, host, port = split(connector.address, schemes=("https", "http"), **facts)
        resolve(host, port, allow_private=is_inside)
    except NotAllowed as refusal:
        raise RuleBroken(refusal.sentence) from None
    except Undelivered:
        # A name nobody knows yet is no danger; the first reply will tell.
        return


def proven(uuid, *, timestamp, given, body, now):
    """The connector that signed `body` within the last five minutes, or None; every way of failing looks alike."""
    connector = Connector.objects.filter(uuid=uuid, is_active=True).select_related("category").first()
    if connector is None:
        return None
    known = any(signed.is_signed(secret, timestamp, given, body, now=now) for secret in connector.secrets_at(now))
    return connector if known else None


@transaction.atomic
def answered_once(connector, signature, do, *, now):
    """What `do()` answers to the request of this signature; the second time the same answer, and nothing is done.

    Answer and effect are written together, so that a crash leaves both or none.
    """
    call, is_new = ConnectorCall.objects.get_or_create(
        connector=connector, signature=signature.lower(), defaults={"at": now}
    )
    if is_new:
        call.body = do()
        call.save(update_fields=["body"])
        ConnectorCall.objects.filter(connector=connector, at__lt=now - _REMEMBERED).delete()
    return call.body
