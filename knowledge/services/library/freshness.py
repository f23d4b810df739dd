"""What is in the library is looked at again in time, by its owner (KNO-2)."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.text import check_row
from complaints.deadlines.workdays import CHINA
from complaints.errors import RuleBroken
from knowledge.models import LibraryTag, VersionState
from knowledge.services.library.record import lock, record
from knowledge.services.library.workflow import LOOKED_AT_EVERY


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
    return version
