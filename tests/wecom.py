"""企业微信 as it speaks to us: sealed, signed callbacks."""

import base64

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes


def sealed_by(keys, message):
    """`message` sealed for `keys`, as 企业微信 seals it."""
    content = b"r" * 16 + len(message).to_bytes(4, "big") + message + keys.corp_id.encode()
    fill = 32 - len(content) % 32
    key = keys.cipher_key
    encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(encryptor.update(content + bytes([fill]) * fill) + encryptor.finalize()).decode()
