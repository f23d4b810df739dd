"""Which analyses a complaint may belong to: of its category, those whose problem reads like it first (REV-3)."""

from complaints.words.likeness import likeness, pairs_of
from review.models import RootCause

_NEWEST = 40
_MOST = 5


def suggested(complaint):
    """The likeliest analyses, best first: the newest of the category, ordered by how alike problem and text are."""
    if complaint.category_id is None:
        return []
    newest = RootCause.objects.filter(category=complaint.category_id).select_related("code")[:_NEWEST]
    told = pairs_of(f"{complaint.subject}{complaint.product}{complaint.description}")
    return sorted(newest, key=lambda analysis: -likeness(pairs_of(analysis.problem), told))[:_MOST]
