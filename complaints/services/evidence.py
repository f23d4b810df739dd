"""Files: checked by content, size and count, kept outside the web root, opened on the record (INT-9)."""

import hashlib
import unicodedata
from contextlib import ExitStack, contextmanager

import filetype
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.roles import Role
from accounts.text import check_row
from complaints.errors import RuleBroken
from complaints.models import ComplaintEvent, EventKind, Evidence, NoticeKind
from complaints.permissions import check_right
from complaints.services import pauses
from complaints.services.gate import check_open, lock
from complaints.services.staff import tell_handler

#: What a file may be, judged by its first bytes; the sender's name and type count for nothing.
ALLOWED = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/heic": "heic",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/x-wav": "wav",
    "application/pdf": "pdf",
}
MOST_FILES = 30
_LONGEST_NAME = 120


def add_evidence(complaint_id, *, upload, by, now, note="", seen=None):
    """Keep one file with the complaint. The same content twice is kept once. Raises NotPermitted, RuleBroken."""
    return add_all(complaint_id, uploads=[upload], by=by, now=now, note=note, seen=seen)[0]


@transaction.atomic
def add_all(complaint_id, *, uploads, by, now, note="", seen=None):
    """Keep every one of several files, or none: also none on the disk. Raises NotPermitted, RuleBroken."""
    complaint = lock(complaint_id, by=by, seen=seen)
    check_right(by, "complaints.add_evidence")
    check_open(complaint)
    with whole_or_not_at_all() as undo:
        kept = keep_and_record(complaint, uploads, by=by, now=now, undo=undo, note=note)
    if by.role == Role.CUSTOMER and complaint.handler_id:
        tell_handler(complaint, NoticeKind.EVIDENCE, now=now, count=len(kept))
    if by.role == Role.CUSTOMER:
        pauses.end(complaint, by=by, now=now, reasons=pauses.ASKED_FOR)
    return kept


@contextmanager
def whole_or_not_at_all():
    """Around `keep` and what follows it: a rollback takes back rows, this takes back the files on the disk."""
    with ExitStack() as undo:
        yield undo
        undo.pop_all()


def keep_and_record(complaint, uploads, *, by, now, undo, note=""):
    """Keep each of `uploads` under the caller's lock, and record what the complaint did not hold yet."""
    held = set(complaint.evidence.values_list("pk", flat=True))
    kept = []
    for upload in uploads:
        evidence = keep(complaint, upload, by=by, now=now, undo=undo, note=note)
        kept.append(evidence)
        if evidence.pk not in held:
            held.add(evidence.pk)
            _record(complaint, evidence, by=by, now=now)
    return kept


def keep(complaint, upload, *, by, now, undo, task=None, note=""):
    """Check and store one file under the caller's lock, as a proof of `task` if given; the caller records it."""
    content_type = check_file(upload)
    digest = _sha256(upload)
    evidence = complaint.evidence.filter(sha256=digest).first()
    if evidence is None:
        evidence = _store(complaint, upload, content_type, digest, by=by, now=now, undo=undo, note=note)
    if task is not None:
        evidence.tasks.add(task)
    return evidence


def _store(complaint, upload, content_type, digest, *, by, now, undo, note):
    if complaint.evidence.count() >= MOST_FILES:
        raise RuleBroken(_("A complaint holds at most %(count)s files.") % {"count": MOST_FILES})
    evidence = Evidence(
        complaint=complaint,
        name=clean_name(upload.name, content_type),
        content_type=content_type,
        size_bytes=upload.size,
        sha256=digest,
        note=note,
        added_by=by,
        added_at=now,
    )
    check_row(evidence)
    evidence.file.save(evidence.uuid.hex, upload, save=False)
    undo.callback(evidence.file.delete, save=False)
    evidence.save()
    return evidence


@transaction.atomic
def open_evidence(evidence_id, *, by, now):
    """The file, if `by` may see its complaint; the look is recorded. Raises NotPermitted."""
    evidence = Evidence.objects.get(uuid=evidence_id)
    complaint = lock(evidence.complaint_id, by=by)
    ComplaintEvent.record(complaint, EventKind.EVIDENCE_OPENED, by=by, at=now, file=str(evidence.uuid))
    return evidence


def check_file(upload):
    """The type of the file by its content. Raises RuleBroken with what to do instead."""
    limit = settings.EVIDENCE_MAX_BYTES
    if upload.size > limit:
        raise RuleBroken(
            _("“%(name)s” is larger than %(limit)s MB. Send a shorter video or a smaller picture.")
            % {"name": clean_name(upload.name), "limit": limit // 1024**2}
        )
    if upload.size == 0:
        raise RuleBroken(_("“%(name)s” is empty.") % {"name": clean_name(upload.name)})
    upload.seek(0)
    kind = filetype.guess(upload.read(512))
    upload.seek(0)
    if kind is None or kind.mime not in ALLOWED:
        raise RuleBroken(
            _("“%(name)s” is not a picture, video, recording or PDF. Send JPG, PNG, MP4, MP3 or PDF.")
            % {"name": clean_name(upload.name)}
        )
    return kind.mime


def clean_name(name, content_type=None):
    """The sender's name made harmless: normalised first, then stripped of controls, marks and paths (A20)."""
    text = unicodedata.normalize("NFKC", name or "")
    text = "".join(symbol for symbol in text if unicodedata.category(symbol)[0] != "C")
    text = text.replace("\\", "/").rsplit("/", 1)[-1].strip(". ")
    for mark in "<>:\"|?*'":
        text = text.replace(mark, "_")
    stem = text.rsplit(".", 1)[0] if content_type else text
    suffix = f".{ALLOWED[content_type]}" if content_type else ""
    return (stem[:_LONGEST_NAME] or _("file")) + suffix


def _record(complaint, evidence, *, by, now):
    ComplaintEvent.record(
        complaint,
        EventKind.EVIDENCE_ADDED,
        by=by,
        at=now,
        file=str(evidence.uuid),
        type=evidence.content_type,
        sha256=evidence.sha256,
        note=evidence.note,
    )


def _sha256(upload):
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()
