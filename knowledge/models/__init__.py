from knowledge.models.book import BookEdition
from knowledge.models.library_case import CaseVersion, LibraryCase, LibraryTag
from knowledge.models.nomination import NominatedFor, Nomination, NominationRules
from knowledge.models.playbook import Moment, Playbook, PlaybookVersion
from knowledge.models.record import Act, LibraryEvent, LibrarySearch, LibraryUse, LibraryVote
from knowledge.models.search import SearchDocument, SearchKind, SearchTag, SearchTerm
from knowledge.models.version import OPEN_STATES, Entry, EntryKind, Version, VersionState

__all__ = [
    "OPEN_STATES",
    "Act",
    "BookEdition",
    "CaseVersion",
    "Entry",
    "EntryKind",
    "LibraryCase",
    "LibraryEvent",
    "LibrarySearch",
    "LibraryTag",
    "LibraryUse",
    "LibraryVote",
    "Moment",
    "NominatedFor",
    "Nomination",
    "NominationRules",
    "Playbook",
    "PlaybookVersion",
    "SearchDocument",
    "SearchKind",
    "SearchTag",
    "SearchTerm",
    "Version",
    "VersionState",
]
