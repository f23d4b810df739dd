"""阿里云 SMS: `SendSms` of 2017-05-25, signed by ACS3-HMAC-SHA256.

The text is registered at the provider: a template of ours names its code, and the facts fill its places.
"""

import hashlib
import hmac
import json
from datetime import UTC
from urllib.parse import quote, urlsplit

from complaints.channels import http
from complaints.channels.outcome import Reason, Undelivered

_ALGORITHM = "ACS3-HMAC-SHA256"
_NOTHING = hashlib.sha256(b"").hexdigest()
_BUSY = frozenset({"Throttling", "Throttling.User", "isv.BUSINESS_LIMIT_CONTROL", "ServiceUnavailable"})
_BAD_NUMBER = frozenset({"isv.MOBILE_NUMBER_ILLEGAL", "isv.MOBILE_COUNT_OVER_LIMIT", "isv.BLACK_KEY_CONTROL_LIMIT"})


def send(account, letter, *, now):
    """Returns the provider's id of the message. Raises Undelivered."""
    if not letter.template:
        raise Undelivered(Reason.NO_TEMPLATE)
    parts = urlsplit(account.address)
    query = canonical_query(
        {
            "OutId": letter.uid,
            "PhoneNumbers": letter.address,
            "SignName": account.sender,
            "TemplateCode": letter.template,
            "TemplateParam": json.dumps(letter.facts, ensure_ascii=False),
        }
    )
    signed = {
        "host": parts.netloc,
        "x-acs-action": "SendSms",
        "x-acs-content-sha256": _NOTHING,
        "x-acs-date": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        # The provider refuses a nonce it has seen, so each try has one of its own; OutId tells tries of a message.
        "x-acs-signature-nonce": hashlib.sha256(f"{letter.uid}{now.timestamp()}".encode()).hexdigest()[:32],
        "x-acs-version": "2017-05-25",
    }
    headers = {**signed, "Authorization": authorization(account.login, account.secret, "POST", "/", query, signed)}
    answer = http.post(account, url=f"{parts.scheme}://{parts.netloc}/?{query}", body=b"", headers=headers)
    told = answer.facts()
    code = str(told.get("Code", ""))
    if code == "OK":
        return str(told.get("BizId", ""))
    if code in _BUSY:
        raise Undelivered(Reason.TOO_MANY, code)
    if code in _BAD_NUMBER:
        raise Undelivered(Reason.ADDRESS_REFUSED, code)
    http.check_status(answer)
    raise Undelivered(Reason.REJECTED, code)


def canonical_query(parameters):
    return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in sorted(parameters.items()))


def authorization(key_id, secret, method, path, query, signed):
    """The `Authorization` header for the headers `signed`, of which `x-acs-content-sha256` is the body's hash."""
    names = ";".join(sorted(signed))
    lines = "".join(f"{name}:{signed[name].strip()}\n" for name in sorted(signed))
    canonical = "\n".join([method, path, query, lines, names, signed["x-acs-content-sha256"]])
    to_sign = f"{_ALGORITHM}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.new(secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
    return f"{_ALGORITHM} Credential={key_id},SignedHeaders={names},Signature={signature}"


def _quoted(text):
    return quote(str(text), safe="-_.~")
