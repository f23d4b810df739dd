"""What makes a package ours: an Ed25519 signature anybody can check, and a seal only the keys of the house can.

The signing key follows from the record key, so that it needs no backup of its own and each record key has one.
"""

import hashlib
import hmac
import json

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SIGNED = b"Redress evidence package\n"
_PURPOSE = b"redress evidence package signature"
_SEAL = b"redress evidence package seal"


def signing_key(record_key):
    return Ed25519PrivateKey.from_private_bytes(
        HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(record_key)
    )


def public_bytes(record_key):
    return signing_key(record_key).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def fingerprint(public):
    """The first half of the key's digest in groups a person compares."""
    text = hashlib.sha256(public).hexdigest()[:32].upper()
    return " ".join(text[place : place + 4] for place in range(0, 32, 4))


def written(value):
    """The one spelling of what is signed and sealed."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"


def seal(manifest, record_key):
    """HMAC over the manifest without its seal; needs the key to be checked."""
    bare = {name: value for name, value in manifest.items() if name != "seal"}
    return hmac.new(record_key, _SEAL + written(bare), hashlib.sha256).hexdigest()


def signature_of(manifest_bytes, record_key):
    """The content of signature.json."""
    public = public_bytes(record_key)
    return signature_file(public, signing_key(record_key).sign(SIGNED + manifest_bytes))


def signature_file(public, signature):
    return written(
        {
            "algorithm": "Ed25519",
            "fingerprint": fingerprint(public),
            "public_key": public.hex(),
            "signature": signature.hex(),
        }
    )
