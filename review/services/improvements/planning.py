"""From a cause to what is done about it: planned with a goal in a number, begun, done, or given up (REV-4)."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.text import check_row
from complaints.deadlines.workdays import CHINA
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import EventKind, NoticeKind
from complaints.permissions import check_right
from complaints.services.staff import tell_staff
from review.models import ImprovementAction, RootCauseState
from review.services.causes.record import check_words, move, next_number, spread
from review.services.causes.record import lock as lock_analysis
from review.services.causes.record import record as record_of_analysis
from review.services.improvements.record import lock, members_of, record

#: Less than two weeks after show nothing.
LEAST_AFTER = timedelta(days=14)


def day_of(now):
    """The local day."""
    return now.astimezone(CHINA).date()


def start_of(day):
    """The moment the local `day` begins."""
    return datetime.combine(day, time.min, tzinfo=CHINA)


@transaction.atomic
def plan(analysis_id, *, facts, by, now):
    """Plan an improvement from a concluded analysis; its members' records say so. Raises NotPermitted, RuleBroken."""
    analysis = lock_analysis(analysis_id, by=by)
    check_right(by, "review.plan_improvement")
    return plan_for(analysis, facts=facts, by=by, now=now)


def plan_for(analysis, *, facts, by, now):
    """As `plan`, of an analysis that is locked; the rule for recurring causes asks nobody's right."""
    if analysis.state != RootCauseState.CONCLUDED:
        raise RuleBroken(_("Conclude the analysis first: an improvement acts on a cause that was found."))
    check_words(facts["title"], _("Name the improvement."), limit=120)
    check_words(facts["plan"], _("Write down what is done."), limit=2_000)
    owner = facts["owner"]
    if owner is None or not owner.is_active or not owner.has_perm("review.work_improvement"):
        raise RuleBroken(_("Choose an owner who works on improvements."))
    if not (facts.get("category") or facts.get("product") or facts.get("channel")):
        raise RuleBroken(_("Say where it is measured: a category, a product or a channel."))
    if facts["check_on"] < facts["due_on"] + LEAST_AFTER:
        raise RuleBroken(_("Leave at least two weeks between the day it is done and the day it is checked."))
    action = ImprovementAction(number=next_number("IM", now), analysis=analysis, planned_by=by, planned_at=now, **facts)
    check_row(action)
    action.save()
    record(action, "planned", by=by, at=now, owner=owner.name, target=str(action.target))
    record_of_analysis(analysis, "improvement_planned", by=by, at=now, improvement=action.number)
    spread(
        members_of(action),
        EventKind.IMPROVEMENT_PLANNED,
        by=by,
        now=now,
        improvement=action.number,
        title=action.title,
    )
    if owner.pk != by.pk:
        tell(action, owner, _("%(improvement)s is yours: due %(due)s"), now=now)
    return action


@transaction.atomic
def begin(action_id, *, by, now):
    """Work begins; the time before, which it is measured against, ends today. Raises NotPermitted, RuleBroken."""
    action = lock(action_id, by=by)
    _check_own(action, by)
    move(action, "begin", by=by, on=day_of(now))
    record(action, "begun", by=by, at=now)
    return action


@transaction.atomic
def finish(action_id, *, result, check_on, by, now):
    """It is done and begins to work; checked on `check_on`, two weeks from now at the earliest.

    Raises NotPermitted, RuleBroken.
    """
    action = lock(action_id, by=by)
    _check_own(action, by)
    check_words(result, _("Write down what was done."), limit=1_000)
    today = day_of(now)
    check_later(check_on, today)
    move(action, "finish", by=by, on=today, check_on=check_on)
    if action.due_on >= check_on:
        action.due_on = today
    action.next_check_at = start_of(check_on)
    record(action, "done", by=by, at=now, result=result, on=check_on.isoformat())
    return action


@transaction.atomic
def give_up(action_id, *, reason, by, now):
    """The improvement is not pursued, for the reason given. Raises NotPermitted, RuleBroken."""
    action = lock(action_id, by=by)
    check_words(reason, _("Say why it is given up."), limit=300)
    move(action, "give_up", by=by, at=now)
    action.next_check_at = None
    record(action, "given_up", by=by, at=now, reason=reason)
    return action


def check_later(check_on, today):
    """Raises RuleBroken unless there is time enough to see something."""
    if check_on is None or check_on < today + LEAST_AFTER:
        raise RuleBroken(_("Check it on %(day)s at the earliest, two weeks from today.") % {"day": today + LEAST_AFTER})


def tell(action, person, sentence, *, now):
    """Tell somebody about the improvement, at the newest complaint it is about."""
    member = action.analysis.members.present().select_related("complaint").last()
    if member is not None and person is not None:
        facts = {"improvement": action.number, "title": action.title, "due": action.due_on, "check": action.check_on}
        tell_staff(person, NoticeKind.IMPROVEMENT, member.complaint, now=now, words=sentence % facts)


def _check_own(action, by):
    """Whoever plans improvements may do the owner's part; nobody else may."""
    if action.owner_id != by.pk and not by.has_perm("review.plan_improvement"):
        raise NotPermitted(_("Only %(person)s, who owns it, or a supervisor does this.") % {"person": action.owner})
