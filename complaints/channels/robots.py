"""Group robots of 企业微信, 钉钉 and 飞书 (COM-5). All three answer 200 and say in the body whether it went well."""

import base64
import hashlib
import hmac
import json
from urllib.parse import urlencode

from complaints.channels import http
from complaints.channels.outcome import Reason, Undelivered

#: Too many messages a minute, by each provider's own code.
_BUSY = frozenset({"45009", "130101", "410100", "660026", "11232", "9499"})
_LONGEST = 1_800


def send_wecom(account, letter, *, now):
    _post(account, {"msgtype": "text", "text": {"content": _text(letter)}})


def send_dingtalk(account, letter, *, now):
    url = account.address
    if account.secret:
        milliseconds = str(int(now.timestamp() * 1000))
        sign = _signed(account.secret, f"{milliseconds}\n{account.secret}")
        url += ("&" if "?" in url else "?") + urlencode({"timestamp": milliseconds, "sign": sign})
    _post(account, {"msgtype": "text", "text": {"content": _text(letter)}}, url=url)


def send_feishu(account, letter, *, now):
    facts = {"msg_type": "text", "content": {"text": _text(letter)}}
    if account.secret:
        seconds = str(int(now.timestamp()))
        # What the others sign is the key here, and the message is empty.
        facts |= {"timestamp": seconds, "sign": _signed(f"{seconds}\n{account.secret}", "")}
    _post(account, facts)


def _post(account, facts, *, url=""):
    body = json.dumps(facts, ensure_ascii=False).encode()
    answer = http.post(account, url=url, body=body, headers={"Content-Type": "application/json; charset=utf-8"})
    http.check_status(answer)
    told = answer.facts()
    code = next((str(told[name]) for name in ("errcode", "code", "StatusCode") if name in told), "no code")
    if code in _BUSY:
        raise Undelivered(Reason.TOO_MANY, code)
    if code != "0":
        raise Undelivered(Reason.REJECTED, code)


def _text(letter):
    return f"{letter.subject}\n{letter.body}".strip()[:_LONGEST]


def _signed(key, message):
    return base64.b64encode(hmac.new(key.encode(), message.encode(), hashlib.sha256).digest()).decode()
