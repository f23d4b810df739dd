"""Which cases are worth printing: good ones, those that helped first (KNO-6)."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count

from complaints.models.category import Nature
from knowledge.models import (
    Act,
    CaseVersion,
    EntryKind,
    LibraryUse,
    LibraryVote,
    PlaybookVersion,
    VersionState,
)

#: From this quality on, and at most so many in a chapter; whoever composes may choose otherwise.
BEST_FROM, BEST_IN_A_CHAPTER = 4, 12


@dataclass(frozen=True)
class Candidate:
    """A published case and what it was good for."""

    version: CaseVersion
    useful: int
    useless: int
    inserted: int
    opened: int

    @property
    def nature(self):
        return nature_of(self.version.entry)

    @property
    def rank(self):
        """The best first; of equals the one published last."""
        entry = self.version.entry
        return (-entry.quality, self.useless - self.useful, -self.inserted, -self.opened, -self.version.pk)

    @property
    def is_worth_it(self):
        return self.version.entry.quality >= BEST_FROM and self.useful >= self.useless


def nature_of(entry):
    """The chapter of a case or a playbook."""
    if hasattr(entry, "nature"):
        return Nature(entry.nature)
    return Nature(entry.category.nature) if entry.category_id else Nature.OTHER


def candidates():
    """Every published case, the best first within its nature, natures in their order: [(nature, [candidate])]."""
    uses = _counted(LibraryUse, "act")
    votes = _counted(LibraryVote, "is_useful")
    shown = CaseVersion.objects.filter(state=VersionState.PUBLISHED).select_related("entry__category")
    found = defaultdict(list)
    for version in shown.prefetch_related("entry__tags"):
        pk = version.entry_id
        one = Candidate(version, votes[pk, True], votes[pk, False], uses[pk, Act.INSERTED], uses[pk, Act.OPENED])
        found[one.nature].append(one)
    return [(nature, sorted(found[nature], key=lambda one: one.rank)) for nature in Nature if nature in found]


def best(shelf):
    """Ids of the cases of `shelf`, as `candidates` gives it, that go in unless somebody decides otherwise."""
    return [
        one.version.entry_id
        for _nature, found in shelf
        for one in [one for one in found if one.is_worth_it][:BEST_IN_A_CHAPTER]
    ]


def playbooks():
    """Every published playbook by nature, the one of the whole nature first, then in the order of the categories."""
    shown = PlaybookVersion.objects.filter(state=VersionState.PUBLISHED).select_related("entry__category__parent")
    found = defaultdict(list)
    for version in sorted(shown, key=lambda version: _place(version.entry)):
        found[nature_of(version.entry)].append(version)
    return found


def _place(entry):
    category = entry.category
    if category is None:
        return (0,)
    above = category.parent or category
    return (1, category.preset, above.position, above.pk, category.parent_id is not None, category.position, entry.pk)


def _counted(rows, name):
    of_cases = rows.objects.filter(entry_kind=EntryKind.CASE).order_by().values_list("entry_id", name)
    return Counter({(pk, value): count for pk, value, count in of_cases.annotate(count=Count("pk"))})
