"""Accounts at providers: checked before they are kept, tried by a test message."""

from uuid import uuid4

from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext as _

from complaints.channels import kinds
from complaints.channels.addresses import NotAllowed, resolve
from complaints.channels.outcome import Letter, Undelivered
from complaints.errors import RuleBroken
from complaints.models import ChannelAccount
from complaints.permissions import check_right

#: Keeps the proofs of addresses apart from whatever else the installation signs.
_PROVES = Signer(salt="complaints.channel_accounts.reports")
_RIGHT = "complaints.change_channelaccount"


def check_account(account):
    """Refuse an account that lacks something, lies inside, or takes a channel another one serves."""
    kind = kinds.AccountKind(account.kind)
    serves, needs = kinds.MANNERS[kind].serves, kinds.MANNERS[kind].needs
    missing = [name for name in needs if not getattr(account, name)]
    if missing:
        labels = [str(ChannelAccount._meta.get_field(name).verbose_name) for name in missing]
        raise RuleBroken(
            _("An account of the kind “%(kind)s” needs: %(missing)s.")
            % {"kind": kind.label, "missing": _(", ").join(labels)}
        )
    others = ChannelAccount.objects.in_use().filter(serves=serves).exclude(pk=account.pk)
    if account.is_active and serves != kinds.ROBOT and others.exists():
        raise RuleBroken(
            _("“%(other)s” serves this channel already. Put that one out of use first.") % {"other": others.first()}
        )
    try:
        facts = {"allow_plain": account.allow_plain, "allow_private": account.allow_private}
        _scheme, host, port = kinds.check(account.kind, account.address, **facts)
        resolve(host, port, allow_private=account.allow_private)
    except NotAllowed as refusal:
        raise RuleBroken(refusal.sentence) from None
    except Undelivered:
        # A name that is not known yet is no danger; the test message will tell.
        return


def send_test(account_id, *, to, by, now):
    """Send a message that says it is a test, or ask a shop for the order `to`.

    Raises NotPermitted, RuleBroken with the provider's answer.
    """
    check_right(by, _RIGHT)
    account = ChannelAccount.objects.get(pk=account_id)
    if account.serves == kinds.ORDERS and not to.strip():
        raise RuleBroken(_("Give an order number to ask for."))
    if account.serves != kinds.ROBOT and not to.strip():
        raise RuleBroken(_("Say where the test message goes."))
    letter = Letter(
        uid=str(uuid4()),
        address=to.strip(),
        subject=_("Test message of the complaint desk"),
        body=_("This is a test of the account “%(account)s”. Nobody has to do anything.") % {"account": account.name},
        template="TEST",
        facts={},
    )
    try:
        kinds.send(account, letter, now=now)
    except Undelivered as failure:
        refused = _("The test message did not leave: %(reason)s. %(code)s")
        if account.serves == kinds.ORDERS:
            refused = _("The order service could not be asked: %(reason)s. %(code)s")
        raise RuleBroken(refused % {"reason": failure.reason.label, "code": failure.code}) from None
    return account


def report_proof(account):
    """The part of the address for reports that nobody guesses, where the provider does not sign what it reports."""
    return _PROVES.signature(str(account.uuid))


def is_report_proof(account, proof):
    try:
        _PROVES.unsign(f"{account.uuid}:{proof}")
    except BadSignature:
        return False
    return True
