"""Files that arrive by themselves: checked like any evidence, kept aside until somebody decides, never lost unnamed."""

import hashlib
from contextlib import ExitStack, contextmanager

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from complaints.errors import RuleBroken
from complaints.models import InboundFile
from complaints.services.evidence import MOST_FILES, check_file, clean_name

#: Files of one arrival; more are named and not kept.
MOST_AT_ONCE = 10
_LONGEST_SENTENCE = 300


def sorted_out(uploads, complaint=None):
    """(those fit to be kept, each with its type; the others, each with the sentence why not)."""
    room = MOST_AT_ONCE if complaint is None else min(MOST_AT_ONCE, MOST_FILES - complaint.evidence.count())
    fit, refused, seen = [], [], set()
    for upload in uploads:
        digest = hashlib.file_digest(upload, "sha256").digest() if upload.size else b""
        upload.seek(0)
        if digest in seen:
            continue
        seen.add(digest)
        try:
            kind = check_file(upload)
            if len(fit) >= room:
                raise RuleBroken(_("At most %(count)s files are kept with one letter.") % {"count": max(room, 0)})
        except RuleBroken as refusal:
            refused.append((upload, str(refusal.sentence)[:_LONGEST_SENTENCE]))
        else:
            fit.append((upload, kind))
    return fit, refused


def keep(inbound, fit, refused, *, undo):
    """Name every file; the bytes are kept here only while nobody has decided about the arrival."""
    for upload, kind in fit:
        kept = InboundFile(inbound=inbound, name=clean_name(upload.name, kind), content_type=kind)
        kept.size_bytes = upload.size
        if inbound.is_undecided:
            upload.seek(0)
            kept.file.save(kept.uuid.hex, upload, save=False)
            undo.callback(kept.file.delete, save=False)
        kept.save()
    for upload, sentence in refused:
        named = InboundFile(inbound=inbound, name=clean_name(upload.name), size_bytes=upload.size, refusal=sentence)
        named.save()


@contextmanager
def kept_files(inbound):
    """The files still kept aside, as uploads under the names they came with, open as long as they are needed."""
    with ExitStack() as opened:
        kept = inbound.files.exclude(file="")
        yield [File(opened.enter_context(one.file.open("rb")), name=one.name) for one in kept]


def give_up(inbound):
    """The bytes kept aside go when the transaction has ended: they are evidence now, or nobody wants them."""
    for one in inbound.files.exclude(file=""):
        transaction.on_commit(lambda stored=one.file.name, store=one.file.storage: store.delete(stored))
        InboundFile.objects.filter(pk=one.pk).update(file="")
