"""Files at rest, sealed piece by piece: no length of file needs more memory than one piece (AUD-2).

Each piece is bound to its place in the file and to whether it is the last: cut off, reordered or put under another
name, a file does not open.
"""

import secrets
import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from complaints.crypto.keys import WrongKey

_PIECE_BYTES = 1024**2
_NONCE_BYTES = 12
_HEAD = struct.Struct(">BI")


def seal_file(source, target, *, place):
    """Write what `source` holds sealed to `target`, for the file that lies at `place`."""
    key_id, key = next(iter(settings.FIELD_KEYS.items()))
    target.write(key_id.encode() + b"\n")
    box, number, piece = AESGCM(key), 0, source.read(_PIECE_BYTES)
    while True:
        following = source.read(_PIECE_BYTES)
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = nonce + box.encrypt(nonce, piece, _bound(place, number, not following))
        target.write(_HEAD.pack(not following, len(sealed)) + sealed)
        if not following:
            return
        number, piece = number + 1, following


def unseal_file(source, *, place):
    """The pieces of what was sealed. Raises WrongKey where it does not open."""
    key_id = source.readline().strip().decode()
    number, is_last = 0, False
    try:
        box = AESGCM(settings.FIELD_KEYS[key_id])
        while not is_last:
            is_last, length = _HEAD.unpack(source.read(_HEAD.size))
            sealed = source.read(length)
            yield box.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _bound(place, number, is_last))
            number += 1
    except (KeyError, ValueError, struct.error, InvalidTag) as error:
        raise WrongKey(f"the file at {place} sealed with key {key_id!r} does not open") from error


def _bound(place, number, is_last):
    return f"{place} {number} {bool(is_last)}".encode()
