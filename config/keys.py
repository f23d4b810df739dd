"""The installation's keys: Django's secret, field encryption, look-up hashes and the record chain."""

import base64
import json
import os
import secrets
import sys
from dataclasses import dataclass

from config.places import KEYS_FILE

PURPOSES = ("field", "lookup", "record")


class KeysMissing(Exception):
    """The key file is absent, unreadable or damaged; the message says what to do."""


@dataclass(frozen=True)
class Keys:
    """`field`, `lookup` and `record` map key id → 32 bytes; the first entry is the current key."""

    secret_key: str
    field: dict
    lookup: dict
    record: dict


def read(path):
    """Raises KeysMissing with a sentence for the person who runs the installation."""
    try:
        written = json.loads(path.read_text())
        rings = {purpose: {name: _key(text) for name, text in written[purpose].items()} for purpose in PURPOSES}
        if not written["secret_key"] or not all(rings.values()):
            raise ValueError("empty")
        return Keys(secret_key=written["secret_key"], **rings)
    except FileNotFoundError:
        raise KeysMissing(
            f"The key file {path} is missing. Restore it from your backup of the keys; for a new installation "
            f"make one with: python3 manage.py make_keys. 缺少密钥文件 {path}：请从密钥备份恢复；新装请运行 make_keys。"
        ) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise KeysMissing(
            f"The key file {path} cannot be read ({type(fault).__name__}). Restore it from your backup of the keys. "
            f"密钥文件 {path} 无法读取，请从密钥备份恢复。"
        ) from None


def make_if_missing(path):
    """Write new keys, readable by the owner only; a file that exists is never touched. True if made."""
    if path.exists():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(_new(), file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    try:
        # Link, not rename: of two processes that start together only one may win.
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    return True


def _new():
    ring = {purpose: {"k1": base64.b64encode(secrets.token_bytes(32)).decode()} for purpose in PURPOSES}
    return {"secret_key": secrets.token_urlsafe(48), **ring}


def _key(text):
    key = base64.b64decode(text, validate=True)
    if len(key) != 32:
        raise ValueError("a key has 32 bytes")
    return key


if __name__ == "__main__":
    if make_if_missing(KEYS_FILE):
        print(f"Made {KEYS_FILE}. Back it up, apart from the database. 已生成密钥，请与数据库分开备份。")
    else:
        sys.exit(f"{KEYS_FILE} exists already and stays as it is. 密钥文件已存在，未作改动。")
