"""Services of connectors, as service_calls.py: what they bring opens complaints of its own."""

from accounts.models import User
from accounts.roles import Role
from complaints.models import EventKind as K
from complaints.models import WecomAccount
from complaints.services import connected, connectors, media, wecom
from complaints.states import State
from tests.architecture.service_calls import Row
from tests.builders import NOON
from tests.connectors import a_connector

R = State.RECEIVED
FACTS = {"name": "抖音", "channel": "social", "preset": "general"}
MENTION = {
    "external_id": "m-1",
    "kind": "mention",
    "thread": "",
    "author": {"id": "u-1", "name": "", "phone": "", "email": ""},
    "subject": "",
    "text": "水壶漏水",
    "link": "",
    "happened_at": None,
    "rating": None,
    "order_number": "",
    "reference": "",
    "answer_by": None,
    "media": [],
}


def change(it, by):
    connectors.change_connector(a_connector()[0].pk, facts={"is_active": False}, by=by, now=NOON)


def renew(it, by):
    connectors.renew_connector_secret(a_connector()[0].pk, by=by, now=NOON)


def bring(it, by):
    connected.take_in_messages(a_connector()[0], [MENTION], by=by, now=NOON)


def with_media(it):
    """A link into the house, which is not followed."""
    link = {"url": "https://127.0.0.1/a.jpg", "name": ""}
    system = User.objects.system()
    connected.take_in_messages(a_connector()[0], [MENTION | {"media": [link]}], by=system, now=NOON)


def keep_wecom(it, by):
    connector, _secret = a_connector(channel="chat")
    facts = {"corp_id": "ww1", "app_secret": "s", "token": "t", "callback_key": "A" * 43}
    wecom.keep_account(WecomAccount(connector=connector, **facts), by=by, now=NOON)


CONNECTORS = {
    "complaints.wecom.keep_account": Row(R, keep_wecom, (), Role.ADMINISTRATOR),
    "complaints.wecom.pull": Row(R, lambda it, by: wecom.pull(by=by, now=NOON), (), Role.SYSTEM),
    "complaints.connectors.open_connector": Row(
        R, lambda it, by: connectors.open_connector(facts=FACTS, by=by, now=NOON), (), Role.ADMINISTRATOR
    ),
    "complaints.connectors.change_connector": Row(R, change, (), Role.ADMINISTRATOR),
    "complaints.connectors.renew_connector_secret": Row(R, renew, (), Role.ADMINISTRATOR),
    "complaints.connected.take_in_messages": Row(R, bring, (K.RECEIVED,), Role.SYSTEM),
    "complaints.media.fetch_media": Row(
        R, lambda it, by: media.fetch_media(by=by, now=NOON), (K.FILE_NOT_KEPT,), Role.SYSTEM, ready=with_media
    ),
}
