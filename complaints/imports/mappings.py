"""What the columns of earlier files were, proposed for a file with the same headings, more of them or fewer (INT-8)."""

import hashlib
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.text import check_text
from complaints.errors import RuleBroken
from complaints.imports.headings import guessed, normal
from complaints.models import ImportMapping
from complaints.permissions import check_right

#: Of so many files, the newest, headings are compared.
_COMPARED = 200
_NAME = ImportMapping._meta.get_field("name")
#: Without one of these there is no complaint.
SAYS_WHAT = frozenset({"subject", "description"})


class Proposal(NamedTuple):
    """`source` is the earlier choice it follows; None where the names of the columns were all there was to go by."""

    mapping: dict[str, str]
    source: ImportMapping | None


def propose(headings):
    """What each column of a file with these headings is likely to be."""
    found = _closest(headings)
    return Proposal(guessed(headings), None) if found is None else Proposal(_carried_over(found, headings), found)


@transaction.atomic
def remember(headings, mapping, *, name="", by, now):
    """Propose `mapping` for such files from now on; without `name` an earlier name stays. Raises RuleBroken."""
    name = name.strip()
    check_text(name, _NAME.verbose_name, _NAME.max_length)
    facts = {"headings": headings, "mapping": mapping, "used_by": by, "used_at": now}
    if name:
        facts["name"] = name
    return ImportMapping.objects.update_or_create(headings_key=_key(headings), defaults=facts)[0]


@transaction.atomic
def rename(mapping_id, *, name, by):
    """Raises NotPermitted, RuleBroken."""
    check_right(by, "complaints.change_importmapping")
    name = name.strip()
    check_text(name, _NAME.verbose_name, _NAME.max_length)
    if not ImportMapping.objects.filter(pk=mapping_id).update(name=name):
        raise RuleBroken(_("These columns are no longer remembered."))


@transaction.atomic
def forget(mapping_id, *, by):
    """The next file of the kind is read by the names of its columns alone. Raises NotPermitted."""
    check_right(by, "complaints.delete_importmapping")
    ImportMapping.objects.filter(pk=mapping_id).delete()


def unlike(source, headings):
    """(headings of `source` that were used and are not there, headings that were not there before)."""
    here, before = set(map(normal, headings)), set(map(normal, source.headings))
    gone = [heading for heading in source.mapping.values() if normal(heading) not in here]
    return gone, [heading for heading in headings if normal(heading) not in before]


def _closest(headings):
    """The earlier choice whose headings are the most alike; of equals the one with a name, then the newest."""
    here, best, highest = set(map(normal, headings)), None, (0, False)
    for one in ImportMapping.objects.all()[:_COMPARED]:
        before = set(map(normal, one.headings))
        is_related = here <= before or before <= here
        says_what = any(normal(one.mapping[field]) in here for field in SAYS_WHAT & one.mapping.keys())
        closeness = (len(here & before) / len(here | before), bool(one.name))
        if is_related and says_what and closeness > highest:
            best, highest = one, closeness
    return best


def _carried_over(source, headings):
    """As it was chosen then; only columns that were not there then are guessed."""
    here = {}
    for heading in headings:
        here.setdefault(normal(heading), heading)
    chosen = {field: here[normal(heading)] for field, heading in source.mapping.items() if normal(heading) in here}
    _gone, new = unlike(source, headings)
    return guessed(new) | chosen


def _key(headings):
    return hashlib.sha256("\n".join(sorted(set(map(normal, headings)))).encode()).hexdigest()
