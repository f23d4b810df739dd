"""Which words of the library a reply is made of, and whether they still stand (KNO-2, KNO-3).

The record knows what was inserted and when; whether it is still in the reply is read from the reply.
"""

import re

from django.db.models import Q
from django.utils.translation import gettext as _

from complaints.models import EventKind
from complaints.services.words import Finding, Seen
from complaints.words.phrases import fold
from knowledge.models import CaseVersion, LibraryCase, Playbook, PlaybookVersion, VersionState
from knowledge.services.library.places import pieces_of

_VERSIONS = {LibraryCase.LETTERS: CaseVersion, Playbook.LETTERS: PlaybookVersion}
_CLAUSE = re.compile(r"[，。！？；：,.!?;:\n]")
#: Insertions and messages looked back at.
_MOST = 50


def look(complaint, text, *, by):
    """What `by` inserted since the last message and left in `text`; words that were retired since speak against it."""
    used = {version: words for version, words in _inserted(complaint, by) if _is_in(text, words)}
    retired = [version for version in used if version.state == VersionState.RETIRED]
    findings = [
        Finding(
            f"{_source(version)} retired",
            _("Retired script"),
            _("%(title)s, version %(version)s") % {"title": version.title, "version": version.number},
            _("It was retired: %(reason)s Take the words that are in the library now.")
            % {"reason": version.retired_reason},
        )
        for version in retired
    ]
    return Seen(tuple(findings), {"sources": [_source(version) for version in used]} if used else {})


def replies_from_retired(complaint):
    """Messages of `complaint` made of words that are retired now: (event, version), the newest first."""
    written = complaint.events.filter(kind=EventKind.MESSAGE_WRITTEN, facts__has_key="sources").select_related("by")
    events = list(written.order_by("-seq")[:_MOST])
    versions = _versions_of({source for event in events for source in event.facts["sources"]})
    for event in events:
        for source in event.facts["sources"]:
            version = versions.get(source)
            if version and version.state == VersionState.RETIRED:
                yield event, version


def _inserted(complaint, by):
    """What `by` put into the reply being written: (version, words), each version with all its words."""
    kinds = (EventKind.WORDS_INSERTED, EventKind.MESSAGE_WRITTEN)
    since = []
    for event in complaint.events.filter(kind__in=kinds, by=by).order_by("-seq")[:_MOST]:
        if event.kind == EventKind.MESSAGE_WRITTEN:
            break
        since.append((f"{event.facts['entry']}/{event.facts['version']}", event.facts["path"]))
    versions = _versions_of({source for source, _path in since})
    for source, path in since:
        if source in versions:
            yield versions[source], dict(versions[source].texts())[path]


def _is_in(text, words):
    """Whether at least half of what stands in the script is in `text`, whatever was changed around it."""
    letters = fold(text).letters
    clauses = [part for piece in pieces_of(words) for part in _CLAUSE.split(fold(piece).letters) if part.strip()]
    kept = sum(len(part) for part in clauses if part in letters)
    return 2 * kept >= sum(len(part) for part in clauses)


def _versions_of(sources):
    found = {}
    for letters, versions in _VERSIONS.items():
        named = [source.rpartition("/") for source in sources if source.startswith(letters)]
        wanted = [Q(entry__number=entry, number=number) for entry, _slash, number in named]
        if wanted:
            rows = versions.objects.filter(Q(*wanted, _connector=Q.OR)).select_related("entry")
            found |= {_source(version): version for version in rows}
    return found


def _source(version):
    return f"{version.entry.number}/{version.number}"
