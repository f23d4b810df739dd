"""The analysis's own record, its number, its lock and its moves; what both halves of learning share."""

from django.utils.translation import gettext as _
from django_fsm import can_proceed

from accounts.text import check_text
from complaints.deadlines.workdays import CHINA
from complaints.errors import NotPermitted, Outdated, RuleBroken
from complaints.permissions import check_right, transition_right
from complaints.services.gate import check_filled
from complaints.words.personal import personal_in
from review.models import MemberNews, ReviewSerial, RootCause, RootCauseEvent


def lock(analysis_id, *, by, seen=None):
    """The analysis, locked until the transaction ends; `seen` is the version a form was drawn from.

    Raises NotPermitted, Outdated.
    """
    check_right(by, "review.view_rootcause")
    analysis = RootCause.objects.select_for_update().filter(pk=analysis_id).first()
    if analysis is None:
        raise NotPermitted(_("This analysis does not exist."))
    if seen is not None and seen != analysis.events_count:
        raise Outdated(_("Somebody changed this analysis while you had it open. Look at it again, then save."))
    return analysis


def move(row, name, *, by, **fields):
    """Run the transition `name` after checking the right it names. Raises NotPermitted, RuleBroken."""
    method = getattr(row, name)
    check_right(by, transition_right(method))
    if not can_proceed(method):
        label = next(iter(method._django_fsm.transitions.values())).custom["label"]
        raise RuleBroken(
            _("“%(step)s” is not possible now: it stands at “%(state)s”.")
            % {"step": label, "state": row.get_state_display()}
        )
    method(**fields)


def record(analysis, kind, *, by, at, **facts):
    """Append one event under the analysis's lock and save what changed."""
    analysis.events_count += 1
    analysis.save()
    RootCauseEvent.objects.create(analysis=analysis, seq=analysis.events_count, kind=kind, by=by, at=at, facts=facts)


def next_number(letters, now):
    """`RC202611-01` and so on; holds the month until the transaction ends."""
    month = f"{letters}{now.astimezone(CHINA):%Y%m}"
    ReviewSerial.objects.get_or_create(month=month)
    serial = ReviewSerial.objects.select_for_update().get(month=month)
    serial.last += 1
    serial.save()
    return f"{month}-{serial.last:02d}"


def check_words(text, sentence, *, limit):
    """Raises RuleBroken when `text` is blank, too long, or names a person: what is learnt holds no personal data."""
    check_filled(text, sentence)
    check_free_words(text, limit=limit)


def check_free_words(text, *, limit):
    """As `check_words`, of a text that may be left out."""
    check_text(text, _("text"), limit)
    found = personal_in(text)
    if found:
        raise RuleBroken(
            _("“%(words)s” looks like personal data. An analysis names no customer; take it out.") % {"words": found[0]}
        )


def spread(complaint_ids, kind, *, by, now, **facts):
    """Let the next sweep write `kind` on the record of each complaint."""
    MemberNews.objects.bulk_create(
        MemberNews(complaint_id=pk, kind=kind, facts=facts, by=by, due_at=now) for pk in complaint_ids
    )
