"""The words of the book itself, in the active language; stored with what it prints."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

_HOURS_OF_A_DAY = 24


def words():
    """Headings and labels by the names the layouts know them by."""
    return {
        "house": _("Redress"),
        "within": _("Within the house"),
        "foreword": pgettext("book", "Foreword"),
        "contents": pgettext("of a document", "Contents"),
        "index": pgettext("book", "Index"),
        "playbooks": pgettext("book", "How to handle"),
        "cases": pgettext("book", "Cases"),
        "purpose": pgettext("book", "What it is for"),
        "facts": pgettext("book", "Key facts"),
        "evidence": pgettext("book", "Evidence to attach"),
        "steps": pgettext("book", "Steps"),
        "step": pgettext("book", "Step"),
        "who": pgettext("book", "By whom"),
        "until": pgettext("book", "Within"),
        "required": pgettext("book", "required"),
        "openers": pgettext("book", "Words of empathy"),
        "scripts": pgettext("book", "What to say"),
        "cautions": pgettext("book", "To mind"),
        "situation": pgettext("book", "Situation"),
        "cause": pgettext("book", "Cause"),
        "handling": pgettext("book", "How it was handled"),
        "script": pgettext("book", "Words used"),
        "result": pgettext("book", "Result"),
        "lesson": pgettext("book", "Lesson"),
        "see": pgettext("book", "See also"),
        "page": pgettext("book", "p. %(page)s").split("%(page)s"),
        "version": pgettext("book", "version"),
        "digest": _("Digest of the content (SHA-256)"),
        "promise": _(
            "This edition was issued once and is not changed afterwards. Every case was freed of personal data, "
            "confirmed by a person and reviewed by another before it was published."
        ),
        "numbers": _("Cases and playbooks are named by their numbers in the library."),
    }


def chapter_words(place):
    """“Chapter 2”, or 第二章: Chinese counts chapters in characters."""
    numbers = pgettext("numbers of chapters", "1/2/3/4/5/6/7/8/9/10").split("/")
    return pgettext("book", "Chapter %(number)s") % {"number": numbers[place - 1]}


def until_words(hours):
    """How long a step may take; blank where nothing is said."""
    if not hours:
        return ""
    if hours % _HOURS_OF_A_DAY == 0:
        days = hours // _HOURS_OF_A_DAY
        return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
    return ngettext("%(hours)s hour", "%(hours)s hours", hours) % {"hours": hours}


def imprint_words(edition_name, *, composed_by, issued_by, issued_on, counts):
    """The lines of the page after the cover: (label, value)."""
    chapters, playbooks, cases = counts
    return [
        [pgettext("book", "Edition"), edition_name],
        [pgettext("book", "Issued"), str(issued_on)],
        [_("Composed by"), composed_by],
        [_("Issued by"), issued_by],
        [
            pgettext("book", "Holds"),
            _("%(chapters)s chapters, %(playbooks)s playbooks, %(cases)s cases")
            % {"chapters": chapters, "playbooks": playbooks, "cases": cases},
        ],
    ]
