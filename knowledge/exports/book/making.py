"""From a draft to pages: to be looked at beforehand, and once for good (KNO-6)."""

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from complaints.deadlines.workdays import CHINA
from complaints.errors import NotPermitted, Outdated
from complaints.typesetting.signs import printable
from knowledge.exports.book.pages import pages_of, printed
from knowledge.exports.book.word import written
from knowledge.models import BookEdition
from knowledge.models.book import edition_words
from knowledge.services.book.gathering import counts_of, digest_of, gather
from knowledge.services.book.issuing import check_issuable, finish, next_number
from knowledge.services.book.wording import imprint_words


def issue(edition_id, *, seen, by, now):
    """Print the draft and store it as the next edition; `seen` is the digest of the content somebody looked at.

    Set before anything is locked: pages take seconds. Raises NotPermitted, RuleBroken, Outdated, NotSet.
    """
    edition = BookEdition.objects.select_related("composed_by").filter(pk=edition_id).first()
    if edition is None:
        raise NotPermitted(_("This edition does not exist."))
    gathered = gather(edition)
    check_issuable(edition, gathered, by=by)
    if digest_of(gathered) != seen:
        raise Outdated(_("The draft or the library changed since you looked. Look at the pages again, then issue."))
    number = next_number(now)
    content = gathered | _imprint(edition, gathered, number, by=by, now=now)
    pdf, docx = set_in_type(content, at=now)
    stored = {"content": content, "pages": pages_of(pdf), "pdf": pdf, "docx": docx}
    return finish(edition.pk, number=number, **stored, seen=edition.edits, by=by, now=now)


def set_in_type(content, *, at):
    """PDF and DOCX of an issued `content`; of the same one and `at` the same bytes, by the same layout."""
    content = content | {"digest": digest_of(content)}
    return printed(content, at=at), written(content, at=at)


def proof_sheets(edition):
    """The PDF of a draft, as it would be printed now. Raises NotSet."""
    content = gather(edition)
    with translation.override(edition.language):
        content |= _front(edition.edition, "", [])
    return printed(content | {"digest": ""}, at=edition.composed_at)


def _front(name, issued_on, imprint):
    return {"edition": name, "issued_on": issued_on, "imprint": imprint}


def _imprint(edition, content, number, *, by, now):
    """What stands on the cover and the page after it."""
    issued_on = str(timezone.localtime(now, CHINA).date())
    with translation.override(edition.language):
        name = edition_words(*number)
        people = {"composed_by": str(edition.composed_by), "issued_by": str(by)}
        lines = imprint_words(name, **people, issued_on=issued_on, counts=counts_of(content))
    return printable(_front(name, issued_on, lines))
