"""What is published is found by the search, and nothing else is (KNO-4)."""

from knowledge.models import VersionState
from knowledge.services.library.kinds import kind_of
from knowledge.services.search import entries


def shelve(version):
    """Let the search know what is shown of an entry now: this version where it is published, nothing otherwise."""
    entry = version.entry
    if version.state == VersionState.PUBLISHED:
        entries.put(kind_of(entry).document(version))
    elif not entry.versions.filter(state=VersionState.PUBLISHED).exists():
        entries.take_out(entry.KIND, entry.pk)
