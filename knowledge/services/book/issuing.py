"""A draft becomes an edition: numbered, stored with its files, and never changed again (KNO-6)."""

import hashlib

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from complaints.deadlines.workdays import CHINA
from complaints.errors import NotPermitted, Outdated, RuleBroken
from complaints.permissions import check_right
from knowledge.models import BookEdition
from knowledge.services.book.composing import check_draft, lock
from knowledge.services.book.gathering import FORM, counts_of, digest_of

ISSUE = "knowledge.issue_book"


def check_issuable(edition, content, *, by):
    """Raises NotPermitted, RuleBroken: another person than the composer issues, and something is in it."""
    check_right(by, ISSUE)
    check_draft(edition)
    if edition.composed_by_id in by.circle():
        raise NotPermitted(_("You composed this edition. Another person issues it."))
    if not sum(counts_of(content)[1:]):
        raise RuleBroken(_("Nothing of these chapters is published yet, so that there is nothing to print."))


def next_number(now):
    """Year and ordinal of the edition issued now, in China."""
    year = now.astimezone(CHINA).year
    latest = BookEdition.objects.filter(year=year).aggregate(latest=Max("ordinal"))["latest"]
    return year, (latest or 0) + 1


@transaction.atomic
def finish(edition_id, *, number, content, pages, pdf, docx, seen, by, now):
    """Store what was printed under its `number`, of the draft with `seen` edits.

    Raises NotPermitted, RuleBroken, Outdated.
    """
    edition = lock(edition_id, seen=seen)
    check_issuable(edition, content, by=by)
    edition.year, edition.ordinal = number
    edition.form, edition.content, edition.sha256, edition.pages = FORM, content, digest_of(content), pages
    edition.pdf_sha256, edition.docx_sha256 = _sha256(pdf), _sha256(docx)
    edition.issued_by, edition.issued_at = by, now
    try:
        edition.pdf.save("book.pdf", ContentFile(pdf), save=False)
        edition.docx.save("book.docx", ContentFile(docx), save=False)
        with transaction.atomic():
            edition.save()
    except IntegrityError:
        _throw_away(edition)
        raise Outdated(_("Another edition was issued at the same moment. Try again.")) from None
    except BaseException:
        _throw_away(edition)
        raise
    return edition


def is_intact(edition):
    """Whether the content is what was issued."""
    return digest_of(edition.content) == edition.sha256


def file_of(edition, kind):
    """The bytes of "pdf" or "docx" as they were issued; None where the stored file is another or gone."""
    try:
        with getattr(edition, kind).open("rb") as file:
            stored = file.read()
    except FileNotFoundError:
        return None
    return stored if _sha256(stored) == getattr(edition, f"{kind}_sha256") else None


def _throw_away(edition):
    for file in (edition.pdf, edition.docx):
        file.storage.delete(file.name)


def _sha256(content):
    return hashlib.sha256(content).hexdigest()
