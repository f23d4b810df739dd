"""What the library is good for: opened, inserted, found useful or not, searched for in vain (KNO-2)."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _

from accounts.text import check_text
from complaints.errors import RuleBroken
from complaints.models import Complaint
from complaints.permissions import check_right
from complaints.words.personal import find_personal
from knowledge.models import Act, LibrarySearch, LibraryUse, LibraryVote, VersionState

#: The same person opening the same version again within this time reads on.
_READS_ON = timedelta(hours=1)


@transaction.atomic
def opened(version, *, by, now, complaint_id=None, asked=None):
    """Somebody reads a published version, perhaps for a complaint they may see; `asked` is their search that led to it.

    Raises NotPermitted, RuleBroken.
    """
    check_right(by, "knowledge.use_library")
    _check_shown(version)
    use = _use(version, Act.OPENED, by=by, complaint_id=complaint_id)
    if not LibraryUse.objects.filter(**use, at__gt=now - _READS_ON).exists():
        LibraryUse.objects.create(**use, at=now)
    LibrarySearch.objects.filter(pk=asked, by=by).update(is_opened=True)


def inserted(version, *, complaint, by, now):
    """Its words go into something written for `complaint`, which the caller has locked. Raises RuleBroken."""
    _check_shown(version)
    LibraryUse.objects.create(**_use(version, Act.INSERTED, by=by, complaint_id=complaint.pk), at=now)


@transaction.atomic
def vote(version, *, is_useful, comment="", by, now):
    """One voice a person; a later one replaces it. What did not help says what is missing.

    Raises NotPermitted, RuleBroken.
    """
    check_right(by, "knowledge.use_library")
    _check_shown(version)
    check_text(comment, _("what is missing"), 500)
    LibraryVote.objects.update_or_create(
        entry_kind=version.entry.KIND,
        entry_id=version.entry_id,
        by=by,
        defaults={"is_useful": is_useful, "comment": comment, "at": now},
    )


def searched(words, *, found, by, now):
    """Keep what was asked for, without personal data; returns the row, to be marked when a hit is opened."""
    for one in reversed(find_personal(words)):
        words = words[: one.start] + "…" + words[one.end :]
    return LibrarySearch.objects.create(words=" ".join(words.split())[:200], found=found, by=by, at=now)


def gaps(*, since):
    """What was searched and not found, or found and not opened: (words, times, in vain, last), the most asked first."""
    asked = LibrarySearch.objects.filter(at__gte=since, is_opened=False).exclude(words="").order_by()
    return (
        asked.values("words")
        .annotate(times=Count("by", distinct=True), in_vain=Count("pk", filter=Q(found=0)), last=Max("at"))
        .order_by("-in_vain", "-times", "-last")
    )


def counts_of(entry):
    """Reads, insertions, and both kinds of votes of an entry."""
    uses = LibraryUse.objects.filter(entry_kind=entry.KIND, entry_id=entry.pk)
    votes = LibraryVote.objects.filter(entry_kind=entry.KIND, entry_id=entry.pk)
    return uses.aggregate(
        opened=Count("pk", filter=Q(act=Act.OPENED)), inserted=Count("pk", filter=Q(act=Act.INSERTED))
    ) | votes.aggregate(useful=Count("pk", filter=Q(is_useful=True)), useless=Count("pk", filter=Q(is_useful=False)))


def remarks_on(entry):
    """What those who were not helped say is missing, the newest first."""
    votes = LibraryVote.objects.filter(entry_kind=entry.KIND, entry_id=entry.pk, is_useful=False).exclude(comment="")
    return votes.select_related("by").order_by("-at")[:20]


def _check_shown(version):
    if version.state != VersionState.PUBLISHED:
        raise RuleBroken(_("This version is not in the library now."))


def _use(version, act, *, by, complaint_id):
    if complaint_id is not None and not Complaint.objects.visible_to(by).filter(pk=complaint_id).exists():
        complaint_id = None
    entry = version.entry
    return {
        "entry_kind": entry.KIND,
        "entry_id": entry.pk,
        "version": version.number,
        "act": act,
        "complaint_id": complaint_id,
        "by": by,
    }
