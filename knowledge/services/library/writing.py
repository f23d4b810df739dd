"""The words of a draft: written, taken over from an earlier version, compared with one (KNO-2)."""

from difflib import SequenceMatcher

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.text import check_row, check_text
from complaints.errors import RuleBroken
from complaints.permissions import check_right
from complaints.services.gate import check_filled
from knowledge.models import OPEN_STATES, VersionState
from knowledge.services.library.record import lock, lock_entry, record

#: In one list of a version.
MOST_ROWS = 30


@transaction.atomic
def write(versions, version_id, *, words, seen, by, now):
    """Put `words`, by the names of `WORDS`, into a draft; a confirmation given before is void.

    Raises NotPermitted, RuleBroken, Outdated.
    """
    version = lock(versions, version_id, by=by, right="knowledge.write_library", seen=seen)
    check_draft(version)
    put(version, words, by=by, now=now)
    record(version, "written", by=by, at=now)
    return version


def put(version, words, *, by, now):
    """Set the words, unconfirmed; saves nothing. Raises RuleBroken."""
    for name in version.WORDS:
        if name in words:
            setattr(version, name, words[name])
    check_filled(version.title, _("Give it a title."))
    version.edits += 1
    version.written_by, version.written_at = by, now
    version.confirmed_by, version.confirmed_at, version.kept = None, None, []
    check_row(version)
    for name, shape in version.ROWS.items():
        _check_rows(getattr(version, name), shape, version._meta.get_field(name).verbose_name)


def _check_rows(rows, shape, label):
    """A list comes from a form, a file or a program: it holds rows of this shape and nothing else."""
    if not isinstance(rows, list) or len(rows) > MOST_ROWS:
        raise RuleBroken(_("“%(list)s” holds more than %(most)s lines.") % {"list": label, "most": MOST_ROWS})
    for place, row in enumerate(rows, 1):
        if not isinstance(row, dict) or set(row) != set(shape):
            raise RuleBroken(_("Line %(place)s of “%(list)s” is incomplete.") % {"place": place, "list": label})
        for key, kind in shape.items():
            if type(row[key]) is not (str if isinstance(kind, int) else kind):
                raise RuleBroken(_("Line %(place)s of “%(list)s” is incomplete.") % {"place": place, "list": label})
            if isinstance(kind, int):
                check_text(row[key], label, kind)


@transaction.atomic
def revise(versions, version_id, *, by, now):
    """Begin a new draft with the words of this version: to change what is shown, or to roll back to what was (KNO-2).

    What is published stays shown until the draft replaces it. Raises NotPermitted, RuleBroken.
    """
    check_right(by, "knowledge.write_library")
    source = versions.objects.filter(pk=version_id).first()
    entry = lock_entry(versions.entry.field.related_model, source and source.entry_id)
    if entry.versions.filter(state__in=OPEN_STATES).exists():
        raise RuleBroken(_("A new version is already being written. Finish or retire that one first."))
    if source.state not in (VersionState.PUBLISHED, VersionState.RETIRED):
        raise RuleBroken(_("Only what was once finished can be taken over."))
    latest = entry.versions.order_by("-number").values_list("number", flat=True).first()
    draft = versions(entry=entry, number=latest + 1)
    put(draft, {name: getattr(source, name) for name in versions.WORDS}, by=by, now=now)
    record(draft, "drafted", by=by, at=now, source=source.number)
    return draft


def check_draft(version):
    """Raises RuleBroken when its words stand already."""
    if version.state != VersionState.DRAFT:
        raise RuleBroken(
            _("The words of version %(number)s stand: it is “%(state)s”. Begin a new version.")
            % {"number": version.number, "state": version.get_state_display()}
        )


def changes(before, after):
    """What became of `before` in `after`, as parts: ("same" | "gone" | "new", text)."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for what, start, end, other_start, other_end in matcher.get_opcodes():
        if what == "equal":
            yield "same", before[start:end]
            continue
        if end > start:
            yield "gone", before[start:end]
        if other_end > other_start:
            yield "new", after[other_start:other_end]
