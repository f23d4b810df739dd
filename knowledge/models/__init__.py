from knowledge.models.attempt import Attempt, TrainingTest
from knowledge.models.book import BookEdition
from knowledge.models.drill import Drill, DrillRun
from knowledge.models.lesson import Lesson, LessonState
from knowledge.models.library_case import CaseVersion, LibraryCase, LibraryTag
from knowledge.models.nomination import NominatedFor, Nomination, NominationRules
from knowledge.models.playbook import Moment, Playbook, PlaybookVersion
from knowledge.models.record import Act, LibraryEvent, LibrarySearch, LibraryUse, LibraryVote
from knowledge.models.search import SearchDocument, SearchKind, SearchTag, SearchTerm
from knowledge.models.version import OPEN_STATES, Entry, EntryKind, Version, VersionState

__all__ = [
    "OPEN_STATES",
    "Act",
    "Attempt",
    "BookEdition",
    "CaseVersion",
    "Drill",
    "DrillRun",
    "Entry",
    "EntryKind",
    "Lesson",
    "LessonState",
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
    "TrainingTest",
    "Version",
    "VersionState",
]
