"""Callbacks of 企业微信: the vectors of its own documentation, and everything that is not quite one (A33, A18, A07)."""

import base64
from datetime import UTC, datetime

import pytest

from complaints.channels.wecom_callback import Keys, NotGenuine, facts_of, is_key, opened, sealed_in, signed
from tests.wecom import sealed_by

#: From the example in the documentation of the message sealing.
KEYS = Keys("QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "wx5823bf96d3bd56c7")
ECHO = "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="
SEALED = (
    "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3"
    "TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gs"
    "ijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUa"
    "x5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIG"
    "HBZZIs2pDBS8R07+qN+E7Q=="
)
FACTS = {
    "signature": "477715d11cdb4164915debcba66cb864d751f3e6",
    "timestamp": "1409659813",
    "nonce": "1372623149",
    "sealed": SEALED,
}
THEN = datetime.fromtimestamp(1409659813, tz=UTC)


def open_(keys=KEYS, now=THEN, **changes):
    return opened(keys, now=now, **FACTS | changes)


def resigned(sealed, keys=KEYS):
    """The message with a signature that fits it, as only somebody with the token can make one."""
    return {"sealed": sealed, "signature": signed(keys.token, FACTS["timestamp"], FACTS["nonce"], sealed)}


def test_the_documented_check_of_the_address_opens():
    facts = {"signature": "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3", "timestamp": "1409659589", "nonce": "263014780"}
    assert open_(sealed=ECHO, **facts) == b"1616140317555161061"


def test_the_documented_message_opens():
    told = facts_of(open_())
    assert (told["FromUserName"], told["MsgType"], told["Content"]) == ("mycreate", "text", "hello")


def test_what_we_seal_ourselves_opens_again():
    message = b"<xml><Event><![CDATA[kf_msg_or_event]]></Event></xml>"
    assert open_(**resigned(sealed_by(KEYS, message))) == message


@pytest.mark.parametrize(
    "changes",
    [
        {"signature": "477715d11cdb4164915debcba66cb864d751f3e7"},
        {"signature": ""},
        {"signature": "ä"},
        {"timestamp": "1409659814"},
        {"nonce": "1372623148"},
        {"sealed": "S" + SEALED[1:]},
        {"sealed": ""},
        {"keys": KEYS._replace(token="")},
        {"keys": KEYS._replace(token="QDG6eL")},
        {"keys": KEYS._replace(key="")},
        {"keys": KEYS._replace(corp_id="")},
        {"keys": KEYS._replace(corp_id="wx5823bf96d3bd56c8")},
        {"now": datetime.fromtimestamp(1409659813 + 301, tz=UTC)},
        {"now": datetime.fromtimestamp(1409659813 - 301, tz=UTC)},
    ],
)
def test_anything_altered_empty_old_or_for_somebody_else_is_not_genuine(changes):
    with pytest.raises(NotGenuine):
        open_(**changes)


@pytest.mark.parametrize(
    "sealed",
    [
        "",
        "not base64",
        base64.b64encode(b"x" * 15).decode(),
        base64.b64encode(b"\x00" * 32).decode(),
        SEALED[:-44],
        sealed_by(KEYS._replace(corp_id="wwother"), b"<xml/>"),
        sealed_by(KEYS._replace(key="A" * 43), b"<xml/>"),
    ],
)
def test_a_genuine_signature_over_something_that_does_not_open_is_not_genuine_either(sealed):
    with pytest.raises(NotGenuine):
        open_(**resigned(sealed))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"<xml>",
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xml><Encrypt>&e;</Encrypt></xml>',
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><xml><Encrypt>&b;</Encrypt></xml>',
        b'<?xml version="1.0" encoding="no-such"?><xml/>',
        b"\xff\xfe\x00",
    ],
)
def test_what_is_no_plain_xml_is_refused_and_nothing_is_fetched(body):
    with pytest.raises(NotGenuine):
        sealed_in(body)


def test_only_the_console_s_own_form_is_a_key():
    assert is_key(KEYS.key)
    assert not any(map(is_key, ("", "short", KEYS.key + "=", "-" * 43, KEYS.key[:-1] + "é")))
