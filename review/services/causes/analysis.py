"""The way from the problem to its cause: the chain of whys, the fishbone, the conclusion (REV-3)."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.text import check_row
from complaints.errors import RuleBroken
from complaints.models import EventKind
from complaints.permissions import check_right
from review.models import Branch, BranchCause, Why
from review.services.causes.record import check_free_words, check_words, lock, move, record, spread

#: Five is the usual number; fewer than three is no chain, more than seven turns in a circle.
FEWEST_WHYS, USUAL_WHYS, MOST_WHYS = 3, 5, 7
MOST_ON_A_BONE = 6


def question_of(analysis, whys, number):
    """What the why `number` asks about: the problem first, then each time the answer before."""
    return analysis.problem if number == 1 else whys[number - 2].answer


def stale(analysis, whys):
    """Numbers of the answers whose question reads otherwise by now."""
    return [why.number for why in whys if why.asked != question_of(analysis, whys, why.number)]


@transaction.atomic
def name_problem(analysis_id, *, problem, lead, by, now, seen=None):
    """Say the problem better, or give the lead to somebody else. Raises NotPermitted, RuleBroken, Outdated."""
    analysis = _open(analysis_id, by=by, seen=seen)
    check_words(problem, _("Say in one sentence what went wrong."), limit=200)
    if lead is None or not lead.is_active or not lead.has_perm("review.analyse_cause"):
        raise RuleBroken(_("Choose somebody who analyses causes."))
    analysis.problem, analysis.lead = problem.strip(), lead
    record(analysis, "renamed", by=by, at=now, problem=analysis.problem, lead=lead.name)
    return analysis


@transaction.atomic
def answer_why(analysis_id, *, number, answer, evidence, by, now, seen=None):
    """Answer the why `number`, the next one or one answered before; what follows is then looked at again.

    Raises NotPermitted, RuleBroken, Outdated.
    """
    analysis = _open(analysis_id, by=by, seen=seen)
    check_words(answer, _("Write down the answer; it becomes the next question."), limit=300)
    check_free_words(evidence, limit=500)
    whys = list(analysis.whys.all())
    if not 1 <= number <= min(len(whys) + 1, MOST_WHYS):
        raise RuleBroken(_("Answer the questions in their order, at most %(most)s of them.") % {"most": MOST_WHYS})
    why = whys[number - 1] if number <= len(whys) else Why(analysis=analysis, number=number)
    why.asked, why.answer, why.evidence = question_of(analysis, whys, number), answer.strip(), evidence.strip()
    why.by, why.at = by, now
    check_row(why)
    why.save()
    record(analysis, "answered", by=by, at=now, number=number, answer=why.answer)
    return why


@transaction.atomic
def take_back_why(analysis_id, *, by, now, seen=None):
    """Take the last answer back. Raises NotPermitted, RuleBroken, Outdated."""
    analysis = _open(analysis_id, by=by, seen=seen)
    last = analysis.whys.last()
    if last is None:
        raise RuleBroken(_("No question was answered yet."))
    last.delete()
    record(analysis, "answer_taken_back", by=by, at=now, number=last.number, answer=last.answer)
    return analysis


@transaction.atomic
def put_on_bone(analysis_id, *, branch, text, is_main, by, now, seen=None):
    """Write a possible cause on a bone of the fishbone, or mark one that stands there. Raises RuleBroken, Outdated."""
    analysis = _open(analysis_id, by=by, seen=seen)
    if branch not in Branch.values:
        raise RuleBroken(_("Choose one of the five branches."))
    check_words(text, _("Write down the possible cause."), limit=80)
    bone = analysis.branch_causes.filter(branch=branch)
    known = bone.filter(text=text.strip()).first()
    if known is None and bone.count() >= MOST_ON_A_BONE:
        raise RuleBroken(
            _("A bone holds at most %(most)s causes. Take one off that was ruled out.") % {"most": MOST_ON_A_BONE}
        )
    cause = known or BranchCause(analysis=analysis, branch=branch, text=text.strip())
    cause.is_main = is_main
    check_row(cause)
    cause.save()
    record(analysis, "put_on_bone", by=by, at=now, branch=branch, text=cause.text)
    return cause


@transaction.atomic
def take_off_bone(analysis_id, *, cause_id, by, now, seen=None):
    """Take a cause off the fishbone. Raises NotPermitted, RuleBroken, Outdated."""
    analysis = _open(analysis_id, by=by, seen=seen)
    cause = analysis.branch_causes.filter(pk=cause_id).first()
    if cause is None:
        raise RuleBroken(_("This cause is gone already."))
    cause.delete()
    record(analysis, "taken_off_bone", by=by, at=now, branch=cause.branch, text=cause.text)
    return analysis


@transaction.atomic
def conclude(analysis_id, *, code, department, cause, by, now, stopped_because="", seen=None):
    """The cause is found: coded, in words, with the department that answers for it; every member learns it.

    It takes a chain of at least three whys that hangs together, the reason where it is shorter than five, and a
    fishbone somebody drew. Raises NotPermitted, RuleBroken, Outdated.
    """
    analysis = lock(analysis_id, by=by, seen=seen)
    check_words(cause, _("Write down the root cause in one or two sentences."), limit=2_000)
    if code is None or not code.is_active:
        raise RuleBroken(_("Choose the coded cause."))
    if department is None:
        raise RuleBroken(_("Choose the responsible department."))
    whys = list(analysis.whys.all())
    if len(whys) < FEWEST_WHYS:
        raise RuleBroken(_("Ask on: a chain has at least %(fewest)s answers.") % {"fewest": FEWEST_WHYS})
    if numbers := stale(analysis, whys):
        raise RuleBroken(
            _("Question %(number)s reads otherwise by now. Look at its answer and save it again.")
            % {"number": numbers[0]}
        )
    if len(whys) < USUAL_WHYS:
        check_words(stopped_because, _("Say why fewer than five questions are enough."), limit=300)
    if not analysis.branch_causes.exists():
        raise RuleBroken(_("Draw the fishbone first: at least one possible cause on a branch."))
    move(
        analysis,
        "conclude",
        by=by,
        code=code,
        department=department,
        cause=cause.strip(),
        stopped_because=stopped_because.strip() if len(whys) < USUAL_WHYS else "",
        decider=by,
        at=now,
    )
    record(analysis, "concluded", by=by, at=now, code=code.name, department=department.name)
    spread(_members(analysis), EventKind.CAUSE_FOUND, by=by, now=now, analysis=analysis.number, code=code.name)
    return analysis


@transaction.atomic
def take_up(analysis_id, *, reason, by, now, seen=None):
    """Open a concluded analysis again, because its cause was not the right one. Raises NotPermitted, RuleBroken."""
    analysis = lock(analysis_id, by=by, seen=seen)
    check_words(reason, _("Say why the cause is looked for again."), limit=300)
    move(analysis, "take_up", by=by)
    record(analysis, "taken_up", by=by, at=now, reason=reason)
    spread(_members(analysis), EventKind.CAUSE_TAKEN_UP, by=by, now=now, analysis=analysis.number, reason=reason)
    return analysis


def _members(analysis):
    return analysis.members.present().values_list("complaint", flat=True)


def _open(analysis_id, *, by, seen):
    """The analysis, locked, while it may still be worked at."""
    analysis = lock(analysis_id, by=by, seen=seen)
    check_right(by, "review.analyse_cause")
    if not analysis.is_open:
        raise RuleBroken(_("This analysis is concluded. Take it up again first."))
    return analysis
