"""Sealing of contact data and look-up without opening it (AUD-2).

A sealed value reads `<key id>:<base64 of nonce + ciphertext>`; AES-256-GCM binds it to its table, column
and row, so a value moved elsewhere does not open. Look-ups compare an HMAC under a separate key.
Keys come from `settings.FIELD_KEYS` and `settings.LOOKUP_KEYS`: the first is used, the others still read.
"""

import base64
import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_NONCE_BYTES = 12


class WrongKey(Exception):
    """A sealed value does not open: wrong key, or moved from another row. Never shown as blank data."""


def seal(text, *, place):
    """`text` sealed for `place`, the table, column and row it is stored at."""
    key_id, key = next(iter(settings.FIELD_KEYS.items()))
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, text.encode(), place.encode())
    return f"{key_id}:{base64.b64encode(nonce + sealed).decode()}"


def unseal(sealed, *, place):
    """The text that `seal` was given. Raises WrongKey."""
    key_id, _, encoded = sealed.partition(":")
    try:
        key = settings.FIELD_KEYS[key_id]
        raw = base64.b64decode(encoded, validate=True)
        return AESGCM(key).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], place.encode()).decode()
    except (KeyError, ValueError, InvalidTag) as error:
        raise WrongKey(f"value at {place} sealed with key {key_id!r} does not open") from error


def lookup_hash(label, normal_form):
    """Keyed hash under the current key: `<key id>:<hex>`; `label` keeps columns apart."""
    return lookup_hashes(label, normal_form)[0]


def lookup_hashes(label, normal_form):
    """Keyed hashes under every key still in use, the current one first."""
    message = f"{label}\x00{normal_form}".encode()
    return [
        f"{key_id}:{hmac.new(key, message, hashlib.sha256).hexdigest()}" for key_id, key in settings.LOOKUP_KEYS.items()
    ]
