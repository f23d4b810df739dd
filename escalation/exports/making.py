"""The worker's part: a package that waits is gathered, set, signed and stored whole, or not at all (F19)."""

import io
import json
import os
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import translation
from django.utils.translation import gettext as _

from complaints.errors import Refusal, RuleBroken
from complaints.models import Evidence
from complaints.services.sweeps.sweeping import sweep
from escalation.exports import archive, signing, verifying
from escalation.exports.gathering import gather, mask_for
from escalation.exports.pages import printed
from escalation.models import EvidencePackage
from escalation.models.package import PackageState, private_path
from escalation.services.packages import fail, finish

#: Setting pages and copying videos takes its time; nobody else begins meanwhile.
_LEASE = timedelta(minutes=10)


def make_waiting(*, now):
    """Make what was ordered; returns how many packages came to their end."""
    return sweep(EvidencePackage.objects.waiting(), lambda pk: make(pk, now=now), now=now, lease=_LEASE).done


def make(package_id, *, now):
    """One package from order to file; a refusal is kept on it in the words of whoever ordered it."""
    package = (
        EvidencePackage.objects.select_related(
            "complaint__complainant", "complaint__order", "complaint__category", "complaint__handler", "ordered_by"
        )
        .filter(pk=package_id, state=PackageState.WAITING)
        .first()
    )
    if package is None:
        return False
    draft = Path(default_storage.path(private_path(package, ""))).with_suffix(".draft")
    try:
        with translation.override(package.language):
            _write(package, draft)
        with open(draft, "rb") as file:
            _size, _crc, digest = archive.measured(file)
        finish(package.pk, draft=draft, sha256=digest, fingerprint=_fingerprint(), now=now)
    except Refusal as refusal:
        fail(package.pk, str(refusal.sentence))
    finally:
        draft.unlink(missing_ok=True)
    return True


def _write(package, draft):
    record, mask = gather(package), mask_for(package)
    files = list(Evidence.objects.filter(complaint=package.complaint_id, added_at__lte=package.ordered_at))
    files = [one for one in files if str(one.uuid) not in package.left_out]
    names = [_name(place, one, mask) for place, one in enumerate(files, 1)]
    record["attachments"] = [_attachment(one, name, mask) for one, name in zip(files, names, strict=True)]
    pages = printed(_plain(record), package, fingerprint=_fingerprint())
    draft.parent.mkdir(parents=True, exist_ok=True)
    draft.parent.chmod(settings.FILE_UPLOAD_DIRECTORY_PERMISSIONS)
    with open(draft, "wb", opener=_private) as file:
        writer = archive.Writer(file)
        writer.add("record.pdf", lambda: io.BytesIO(pages))
        _add(writer, verifying.RECORD, signing.written(_plain(record)))
        for place, (one, name) in enumerate(zip(files, names, strict=True), 1):
            if writer.add(name, lambda one=one: default_storage.open(one.file.name)).sha256 != one.sha256:
                raise RuleBroken(
                    _("“%(file)s” is not the file that was brought: its digest differs. Tell your administrator.")
                    % {"file": one.name}
                )
            EvidencePackage.objects.filter(pk=package.pk).update(percent=place * 100 // len(files))
        manifest = signing.written(_manifest(package, record, writer.members))
        _add(writer, verifying.MANIFEST, manifest)
        _add(writer, verifying.SIGNATURE, signing.signature_of(manifest, _record_key()[1]))
        writer.end()
        file.flush()


def _manifest(package, record, members):
    key_id, record_key = _record_key()
    last = record["events"][-1]
    manifest = {
        "format": verifying.FORMAT,
        "number": package.complaint.number,
        "recipient": package.recipient,
        "profile": package.profile,
        "purpose": package.purpose,
        "made_at": package.ordered_at.isoformat(),
        "made_by": package.ordered_by.username,
        "record": {"events": last["seq"], "head": last["hash"]},
        "files": [{"name": one.name, "size": one.size, "sha256": one.sha256} for one in members],
        "seal": {"key": key_id},
    }
    manifest["seal"]["hmac"] = signing.seal(manifest, record_key)
    return manifest


def _attachment(one, name, mask):
    return {
        "name": name,
        "type": one.content_type,
        "size": one.size_bytes,
        "sha256": one.sha256,
        "file": str(one.uuid),
        "note": mask(one.note),
        "added_at": one.added_at,
        "added_by": mask.person(one.added_by),
    }


def _name(place, one, mask):
    return f"attachments/{place:03d}-{mask(one.name)}"


def _add(writer, name, content):
    writer.add(name, lambda: io.BytesIO(content))


def _plain(record):
    return json.loads(json.dumps(record, cls=DjangoJSONEncoder))


def _record_key():
    return next(iter(settings.RECORD_KEYS.items()))


def _fingerprint():
    return signing.fingerprint(signing.public_bytes(_record_key()[1]))


def _private(path, flags):
    return os.open(path, flags, 0o600)
