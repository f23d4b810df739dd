"""What differs between the kinds of entries.

A module of a kind answers `check_complete(version)`, which raises RuleBroken, `document(version)` for the search, and
`published(version, *, by, now)`.
"""

from knowledge.models import EntryKind
from knowledge.services.library import cases, playbooks

_MODULES = {EntryKind.CASE: cases, EntryKind.PLAYBOOK: playbooks}


def kind_of(entry):
    return _MODULES[entry.KIND]
