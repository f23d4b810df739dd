"""企业微信 customer service: its callback says that there is something, then it is pulled; replies are sent (COM-1)."""

import logging
from datetime import UTC, datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.text import check_row
from complaints.channels import wecom_callback, wecom_service
from complaints.errors import Refusal, RuleBroken
from complaints.models import Connector, WecomAccount, WecomInbox
from complaints.permissions import check_right
from complaints.services.connected import Kind, take_in_messages
from complaints.services.sweeps import sweep
from complaints.states import Channel

log = logging.getLogger(__name__)

#: Before the id of a file that lies with the provider.
MEDIA = "wecom:"
LEASE = timedelta(minutes=5)
_MOST_PAGES = 20
_EARLIER = timedelta(minutes=2)
_BY_CUSTOMER = 3
_FILES = ("image", "voice", "video", "file")
_LONGEST_TEXT = 10_000


@transaction.atomic
def keep_account(account, *, by, now):
    """Store the unsaved or changed `account` of a connector. Raises NotPermitted, RuleBroken."""
    check_right(by, "complaints.change_wecomaccount")
    check_account(account)
    check_row(account)
    connector = Connector.objects.select_for_update().get(pk=account.connector_id)
    connector.address = connector.address or wecom_service.HOME
    connector.save(update_fields=["address"])
    # Another corp, another secret: what was given for the former one is worth nothing.
    account.access_token, account.access_until = "", None
    account.save()
    return account


def check_account(account):
    """Raises RuleBroken for what the console of 企业微信 cannot have shown."""
    if account.connector.channel != Channel.CHAT:
        raise RuleBroken(_("Customer service is a chat: choose a connector of the channel “Online chat”."))
    if not wecom_callback.is_key(account.callback_key):
        raise RuleBroken(_("The EncodingAESKey has 43 letters and digits. Copy it once more from the console."))
    if not (account.token.isalnum() and account.app_secret.strip() and account.corp_id.strip()):
        raise RuleBroken(_("Corp id, secret and token are all needed; the token is letters and digits only."))


def account_of(uuid):
    """The account in use behind a callback's address, or None."""
    accounts = WecomAccount.objects.select_related("connector")
    return accounts.filter(connector__uuid=uuid, connector__is_active=True).first()


def keys_of(account):
    return wecom_callback.Keys(account.token, account.callback_key, account.corp_id)


@transaction.atomic
def note_callback(account, message, *, now):
    """A genuine callback: if it speaks of messages they are pulled next. The same one again changes nothing more."""
    facts = wecom_callback.facts_of(message)
    open_kfid = facts.get("OpenKfId", "")
    if facts.get("Event") != "kf_msg_or_event" or not open_kfid or len(open_kfid) > 64:
        return
    inbox, _made = WecomInbox.objects.get_or_create(account=account, open_kfid=open_kfid)
    inbox = WecomInbox.objects.select_for_update().get(pk=inbox.pk)
    inbox.token, inbox.due_at, inbox.attempts = facts.get("Token", ""), now, 0
    inbox.save(update_fields=["token", "due_at", "attempts"])
    Connector.objects.filter(pk=account.connector_id).update(heard_at=now)


def pull(*, by, now):
    """Pull what there is; returns how many numbers had something."""
    return sweep(WecomInbox.objects.to_pull(now), partial(_pull, by=by, now=now), now=now, lease=LEASE).done


def reply(account, letter, place, *, now):
    """Returns the id of the message at 企业微信. Raises Undelivered."""
    open_kfid, _colon, customer = place.thread.partition(":")
    send = partial(wecom_service.send, letter=letter, open_kfid=open_kfid, customer=customer)
    return _with_token(account, send, now=now)


def media_address(account, media_id, *, now):
    """Where a file lies, good for as long as the access token is. Raises Undelivered."""
    return _with_token(account, partial(wecom_service.media_address, media_id=media_id), now=now)


def _pull(pk, *, by, now):
    inboxes = WecomInbox.objects.select_related("account__connector")
    inbox = inboxes.filter(pk=pk, leased_until=now + LEASE).first()
    if inbox is None:
        return False
    account, asked_at = inbox.account, inbox.due_at
    for _page in range(_MOST_PAGES):
        facts = {"open_kfid": inbox.open_kfid, "cursor": inbox.cursor, "event_token": inbox.token}
        page = _with_token(account, partial(wecom_service.messages, **facts), now=now)
        for message in filter(None, (_message(one) for one in page.messages)):
            _take_in(account, message, by=by, now=now)
        # After the messages: what is pulled twice is known by its id, what is passed over is lost.
        inbox.cursor = page.cursor or inbox.cursor
        inbox.save(update_fields=["cursor"])
        if not page.has_more:
            break
    else:
        asked_at = None
    done = WecomInbox.objects.filter(pk=pk)
    done.update(leased_until=None, attempts=0, failure="")
    # A callback that came meanwhile speaks of something newer.
    done.filter(due_at=asked_at).update(due_at=None)
    return True


def _take_in(account, message, *, by, now):
    try:
        with transaction.atomic():
            take_in_messages(account.connector, [message], by=by, now=now)
    except Refusal:
        # One that can never be stored must not stand in the way of every later one.
        log.warning("wecom_message_refused", extra={"account": account.pk, "message": message["external_id"]})


def _message(told):
    """What the customer wrote, as connectors tell it; None for events, our own words, and what cannot be understood."""
    kind = told.get("msgtype") if isinstance(told, dict) else None
    if kind is None or told.get("origin") != _BY_CUSTOMER or kind == "event":
        return None
    customer, kfid, id_ = (str(told.get(name, "")) for name in ("external_userid", "open_kfid", "msgid"))
    content = told.get(kind) if isinstance(told.get(kind), dict) else {}
    media_id = str(content.get("media_id", "")) if kind in _FILES else ""
    if not (customer and kfid and id_):
        return None
    return {
        "external_id": id_[:120],
        "kind": Kind.MESSAGE,
        "thread": f"{kfid}:{customer}"[:200],
        "author": {"id": customer[:120], "name": "", "phone": "", "email": ""},
        "subject": "",
        "text": _text(kind, content),
        "link": "",
        "happened_at": _moment(told.get("send_time")),
        "rating": None,
        "order_number": "",
        "reference": "",
        "answer_by": None,
        "media": [{"url": MEDIA + media_id, "name": ""}] if media_id else [],
    }


def _text(kind, content):
    """The words of a message; of one that has none, what it names: a place, a link, a card."""
    words = content.get("content") or " ".join(
        str(content[name]) for name in ("title", "desc", "name", "address", "url") if content.get(name)
    )
    return str(words).replace("\x00", "").encode("utf-8", "ignore").decode()[:_LONGEST_TEXT]


def _moment(seconds):
    if not isinstance(seconds, int) or not 0 < seconds < 2**33:
        return None
    return datetime.fromtimestamp(seconds, tz=UTC)


def _with_token(account, do, *, now):
    """What `do(way, token)` answers; a token that is no longer good is asked for anew, once."""
    inside = account.connector.is_inside
    way = wecom_service.Way(account.connector.address.rstrip("/"), allow_plain=inside, allow_private=inside)
    if not account.access_token or account.access_until is None or account.access_until <= now:
        _renew_token(account, way, now=now)
    try:
        return do(way, account.access_token)
    except wecom_service.StaleToken:
        _renew_token(account, way, now=now)
        return do(way, account.access_token)


def _renew_token(account, way, *, now):
    token, seconds = wecom_service.access_token(way, account.corp_id, account.app_secret)
    account.access_token, account.access_until = token, now + timedelta(seconds=seconds) - _EARLIER
    account.save(update_fields=["access_token", "access_until"])
