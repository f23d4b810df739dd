"""An entry's lock and its own record; what every step of the library shares."""

from django.utils.translation import gettext as _

from complaints.errors import NotPermitted, Outdated
from complaints.permissions import check_right
from knowledge.models import LibraryEvent


def lock(versions, version_id, *, by, right, seen=None):
    """A row of the model `versions` with its entry locked until the transaction ends.

    `seen` is the count of edits a form was drawn from. Raises NotPermitted, Outdated.
    """
    check_right(by, right)
    found = versions.objects.filter(pk=version_id).values_list("entry_id", flat=True).first()
    if found is None:
        raise NotPermitted(_("This version does not exist."))
    entry = lock_entry(versions.entry.field.related_model, found)
    version = versions.objects.get(pk=version_id)
    version.entry = entry
    if seen is not None and seen != version.edits:
        raise Outdated(_("Somebody changed this version while you had it open. Look at it again, then save."))
    return version


def lock_entry(entries, entry_id):
    """The entry, locked until the transaction ends. Raises NotPermitted."""
    # By its key: the order of a list may join rows PostgreSQL cannot lock.
    entry = entries.objects.select_for_update(no_key=True).filter(pk=entry_id).order_by("pk").first()
    if entry is None:
        raise NotPermitted(_("This entry does not exist."))
    return entry


def record(version, kind, *, by, at, **facts):
    """Append one event under the entry's lock, and save entry and version."""
    entry = version.entry
    entry.events_count += 1
    entry.save()
    version.save()
    LibraryEvent.objects.create(
        entry_kind=entry.KIND,
        entry_id=entry.pk,
        seq=entry.events_count,
        version=version.number,
        kind=kind,
        by=by,
        at=at,
        facts=facts,
    )


def events_of(entry):
    """The record of an entry, the newest first."""
    return LibraryEvent.objects.filter(entry_kind=entry.KIND, entry_id=entry.pk)


def is_author(version, person):
    """Whether `person` wrote any of the words of this version (KNO-2)."""
    wrote = events_of(version.entry).filter(version=version.number, kind__in=("drafted", "written", "masked"))
    return wrote.filter(by__in=person.circle()).exists()
