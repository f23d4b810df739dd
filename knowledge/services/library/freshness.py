"""What is in the library is looked at again in time, by its owner (KNO-2)."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.text import check_row
from complaints.deadlines.workdays import CHINA
from complaints.errors import RuleBroken
from complaints.models import NoticeKind
from complaints.services.staff import tell_staff
from knowledge.models import CaseVersion, LibraryCase, LibraryTag, VersionState
from knowledge.services.library.record import lock, record
from knowledge.services.library.shelving import shelve
from knowledge.services.library.workflow import LOOKED_AT_EVERY

_MOST_AT_ONCE = 100


@transaction.atomic
def confirm(versions, version_id, *, by, now):
    """Somebody read the published version and it still holds. Raises NotPermitted, RuleBroken."""
    version = lock(versions, version_id, by=by, right="knowledge.review_library")
    if version.state != VersionState.PUBLISHED:
        raise RuleBroken(_("Only what is in the library is looked at again."))
    on = now.astimezone(CHINA).date() + LOOKED_AT_EVERY
    version.entry.review_on, version.entry.told_stale_at = on, None
    record(version, "looked_at", by=by, at=now, on=on.isoformat())
    return version


@transaction.atomic
def arrange(versions, version_id, *, facts, tags=None, by, now):
    """Put the entry where it is found: category, product, quality, owner, day of the next look, and tags.

    Raises NotPermitted, RuleBroken.
    """
    version = lock(versions, version_id, by=by, right="knowledge.write_library")
    entry = version.entry
    for name, value in facts.items():
        setattr(entry, name, value)
    check_row(entry)
    record(version, "arranged", by=by, at=now)
    if tags is not None:
        known = [LibraryTag(name=name) for name in tags]
        for tag in known:
            check_row(tag)
        LibraryTag.objects.bulk_create(known, ignore_conflicts=True)
        entry.tags.set(LibraryTag.objects.filter(name__in=tags))
    shelve(version.entry)
    return version


def tell_stale(*, by, now):
    """Tell the owners of cases that are to be looked at again, once each; returns how many."""
    today, told = now.astimezone(CHINA).date(), 0
    shown = CaseVersion.objects.filter(state=VersionState.PUBLISHED)
    due = LibraryCase.objects.filter(review_on__lte=today, told_stale_at=None, versions__in=shown)
    for entry_id in due.order_by("review_on", "pk").values_list("pk", flat=True)[:_MOST_AT_ONCE]:
        with transaction.atomic():
            entry = LibraryCase.objects.select_for_update(no_key=True).get(pk=entry_id)
            if entry.told_stale_at is None and entry.is_stale(today):
                entry.told_stale_at = now
                entry.save(update_fields=["told_stale_at"])
                tell_staff(entry.owner, NoticeKind.LIBRARY, entry.complaint, now=now, words=entry.number)
                told += 1
    return told
