"""What is particular to a playbook: what it needs to be followed, and which one is nearest to a complaint (INV-5)."""

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Department
from accounts.roles import Role
from complaints.errors import RuleBroken
from complaints.services.gate import check_filled
from complaints.services.words import findings_in
from knowledge.models import Moment, PlaybookVersion, VersionState
from knowledge.services.library.places import PLACES, unknown_in
from knowledge.services.search.entries import Entry as SearchEntry

_NEEDED = ("facts", "steps", "openers", "scripts")
_LONGEST_HOURS = 90 * 24
#: A playbook is binding; among what reads alike it stands before single cases.
_GUIDES = 5


def check_complete(version):
    """Raises RuleBroken where a part is missing, cannot become a task, or may not be said to a customer."""
    fields = {name: version._meta.get_field(name).verbose_name for name in version.WORDS}
    check_filled(version.purpose, _("“%(part)s” is still empty.") % {"part": fields["purpose"]})
    for name in version.ROWS:
        if name in _NEEDED and not getattr(version, name):
            raise RuleBroken(_("“%(part)s” is still empty.") % {"part": fields[name]})
        for place, row in enumerate(getattr(version, name), 1):
            first = row.get("title") or row.get("what") or row.get("words") or ""
            check_filled(first, _("Line %(place)s of “%(list)s” is empty.") % {"place": place, "list": fields[name]})
    _check_steps(version.steps)
    for row in (*version.openers, *version.scripts):
        _check_said(row["words"], now=version.written_at)
    for row in version.scripts:
        if row["moment"] not in Moment.values:
            raise RuleBroken(_("Choose when “%(script)s” is said.") % {"script": row["words"]})


def _check_steps(steps):
    known = set(Department.objects.filter(is_active=True).values_list("code", flat=True)) | {""}
    for step in steps:
        if step["department"] not in known:
            raise RuleBroken(
                _("There is no department “%(code)s” for the step “%(step)s”.")
                % {"code": step["department"], "step": step["title"]}
            )
        if not 0 < step["hours"] <= _LONGEST_HOURS:
            raise RuleBroken(
                _("“%(step)s” is due after 1 to %(most)s hours.") % {"step": step["title"], "most": _LONGEST_HOURS}
            )


def _check_said(words, *, now):
    """Nothing is offered for sending that the check of outgoing words would stop (COM-3)."""
    unknown = unknown_in(words)
    if unknown:
        raise RuleBroken(
            _("“%(unknown)s” in “%(script)s” stands for nothing. Known are: %(known)s.")
            % {
                "unknown": f"{{{unknown[0]}}}",
                "script": words,
                "known": _(", ").join(f"{{{name}}}" for name in PLACES),
            }
        )
    for found in findings_in(words, now=now):
        raise RuleBroken(
            _("“%(words)s” must not be said to customers. %(suggestion)s It stands in “%(script)s”.")
            % {"words": found.words, "suggestion": found.suggestion, "script": words}
        )


def document(version):
    """What the search knows of a published version."""
    entry, rows = version.entry, (*version.facts, *version.evidence, *version.steps, *version.openers, *version.scripts)
    said = [text for row in rows for key in ("title", "detail", "what", "words") if (text := row.get(key))]
    return SearchEntry(
        kind=entry.KIND,
        object_id=entry.pk,
        title=version.title,
        text="\n".join([version.purpose, *said, version.cautions]),
        updated_at=version.published_at,
        category=entry.category,
        nature=entry.nature,
        quality=_GUIDES,
    )


def published(version, *, by, now):
    """What the house brought along is looked after by whoever looked it over; it is nobody's otherwise."""
    entry = version.entry
    if entry.owner.role == Role.SYSTEM:
        entry.owner = version.confirmed_by
        entry.save(update_fields=["owner"])


def for_complaint(complaint):
    """The published playbook nearest to `complaint`: its category's, the one's above, the nature's; None without."""
    category = complaint.category
    if category is None:
        return None
    nearness = {category.pk: 0, category.parent_id: 1, None: 2}
    of_nature = Q(entry__category=None, entry__nature=category.nature)
    near = Q(entry__category__in=[pk for pk in nearness if pk]) | of_nature
    shown = PlaybookVersion.objects.filter(near, state=VersionState.PUBLISHED).select_related("entry")
    return min(shown, key=lambda version: nearness[version.entry.category_id], default=None)
