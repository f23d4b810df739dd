"""A draft of an edition: title, foreword, chapters and cases, chosen by one person (KNO-6)."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.text import check_row
from complaints.errors import NotPermitted, Outdated, RuleBroken
from complaints.models.category import Nature
from complaints.permissions import check_right
from complaints.services.gate import check_filled
from knowledge.models import BookEdition

COMPOSE = "knowledge.compose_book"


@transaction.atomic
def compose(*, title, language, foreword, natures, cases, by, now):
    """Begin an edition. Raises NotPermitted, RuleBroken."""
    check_right(by, COMPOSE)
    edition = BookEdition(title=title, language=language, foreword=foreword, composed_by=by)
    return _keep(edition, natures, cases, now)


@transaction.atomic
def recompose(edition_id, *, title, language, foreword, natures, cases, seen, by, now):
    """Change one's own draft; `seen` is the count of edits the form was drawn from.

    Raises NotPermitted, RuleBroken, Outdated.
    """
    check_right(by, COMPOSE)
    edition = lock(edition_id, seen=seen)
    # Whoever issues is another person: a draft with words of several would be nobody's to issue.
    if edition.composed_by_id != by.pk:
        raise NotPermitted(
            _("%(person)s composes this edition. Begin one of your own.") % {"person": edition.composed_by}
        )
    edition.title, edition.language, edition.foreword = title, language, foreword
    return _keep(edition, natures, cases, now)


def lock(edition_id, *, seen=None):
    """A draft, locked until the transaction ends. Raises NotPermitted, RuleBroken, Outdated."""
    edition = BookEdition.objects.select_for_update().filter(pk=edition_id).first()
    if edition is None:
        raise NotPermitted(_("This edition does not exist."))
    check_draft(edition)
    if seen is not None and seen != edition.edits:
        raise Outdated(_("Somebody changed this edition while you had it open. Look at it again, then save."))
    return edition


def check_draft(edition):
    """Raises RuleBroken once it is issued."""
    if edition.is_issued:
        raise RuleBroken(_("This edition is issued and is not changed any more. Compose a new one."))


def _keep(edition, natures, cases, now):
    check_filled(edition.title, _("Give it a title."))
    if not natures or not set(natures) <= set(Nature.values):
        raise RuleBroken(_("Choose at least one chapter."))
    edition.natures, edition.cases = list(natures), sorted({int(pk) for pk in cases})
    edition.edits += 1
    edition.composed_at = now
    check_row(edition)
    edition.save()
    return edition
