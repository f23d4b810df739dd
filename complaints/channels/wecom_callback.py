"""Callbacks of 企业微信: signed by SHA-1 over sorted parts, sealed by AES-256-CBC, written in XML.

Source: developer.work.weixin.qq.com, “回调配置” and “加解密方案说明”. The plain text is 16 random bytes, four bytes of
length, the message, and whom it is for; it is filled up to 32 bytes, not to the 16 of the cipher's block.
"""

import base64
import binascii
import hashlib
import hmac
from typing import NamedTuple
from xml.etree.ElementTree import ParseError

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

_RECENT_SECONDS = 300
_LONGEST_TIMESTAMP = 12
_FILLED_TO = 32
_RANDOM_BYTES = 16


class NotGenuine(Exception):
    """Nobody who knows the secrets of this callback wrote it, or it is for somebody else, or old."""


class Keys(NamedTuple):
    """What the console of 企业微信 shows for one callback; `key` is its EncodingAESKey of 43 characters."""

    token: str
    key: str
    corp_id: str

    @property
    def cipher_key(self):
        """32 bytes. Raises ValueError for what is no such key."""
        if len(self.key) != 43 or not self.key.isalnum():
            raise ValueError("no EncodingAESKey")
        return base64.b64decode(self.key + "=")


def is_key(text):
    """Whether `text` can be an EncodingAESKey."""
    try:
        return len(Keys("", text, "").cipher_key) == _FILLED_TO
    except ValueError:
        return False


def opened(keys, *, signature, timestamp, nonce, sealed, now):
    """The message inside `sealed`, as bytes. Raises NotGenuine."""
    if not (keys.token and keys.key and keys.corp_id and signature and sealed):
        raise NotGenuine
    if not hmac.compare_digest(signed(keys.token, timestamp, nonce, sealed).encode(), signature.encode()):
        raise NotGenuine
    # The signature covers the timestamp, so only an old genuine one is refused here.
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= _LONGEST_TIMESTAMP):
        raise NotGenuine
    if abs(now.timestamp() - int(timestamp)) > _RECENT_SECONDS:
        raise NotGenuine
    return _unsealed(keys, sealed)


def sealed_in(body):
    """The sealed text in the XML `body`. Raises NotGenuine for anything that is no such XML (A18)."""
    return facts_of(body).get("Encrypt", "")


def facts_of(body):
    """The fields of a flat XML message by name. Raises NotGenuine."""
    try:
        root = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        # Among the others are encodings nobody knows.
        raise NotGenuine from None
    return {field.tag: (field.text or "").strip() for field in root}


def signed(token, timestamp, nonce, sealed):
    parts = "".join(sorted([token, timestamp, nonce, sealed])).encode()
    return hashlib.sha1(parts).hexdigest()  # noqa: S324 - the other side decides


def _unsealed(keys, sealed):
    try:
        raw = base64.b64decode(sealed, validate=True)
        key = keys.cipher_key
        decryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
        plain = decryptor.update(raw) + decryptor.finalize()
    except (ValueError, binascii.Error):
        raise NotGenuine from None
    fill = plain[-1] if plain else 0
    if not 1 <= fill <= _FILLED_TO or not plain.endswith(bytes([fill]) * fill):
        raise NotGenuine
    content = plain[_RANDOM_BYTES:-fill]
    length = int.from_bytes(content[:4], "big")
    message, receiver = content[4 : 4 + length], content[4 + length :]
    if len(message) != length or not hmac.compare_digest(receiver, keys.corp_id.encode()):
        raise NotGenuine
    return message
