"""Which complaints an analysis is about, and what it has to say on the record of each (REV-3).

Joining and leaving lock the complaint first and the analysis after it. What concerns all members is spread as rows,
and a sweep brings each to its complaint in a transaction of its own, so that no two complaints are held at once.
"""

from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from complaints.errors import RuleBroken
from complaints.models import ComplaintEvent, EventKind
from complaints.permissions import check_right
from complaints.services.gate import lock as lock_complaint
from complaints.services.impartial import check_impartial
from complaints.services.sweeps import sweep
from review.models import CauseDuty, CauseMember, DutyState, MemberNews, RootCause, RootCauseState
from review.services.causes.record import check_words, lock, next_number, record

_LONGEST_PROBLEM = 200


@transaction.atomic
def open_analysis(complaint_id, *, problem, by, now, seen=None):
    """Begin an analysis with this complaint as its first; `problem` names what went wrong and no customer.

    Raises NotPermitted, RuleBroken, Outdated.
    """
    complaint = _lock_free(complaint_id, by=by, seen=seen)
    check_words(problem, _("Say in one sentence what went wrong."), limit=_LONGEST_PROBLEM)
    if complaint.category_id is None:
        raise RuleBroken(_("Give the complaint a category first; the analysis is filed under it."))
    analysis = RootCause.objects.create(
        number=next_number("RC", now),
        problem=problem.strip(),
        category=complaint.category,
        lead=by,
        opened_by=by,
        opened_at=now,
    )
    record(analysis, "opened", by=by, at=now)
    _take_in(analysis, complaint, by=by, now=now)
    return analysis


@transaction.atomic
def join(complaint_id, *, analysis, by, now, seen=None):
    """Put a complaint under an analysis of the same cause, also one that is concluded: then its cause is known.

    Raises NotPermitted, RuleBroken, Outdated.
    """
    complaint = _lock_free(complaint_id, by=by, seen=seen)
    if analysis is None:
        raise RuleBroken(_("Choose the analysis it belongs to."))
    analysis = lock(analysis.pk, by=by)
    _take_in(analysis, complaint, by=by, now=now)
    return analysis


@transaction.atomic
def leave(complaint_id, *, reason, by, now, seen=None):
    """Take a complaint out of its analysis; an analysis it owes is owed again. Raises NotPermitted, RuleBroken."""
    complaint = lock_complaint(complaint_id, by=by, seen=seen)
    check_right(by, "review.analyse_cause")
    check_impartial(complaint, by)
    check_words(reason, _("Say why its cause is another one."), limit=300)
    member = CauseMember.objects.present().filter(complaint=complaint_id).first()
    if member is None:
        raise RuleBroken(_("This complaint belongs to no analysis."))
    analysis = lock(member.analysis_id, by=by)
    member.left_at, member.left_by, member.left_because = now, by, reason
    member.save()
    record(analysis, "left", by=by, at=now, complaint=complaint.number, reason=reason)
    CauseDuty.objects.filter(complaint=complaint, state=DutyState.MET).update(state=DutyState.OWED, next_step_at=now)
    ComplaintEvent.record(complaint, EventKind.CAUSE_LEFT, by=by, at=now, analysis=analysis.number, reason=reason)
    return analysis


def tell_members(*, by, now):
    """Write what waits on the records of the complaints it is about; returns how many were told."""
    waiting = MemberNews.objects.filter(told_at=None, due_at__lte=now).order_by("due_at", "pk")
    return sweep(waiting, partial(tell_member, by=by, now=now), now=now).done


@transaction.atomic
def tell_member(news_id, *, by, now):
    """Write one of them, once; it is written in the name of whoever concluded or decided."""
    complaint_id = MemberNews.objects.values_list("complaint", flat=True).get(pk=news_id)
    complaint = lock_complaint(complaint_id, by=by)
    news = MemberNews.objects.select_for_update(of=("self",)).select_related("by").filter(pk=news_id, told_at=None)
    news = news.first()
    if news is None:
        return False
    ComplaintEvent.record(complaint, news.kind, by=by, at=now, person=news.by.name, **news.facts)
    _settle_duty(complaint)
    news.told_at, news.leased_until, news.attempts, news.failure = now, None, 0, ""
    news.save()
    return True


def _lock_free(complaint_id, *, by, seen):
    """The complaint, locked, if it belongs to no analysis yet."""
    complaint = lock_complaint(complaint_id, by=by, seen=seen)
    check_right(by, "review.analyse_cause")
    check_impartial(complaint, by)
    member = CauseMember.objects.present().select_related("analysis").filter(complaint=complaint_id).first()
    if member is not None:
        raise RuleBroken(
            _("It belongs to %(analysis)s already. Take it out there first.") % {"analysis": member.analysis}
        )
    return complaint


def _take_in(analysis, complaint, *, by, now):
    CauseMember.objects.create(analysis=analysis, complaint=complaint, joined_by=by, joined_at=now)
    record(analysis, "joined", by=by, at=now, complaint=complaint.number)
    ComplaintEvent.record(complaint, EventKind.CAUSE_JOINED, by=by, at=now, analysis=analysis.number)
    _settle_duty(complaint)


def _settle_duty(complaint):
    """The analysis a complaint owes is done while the one it belongs to is concluded, and owed while it is not."""
    is_found = CauseMember.objects.present().filter(complaint=complaint, analysis__state=RootCauseState.CONCLUDED)
    duty = CauseDuty.objects.filter(complaint=complaint, state__in=(DutyState.OWED, DutyState.MET)).first()
    if duty is None:
        return
    state = DutyState.MET if is_found.exists() else DutyState.OWED
    if duty.state != state:
        duty.state = state
        duty.next_step_at = duty.due_at if state == DutyState.OWED else None
        duty.save()
