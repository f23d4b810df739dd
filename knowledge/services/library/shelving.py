"""What is published is found by the search, and nothing else is (KNO-4)."""

from knowledge.models import VersionState
from knowledge.services.library.kinds import kind_of
from knowledge.services.search import entries


def shelve(entry):
    """Let the search know what is published of `entry` now, whichever of its versions was worked on."""
    shown = entry.versions.filter(state=VersionState.PUBLISHED).first()
    if shown is None:
        entries.take_out(entry.KIND, entry.pk)
        return
    shown.entry = entry
    entries.put(kind_of(entry).document(shown))
