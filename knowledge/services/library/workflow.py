"""Draft → in review → published → retired; the reviewer is another person than the author (KNO-2)."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.text import check_text
from complaints.deadlines.workdays import CHINA
from complaints.errors import NotPermitted, RuleBroken
from complaints.services.gate import check_filled
from knowledge.models import VersionState
from knowledge.services.library.kinds import kind_of
from knowledge.services.library.privacy import check_clean
from knowledge.services.library.record import is_author, lock, record
from knowledge.services.library.shelving import shelve
from review.services.causes.record import move

#: After so long somebody has to say that it is still right.
LOOKED_AT_EVERY = timedelta(days=180)


@transaction.atomic
def submit(versions, version_id, *, by, now):
    """Hand a confirmed draft in for review. Raises NotPermitted, RuleBroken."""
    version = lock(versions, version_id, by=by, right="knowledge.write_library")
    if version.state == VersionState.DRAFT and not version.is_confirmed:
        raise RuleBroken(_("Confirm first that it holds no personal data."))
    kind_of(version.entry).check_complete(version)
    move(version, "submit", by=by, at=now)
    record(version, "submitted", by=by, at=now)
    return version


@transaction.atomic
def take_back(versions, version_id, *, by, now):
    """The author works on it again. Raises NotPermitted, RuleBroken."""
    version = lock(versions, version_id, by=by, right="knowledge.write_library")
    move(version, "take_back", by=by)
    record(version, "taken_back", by=by, at=now)
    return version


@transaction.atomic
def give_back(versions, version_id, *, note, by, now):
    """Not yet: back to the author with what is to be changed. Raises NotPermitted, RuleBroken."""
    version = lock(versions, version_id, by=by, right="knowledge.review_library")
    check_filled(note, _("Say what is to be changed."))
    move(version, "give_back", by=by, note=note)
    record(version, "given_back", by=by, at=now, note=note)
    return version


@transaction.atomic
def publish(versions, version_id, *, by, now, note=""):
    """Show it to everybody at the desk in place of the version before. Raises NotPermitted, RuleBroken."""
    version = lock(versions, version_id, by=by, right="knowledge.review_library")
    if is_author(version, by):
        raise NotPermitted(_("You wrote this version. Another person reviews it."))
    check_text(note, _("note"), 2_000)
    if version.state == VersionState.IN_REVIEW:
        check_clean(version)
        _make_room(version, by=by, now=now)
    move(version, "publish", by=by, reviewer=by, at=now, note=note)
    version.entry.review_on = now.astimezone(CHINA).date() + LOOKED_AT_EVERY
    version.entry.told_stale_at = None
    record(version, "published", by=by, at=now, note=note)
    kind_of(version.entry).published(version, by=by, now=now)
    shelve(version.entry)
    return version


@transaction.atomic
def retire(versions, version_id, *, reason, by, now):
    """Take it out of the library, or give up a draft; it stays readable where it was used.

    Raises NotPermitted, RuleBroken.
    """
    version = lock(versions, version_id, by=by, right="knowledge.retire_library")
    check_filled(reason, _("Say why it is retired."))
    check_text(reason, _("reason"), 500)
    move(version, "retire", by=by, at=now, reason=reason)
    record(version, "retired", by=by, at=now, reason=reason)
    shelve(version.entry)
    return version


def _make_room(version, *, by, now):
    for before in version.entry.versions.filter(state=VersionState.PUBLISHED):
        before.entry = version.entry
        before.retire(at=now, reason=_("Replaced by version %(number)s.") % {"number": version.number})
        record(before, "retired", by=by, at=now, reason=before.retired_reason)
