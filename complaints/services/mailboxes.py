"""Mailboxes: checked before they are kept, tried at a click, looked into by a sweep."""

import logging
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from complaints.channels import inbox, mime
from complaints.channels.addresses import NotAllowed, resolve
from complaints.channels.outcome import Undelivered
from complaints.errors import RuleBroken
from complaints.models import Mailbox
from complaints.permissions import check_right
from complaints.services.mail_in import receive_mail, unreadable
from complaints.services.sweeps import sweep

log = logging.getLogger(__name__)

#: Longer than a server may take with one mailbox.
LEASE = timedelta(minutes=5)
_NEXT_LOOK = timedelta(minutes=1)
#: A mailbox out of reach is asked less often, and never less than this.
_LONGEST_PAUSE = timedelta(minutes=15)
#: Mails of one mailbox in one round: others get their turn.
MOST_A_ROUND = 50
#: A mail that brought the reader down so often is left out.
MOST_TRIES = 3
#: With the token behind it a name before the @ must not become longer than 64 signs.
_LONGEST_NAME = 20
_RIGHT = "complaints.change_mailbox"


def check_mailbox(mailbox):
    """Refuse a mailbox whose address lies inside or is no mail server's, or whose name leaves no room for a token."""
    if mailbox.tags_replies and len(mailbox.mail_address.partition("@")[0]) > _LONGEST_NAME:
        raise RuleBroken(
            _("The name before the @ has more than %(most)s letters and leaves no room for what answers are told by.")
            % {"most": _LONGEST_NAME}
        )
    if not any((mailbox.address, mailbox.login, mailbox.secret)):
        return
    if not all((mailbox.address, mailbox.login, mailbox.secret)):
        raise RuleBroken(
            _(
                "A mailbox we look into needs a mail server, user name and password; "
                "one mail is posted to, none of them."
            )
        )
    try:
        _scheme, host, port = inbox.check(mailbox.address, allow_private=mailbox.allow_private)
        resolve(host, port, allow_private=mailbox.allow_private)
    except NotAllowed as refusal:
        raise RuleBroken(refusal.sentence) from None
    except Undelivered:
        # A name nobody knows yet is no danger; the try at a click will tell.
        return


def try_mailbox(mailbox_id, *, by, now):
    """Sign in and look, without reading anything; returns how many mails wait. Raises NotPermitted, RuleBroken."""
    check_right(by, _RIGHT)
    mailbox = Mailbox.objects.get(pk=mailbox_id)
    if not mailbox.is_fetched:
        raise RuleBroken(_("This mailbox has no mail server to look into: its mail is posted."))
    try:
        with inbox.opened(mailbox) as folder:
            return len(folder.since(_last_uid(mailbox, folder), _first_day(mailbox)))
    except Undelivered as failure:
        raise RuleBroken(
            _("The mailbox could not be opened: %(reason)s. %(code)s")
            % {"reason": failure.reason.label, "code": failure.code}
        ) from None


def fetch_mail(*, by, now):
    """Look into every mailbox that is due. Returns how many could be read."""
    return sweep(Mailbox.objects.due(now), lambda pk: _look_into(pk, by=by, now=now), now=now, lease=LEASE).done


def _look_into(pk, *, by, now):
    mailbox = Mailbox.objects.get(pk=pk)
    try:
        with inbox.opened(mailbox) as folder:
            has_more = _read_new(mailbox, folder, by=by, now=now)
    except Undelivered as failure:
        _note_failure(mailbox, failure, now=now)
        return False
    facts = {"read_at": now, "failed_since": None, "reason": "", "failure": "", "attempts": 0, "leased_until": None}
    Mailbox.objects.filter(pk=pk).update(next_at=now if has_more else now + _NEXT_LOOK, **facts)
    return True


def _note_failure(mailbox, failure, *, now):
    since = mailbox.failed_since or now
    pause = min(max(_NEXT_LOOK, now - since), _LONGEST_PAUSE)
    Mailbox.objects.filter(pk=mailbox.pk).update(
        failed_since=since,
        reason=failure.reason,
        failure=failure.code,
        next_at=now + pause,
        attempts=0,
        leased_until=None,
    )
    log.warning("mailbox_out_of_reach", extra={"mailbox": str(mailbox.uuid), "reason": str(failure.reason)})


def _read_new(mailbox, folder, *, by, now):
    """Read what is new, one mail a transaction; whether more waits."""
    last = _last_uid(mailbox, folder)
    if folder.validity != mailbox.uid_validity:
        # The server counts anew: what was read before is known again by its content.
        mailbox.uid_validity, mailbox.trying_uid, mailbox.tries = folder.validity, 0, 0
        mailbox.last_uid = last
        mailbox.save(update_fields=["uid_validity", "last_uid", "trying_uid", "tries"])
    waiting = folder.since(last, _first_day(mailbox))
    for uid in waiting[:MOST_A_ROUND]:
        _read_one(mailbox, folder, uid, by=by, now=now)
    return len(waiting) > MOST_A_ROUND


def _first_day(mailbox):
    """A server counts days by its own clock; the moment is asked for each mail again."""
    return (mailbox.begins_at - timedelta(days=1)).date()


def _last_uid(mailbox, folder):
    return mailbox.last_uid if folder.validity == mailbox.uid_validity else 0


def _read_one(mailbox, folder, uid, *, by, now):
    mailbox.tries = mailbox.tries + 1 if mailbox.trying_uid == uid else 1
    mailbox.trying_uid = uid
    # Noted before it is read: whatever it does to the reader, the count stands.
    mailbox.save(update_fields=["trying_uid", "tries"])
    standing = folder.standing(uid) if mailbox.tries <= MOST_TRIES else None
    is_old = standing is not None and standing.arrived_at is not None and standing.arrived_at < mailbox.begins_at
    raw = folder.read(uid, standing.size) if standing is not None and not is_old else b""
    with transaction.atomic():
        if mailbox.tries > MOST_TRIES:
            log.error("mail_left_out", extra={"mailbox": str(mailbox.uuid), "uid": uid})
            unreadable(mailbox, uid, by=by, now=now)
        elif raw:
            _take(mailbox, uid, raw, is_whole=standing.size <= inbox.MOST_BYTES, by=by, now=now)
        # What came this far is no fault of the mailbox, whatever the mails before it did.
        mailbox.last_uid, mailbox.attempts = uid, 1
        mailbox.save(update_fields=["last_uid", "attempts"])
    if raw:
        folder.mark_seen(uid)


def _take(mailbox, uid, raw, *, is_whole, by, now):
    try:
        receive_mail(mailbox, raw, is_whole=is_whole, by=by, now=now)
    except mime.Unreadable:
        unreadable(mailbox, uid, by=by, now=now)
