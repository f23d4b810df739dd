"""Cases that help with the complaint in front of somebody, each with the reason it is shown (KNO-3).

The search finds what reads alike. Of other natures only what says much of the same is worth anybody's time. What is of
the same category or product goes before, and so does what people opened and inserted while they handled complaints of
the same category: an insertion counts as much as three readings.
"""

from collections import defaultdict
from math import log1p
from typing import NamedTuple

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knowledge.models import Act, EntryKind, LibraryCase, LibraryUse, SearchDocument, SearchKind
from knowledge.services.search.finding import find
from knowledge.words.segmenting import is_telling

_LOOKED_AT = 40
_SAME_CATEGORY, _SAME_FAMILY, _SAME_PRODUCT, _PER_USE, _PER_STAR = 1.6, 1.2, 1.3, 0.15, 0.04
_AN_INSERTION = 3
#: How much of the complaint a case of another nature has to say, see `Hit.share`.
_MUCH = 0.3
_WORDS_SHOWN = 3


class Suggestion(NamedTuple):
    document: SearchDocument
    score: float
    reasons: tuple[str, ...]


def suggestions_for(complaint, *, limit=4):
    """The cases that suit `complaint` best, in a fixed number of queries; its own case is none of them."""
    text = f"{complaint.subject}\n{complaint.description}"
    hits = find(text, kinds=[SearchKind.CASE], limit=_LOOKED_AT).hits
    own = set(LibraryCase.objects.filter(complaint=complaint).values_list("pk", flat=True))
    nature = complaint.category.nature if complaint.category else None
    hits = [hit for hit in hits if hit.document.nature == nature or hit.share >= _MUCH]
    hits = [hit for hit in hits if hit.document.object_id not in own]
    uses = _uses(complaint, [hit.document.object_id for hit in hits])
    weighed = [_weighed(hit, complaint, uses[hit.document.object_id]) for hit in hits]
    return sorted(weighed, key=lambda one: -one.score)[:limit]


def _weighed(hit, complaint, uses):
    document, score, reasons = hit.document, hit.score, []
    family = complaint.category and complaint.category.parent_id
    if complaint.category_id and document.category_id == complaint.category_id:
        score *= _SAME_CATEGORY
        reasons.append(_("same category"))
    elif family and document.category and document.category.parent_id == family:
        score *= _SAME_FAMILY
        reasons.append(_("same family of categories"))
    if complaint.product and document.product.casefold() == complaint.product.casefold():
        score *= _SAME_PRODUCT
        reasons.append(_("same product"))
    if uses:
        score *= 1 + _PER_USE * log1p(uses)
        told = ngettext("used for %(count)s like this", "used for %(count)s like this", uses)
        reasons.append(told % {"count": uses})
    score *= 1 + _PER_STAR * document.quality
    words = [word for word in hit.matched if len(word) > 1 and is_telling(word)][:_WORDS_SHOWN]
    if words:
        reasons.append(_("also says: %(words)s") % {"words": _(", ").join(words)})
    return Suggestion(document, score, tuple(reasons))


def _uses(complaint, case_ids):
    """Case → how often it was used for complaints of the same category, insertions more than readings."""
    counted = defaultdict(int)
    if complaint.category_id is None or not case_ids:
        return counted
    used = LibraryUse.objects.filter(
        entry_kind=EntryKind.CASE, entry_id__in=case_ids, complaint__category=complaint.category_id
    )
    rows = (
        used.order_by()
        .values_list("entry_id")
        .annotate(
            opened=Count("complaint", distinct=True, filter=Q(act=Act.OPENED)),
            inserted=Count("complaint", distinct=True, filter=Q(act=Act.INSERTED)),
        )
    )
    for entry_id, opened, inserted in rows:
        counted[entry_id] = opened + _AN_INSERTION * inserted
    return counted
