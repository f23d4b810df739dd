"""企业微信 customer service as its server speaks: an access token, messages pulled by a cursor, replies sent.

Source: developer.work.weixin.qq.com, “微信客服”: `gettoken`, `kf/sync_msg`, `kf/send_msg`, `media/get`. It answers
200 whatever happens and says in `errcode` whether it went well.
"""

import json
from typing import NamedTuple
from urllib.parse import urlencode

from complaints.channels import http
from complaints.channels.outcome import Reason, Undelivered

HOME = "https://qyapi.weixin.qq.com"
_MOST_AT_ONCE = 100
_MOST_BYTES = 1024 * 1024
_LONGEST_TEXT = 2_000
_STALE = frozenset({"40014", "42001", "40001"})
_BUSY = frozenset({"45009", "45033", "-1"})
#: 48 hours without a word of the customer, five answers to one, or the conversation is somebody else's.
_OVER = frozenset({"95001", "95002", "95013", "95018"})


class StaleToken(Undelivered):
    """The access token is no longer good: another one may be asked for."""


class Way(NamedTuple):
    home: str
    allow_plain: bool
    allow_private: bool

    @property
    def address(self):
        return self.home


class Page(NamedTuple):
    messages: list
    cursor: str
    has_more: bool


def access_token(way, corp_id, secret):
    """(token, seconds it is good for). Raises Undelivered."""
    query = urlencode({"corpid": corp_id, "corpsecret": secret})
    told = _asked(way, f"/cgi-bin/gettoken?{query}", None)
    return str(told.get("access_token", "")), int(told.get("expires_in", 0))


def messages(way, token, *, open_kfid, cursor, event_token):
    """The next page of what customers wrote. Raises Undelivered, StaleToken."""
    facts = {"open_kfid": open_kfid, "limit": _MOST_AT_ONCE}
    facts |= {name: value for name, value in (("cursor", cursor), ("token", event_token)) if value}
    told = _asked(way, f"/cgi-bin/kf/sync_msg?{urlencode({'access_token': token})}", facts)
    found = told.get("msg_list")
    if not isinstance(found, list):
        raise Undelivered(Reason.UNAVAILABLE, "no list")
    return Page(found, str(told.get("next_cursor", "")), told.get("has_more") == 1)


def send(way, token, letter, *, open_kfid, customer):
    """Returns the id of the message. The same id is not taken twice. Raises Undelivered, StaleToken."""
    facts = {
        "touser": customer,
        "open_kfid": open_kfid,
        "msgid": letter.uid.replace("-", ""),
        "msgtype": "text",
        "text": {"content": letter.body[:_LONGEST_TEXT]},
    }
    told = _asked(way, f"/cgi-bin/kf/send_msg?{urlencode({'access_token': token})}", facts)
    return str(told.get("msgid", ""))


def media_address(way, token, media_id):
    return f"{way.home}/cgi-bin/media/get?{urlencode({'access_token': token, 'media_id': media_id})}"


def _asked(way, path, facts):
    body = None if facts is None else json.dumps(facts, ensure_ascii=False).encode()
    method = "GET" if facts is None else "POST"
    headers = {"Content-Type": "application/json; charset=utf-8"} if body else {}
    answer = http.post(way, url=way.home + path, body=body, headers=headers, method=method, most_bytes=_MOST_BYTES)
    http.check_status(answer)
    told = answer.facts()
    code = str(told.get("errcode", "no code"))
    if code in _STALE:
        raise StaleToken(Reason.UNAVAILABLE, code)
    if code in _BUSY:
        raise Undelivered(Reason.TOO_MANY, code)
    if code in _OVER:
        raise Undelivered(Reason.ADDRESS_REFUSED, code)
    if code != "0":
        raise Undelivered(Reason.REJECTED, code)
    return told
