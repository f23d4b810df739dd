"""What is particular to a library case: what it needs to be a lesson, how it is found, whose record tells of it."""

from django.utils.translation import gettext as _

from complaints.models import EventKind
from complaints.services.gate import check_filled
from knowledge.services.search.entries import Entry as SearchEntry
from review.services.causes.record import spread

_NEEDED = ("situation", "cause", "handling", "result", "lesson")
_FOUND_BY = ("situation", "lesson", "cause", "facts", "handling", "script", "result")


def check_complete(version):
    """Raises RuleBroken where a part is missing that makes a case a lesson (KNO-1)."""
    for name in _NEEDED:
        label = version._meta.get_field(name).verbose_name
        check_filled(getattr(version, name), _("“%(part)s” is still empty.") % {"part": label})


def document(version):
    """What the search knows of a published version."""
    entry = version.entry
    return SearchEntry(
        kind=entry.KIND,
        object_id=entry.pk,
        title=version.title,
        text="\n".join(text for name in _FOUND_BY if (text := getattr(version, name))),
        updated_at=version.published_at,
        category=entry.category,
        nature=entry.category.nature if entry.category else "",
        tags=tuple(entry.tags.values_list("name", flat=True)),
        product=entry.product,
        quality=entry.quality,
    )


def published(version, *, by, now):
    """The complaint's record says where its lesson stands."""
    entry = version.entry
    spread([entry.complaint_id], EventKind.CASE_PUBLISHED, by=by, now=now, case=entry.number)
