"""What is watched: all complaints, each category and its parents, and within each a product, a channel, a place."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from complaints.models import Category
from complaints.states import Channel
from review.models import Dimension


class Cell(NamedTuple):
    """`category` None is the whole desk; `value` is blank where the category alone is counted."""

    category: int | None
    dimension: str = Dimension.CATEGORY
    value: str = ""

    @property
    def key(self):
        """The cell as one word, for a constraint."""
        return f"{self.category or 0}:{self.dimension}:{self.value}"


class Tree:
    """The categories of the desk, read once."""

    def __init__(self):
        self._parents = dict(Category.objects.values_list("pk", "parent"))

    def lineage(self, category):
        """`category`, its parents, and None for the whole desk."""
        found = []
        while category is not None:
            found.append(category)
            category = self._parents.get(category)
        return [*found, None]

    def below(self, category):
        """`category` and all that stand under it."""
        return [pk for pk in self._parents if category in self.lineage(pk)]

    def parts(self, cell, others):
        """Those of `others` that divide `cell`, as lists: its products, channels and places, and its categories."""
        found = {}
        for other in others:
            if other == cell:
                continue
            if other.category == cell.category and cell.dimension == Dimension.CATEGORY:
                found.setdefault(other.dimension, []).append(other)
            elif other.category is not None and self._above(other.category) == cell.category and other[1:] == cell[1:]:
                found.setdefault("within", []).append(other)
        return list(found.values())

    def is_within(self, cell, other):
        """Whether every complaint of `cell` is one of `other`."""
        if cell == other or other.category not in self.lineage(cell.category):
            return False
        return other.dimension == Dimension.CATEGORY or cell[1:] == other[1:]

    def _above(self, category):
        return self._parents.get(category)


def cell_of(warning):
    return Cell(warning.category_id, warning.dimension, warning.value)


def words_for(warning):
    """The cell as a person calls it: “Damaged goods · Kettle K2”."""
    category = str(warning.category) if warning.category_id else _("All complaints")
    if warning.dimension == Dimension.CATEGORY:
        return category
    shown = Channel(warning.shown).label if warning.dimension == Dimension.CHANNEL else warning.shown
    return f"{category} · {shown}" if warning.category_id else str(shown)
