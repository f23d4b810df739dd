"""Everything an edition prints, as plain values in its language: what its files are set from (KNO-6)."""

import hashlib
import json
import re
from collections import defaultdict

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Department
from complaints.models.category import Nature
from complaints.typesetting.signs import printable
from knowledge.models import Moment
from knowledge.services.book.choosing import candidates, playbooks
from knowledge.services.book.indexing import index_of
from knowledge.services.book.wording import chapter_words, until_words, words

#: Version of the shape of `content`.
FORM = 1
_MOST_ALIKE = 4
#: Of a case, in the order they are read; the labels stand among the words.
_PARTS = ("situation", "facts", "cause", "handling", "script", "result", "lesson")
_STEP = re.compile(r"(\d{1,2})\s*[.、．)）]\s*(\S.*)")


def gather(edition):
    """The content of `edition` as the library stands now, without the imprint; nothing retired or unpublished.

    Texts are stored as they are printed: `complaints.typesetting.signs` names what no font has.
    """
    with translation.override(edition.language):
        chapters = _chapters(edition)
        content = {
            "title": edition.title,
            "language": edition.language,
            "words": words(),
            "foreword": _paragraphs(edition.foreword),
            "chapters": chapters,
            "index": index_of(_terms(chapters)),
        }
    # As it comes back from the database: what is hashed is what will be read.
    return json.loads(json.dumps(printable(content)))


def digest_of(content):
    """SHA-256 over the canonical JSON: keys in order, no blanks, UTF-8."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def counts_of(content):
    """How many chapters, playbooks and cases there are."""
    chapters = content["chapters"]
    return len(chapters), *(sum(len(one[kind]) for one in chapters) for kind in ("playbooks", "cases"))


def _chapters(edition):
    guides, chosen = playbooks(), set(edition.cases)
    shelf = {nature: [one for one in found if one.version.entry_id in chosen] for nature, found in candidates()}
    departments = {one.code: str(one) for one in Department.objects.all()}
    natures = [nature for nature in Nature if nature in edition.natures and (guides[nature] or shelf.get(nature))]
    return [
        {
            "nature": nature.value,
            "number": chapter_words(place),
            "title": str(nature.label),
            "playbooks": [_playbook(version, departments) for version in guides[nature]],
            "cases": _cases(shelf.get(nature, [])),
        }
        for place, nature in enumerate(natures, 1)
    ]


def _playbook(version, departments):
    entry = version.entry
    return {
        "number": entry.number,
        "version": version.number,
        "title": version.title,
        "category": str(entry.category) if entry.category_id else "",
        "purpose": _paragraphs(version.purpose),
        "facts": [one["what"] for one in version.facts],
        "evidence": [one["what"] for one in version.evidence],
        "steps": [_step(one, departments) for one in version.steps],
        "openers": [one["words"] for one in version.openers],
        "scripts": [{"moment": str(Moment(one["moment"]).label), "words": one["words"]} for one in version.scripts],
        "cautions": _paragraphs(version.cautions),
    }


def _step(step, departments):
    who = step.get("department", "")
    return {
        "title": step["title"],
        "detail": step.get("detail", ""),
        "who": departments.get(who, who) or _("Handler"),
        "until": until_words(step.get("hours")),
        "is_required": bool(step.get("is_required")),
    }


def _cases(found):
    """The cases of a chapter; each names the others of its category."""
    of_category = defaultdict(list)
    for one in found:
        of_category[one.version.entry.category_id].append(one.version.entry.number)
    return [_case(one.version, of_category[one.version.entry.category_id]) for one in found]


def _case(version, alike):
    entry = version.entry
    return {
        "number": entry.number,
        "version": version.number,
        "title": version.title,
        "category": str(entry.category) if entry.category_id else "",
        "product": entry.product,
        "tags": sorted(tag.name for tag in entry.tags.all()),
        "parts": [
            {"part": part, "text": paragraphs} for part in _PARTS if (paragraphs := _paragraphs(getattr(version, part)))
        ],
        "see": [number for number in alike if number != entry.number][:_MOST_ALIKE],
    }


def _paragraphs(text):
    """The lines that say something: (number, words), the number blank where the line is no step of a list."""
    lines = (line.strip() for line in text.splitlines())
    return [list(step.groups()) if (step := _STEP.fullmatch(line)) else ["", line] for line in lines if line]


def _terms(chapters):
    for chapter in chapters:
        for entry in (*chapter["playbooks"], *chapter["cases"]):
            for term in (entry["category"], entry.get("product", ""), *entry.get("tags", ())):
                if term.strip():
                    yield term.strip(), entry["number"]
