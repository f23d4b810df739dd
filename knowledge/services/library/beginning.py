"""Playbooks begun: by a person, or brought along by the house as drafts somebody has to look over (INV-5, KNO-2)."""

import tomllib
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from complaints.deadlines.workdays import CHINA
from complaints.errors import RuleBroken
from complaints.models.category import Nature
from complaints.permissions import check_right
from knowledge.models import Playbook, PlaybookVersion
from knowledge.services.library.record import record
from knowledge.services.library.workflow import LOOKED_AT_EVERY
from knowledge.services.library.writing import put
from review.services.causes.record import next_number

_FOLDER = Path(__file__).resolve().parents[2] / "presets" / "playbooks"


@transaction.atomic
def begin(*, nature, title, by, now, category=None):
    """A playbook with an empty first draft, of `category` or, without one, of the whole `nature`.

    Raises NotPermitted, RuleBroken.
    """
    check_right(by, "knowledge.write_library")
    nature = category.nature if category else nature
    if nature not in Nature.values:
        raise RuleBroken(_("Choose what the playbook is for."))
    return _begun(nature, category, {"title": title}, by=by, now=now)


@transaction.atomic
def load_playbooks(*, now):
    """Add the built-in playbook of each nature that has none, as a draft of nobody's hand; what stands stays.

    A person says that it names nobody and hands it in, another reviews it, as with every other (KNO-1, KNO-2).
    Returns how many playbooks were added.
    """
    known = set(Playbook.objects.filter(category=None).values_list("nature", flat=True))
    system, added = User.objects.system(), 0
    for path in sorted(_FOLDER.glob("*.toml")):
        words = tomllib.loads(path.read_text(encoding="utf-8"))
        nature = words.pop("nature")
        if nature not in known:
            _begun(nature, None, words, by=system, now=now)
            added += 1
    return added


def _begun(nature, category, words, *, by, now):
    # Holds the month's numbers, so that two who begin the same one follow each other.
    number = next_number(Playbook.LETTERS, now)
    taken = Playbook.objects.filter(category=category, **({} if category else {"nature": nature})).first()
    if taken:
        raise RuleBroken(_("There is one already: %(number)s. Begin a new version of it.") % {"number": taken.number})
    playbook = Playbook(
        number=number,
        nature=nature,
        category=category,
        owner=by,
        created_at=now,
        review_on=now.astimezone(CHINA).date() + LOOKED_AT_EVERY,
    )
    playbook.save(force_insert=True)
    draft = PlaybookVersion(entry=playbook, number=1)
    put(draft, words, by=by, now=now)
    record(draft, "drafted", by=by, at=now)
    return draft
