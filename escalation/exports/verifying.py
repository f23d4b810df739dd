"""Whether an evidence package is as it was made: no database, no secret, no settings.

Needs this folder and `cryptography`; without that library digests are checked and the signature is named unchecked.
"""

import hmac
import json
from typing import NamedTuple

from escalation.exports.archive import Damaged, read

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from escalation.exports import signing
except ModuleNotFoundError:
    signing = None

FORMAT = "redress-evidence-1"
MANIFEST, SIGNATURE, RECORD = "manifest.json", "signature.json", "record.json"


class Fault(NamedTuple):
    """`what` is one of the words below, `where` a file, an entry of the record or a place in the file."""

    what: str
    where: str = ""


#: What may be wrong; whoever tells it to a person has a sentence for each.
DAMAGED, UNREADABLE, NO_MANIFEST, OTHER_FORMAT = "damaged", "unreadable", "no_manifest", "other_format"
SIGNATURE_REWRITTEN, NOT_SIGNED = "signature_rewritten", "not_signed"
ADDED, CHANGED, MISSING, OTHER_ORDER = "added", "changed", "missing", "other_order"
ENTRY_BROKEN, OTHER_END = "entry_broken", "other_end"


class Verdict(NamedTuple):
    """Without `faults` the package is as it was made, by whoever holds the key of `fingerprint`."""

    faults: list
    manifest: dict
    members: list
    fingerprint: str
    is_signature_checked: bool


def verify(path):
    """The verdict on the package at `path`. Raises OSError when there is nothing to read."""
    with open(path, "rb") as file:
        try:
            members, content = read(file)
        except Damaged as fault:
            return _refused(Fault(DAMAGED, str(fault)))
    if [member.name for member in members[-2:]] != [MANIFEST, SIGNATURE]:
        return _refused(Fault(NO_MANIFEST))
    try:
        manifest = json.loads(content[MANIFEST])
        signature = json.loads(content[SIGNATURE])
        public, signed = bytes.fromhex(signature["public_key"]), bytes.fromhex(signature["signature"])
        files, known = manifest["files"], manifest["format"] == FORMAT
    except (ValueError, KeyError, TypeError):
        return _refused(Fault(UNREADABLE, MANIFEST))
    faults = [*_signature_faults(public, signed, content), *_file_faults(files, members)]
    if not known:
        faults.append(Fault(OTHER_FORMAT))
    faults += _record_faults(manifest, content)
    mark = signing.fingerprint(public) if signing else ""
    return Verdict(faults, manifest, members, mark, signing is not None)


def is_sealed_with(record_key, manifest):
    """Whether the house of `record_key` made it. Only to be asked where the signature could be checked."""
    return hmac.compare_digest(signing.seal(manifest, record_key), manifest["seal"]["hmac"])


def _signature_faults(public, signed, content):
    if signing is None:
        return
    if signing.signature_file(public, signed) != content[SIGNATURE]:
        yield Fault(SIGNATURE_REWRITTEN)
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signed, signing.SIGNED + content[MANIFEST])
    except (InvalidSignature, ValueError):
        yield Fault(NOT_SIGNED)


def _file_faults(files, members):
    listed = [(one["name"], one["size"], one["sha256"]) for one in files]
    there = [(member.name, member.size, member.sha256) for member in members[:-2]]
    by_name = {name: (size, digest) for name, size, digest in listed}
    for name, size, digest in there:
        if name not in by_name:
            yield Fault(ADDED, name)
        elif by_name[name] != (size, digest):
            yield Fault(CHANGED, name)
    for name in by_name.keys() - {name for name, _size, _digest in there}:
        yield Fault(MISSING, name)
    if listed != there:
        yield Fault(OTHER_ORDER)


def _record_faults(manifest, content):
    """Each event names the one before it, up to the head the manifest names."""
    try:
        events = json.loads(content[RECORD])["events"]
        head, previous = manifest["record"], ""
        for place, event in enumerate(events, 1):
            if event["seq"] != place or event["previous_hash"] != previous:
                yield Fault(ENTRY_BROKEN, str(place))
                return
            previous = event["hash"]
        if (len(events), previous) != (head["events"], head["head"]):
            yield Fault(OTHER_END)
    except (ValueError, KeyError, TypeError):
        yield Fault(UNREADABLE, RECORD)


def _refused(fault):
    return Verdict([fault], {}, [], "", signing is not None)
