"""Whether an improvement helped: measured before and after beside a comparison group, decided, opened again (REV-4).

At the check date a sweep measures. A clear result decides by itself: effective, or opened again with its figures as
the reason. Too few complaints decide nothing; then the owner is asked for a later date, or a supervisor decides in
writing.
"""

from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from complaints.errors import RuleBroken
from complaints.models import EventKind
from complaints.permissions import check_right
from complaints.services.sweeps import sweep
from review.figures.effect import dispersion, effect
from review.figures.verdict import verdict
from review.models import ActionState, ImprovementAction, Measurement, Verdict
from review.services.causes.record import check_words, move, spread
from review.services.improvements.counting import by_day, weeks
from review.services.improvements.planning import check_later, day_of, start_of, tell
from review.services.improvements.record import lock, members_of, record


@transaction.atomic
def measure(action_id, *, by, now):
    """Measure how it stands today; nothing is decided by it. Raises NotPermitted, RuleBroken."""
    action = lock(action_id, by=by)
    check_right(by, "review.work_improvement")
    if action.before_until is None:
        raise RuleBroken(_("There is nothing to compare before work has begun."))
    found = measured(action, until=day_of(now), by=by, now=now)
    record(action, "measured", by=by, at=now, verdict=found.verdict)
    return found


def check_improvements(*, by, now):
    """Check what is due to be checked; returns how many were."""
    due = ImprovementAction.objects.filter(next_check_at__lte=now).order_by("next_check_at", "pk")
    return sweep(due, partial(check, by=by, now=now), now=now).done


@transaction.atomic
def check(action_id, *, by, now, counting=by_day):
    """Measure one at its check date and conclude what the figures allow; its owner is told.

    `counting(action, since, until)` answers by local day how many there were, and how many of the comparison group.
    """
    action = lock(action_id, by=by)
    if action.state != ActionState.DONE or action.next_check_at is None or action.next_check_at > now:
        return False
    move(action, "look", by=by)
    until = min(action.check_on, day_of(now))
    found = measured(action, until=until, by=by, now=now, is_final=True, counting=counting)
    action.next_check_at, action.leased_until, action.attempts, action.failure = None, None, 0, ""
    record(action, "checked", by=by, at=now, verdict=found.verdict)
    if found.verdict == Verdict.EFFECTIVE:
        _prove(action, by=by, now=now)
    elif found.verdict == Verdict.NOT_EFFECTIVE:
        _reopen(action, reason=_reason(found), by=by, now=now)
    else:
        tell(action, action.owner, _("%(improvement)s: too few complaints to tell; choose a later day"), now=now)
    return True


@transaction.atomic
def check_again(action_id, *, check_on, by, now):
    """Too few to say: look again on `check_on`. Raises NotPermitted, RuleBroken."""
    action = lock(action_id, by=by)
    check_later(check_on, day_of(now))
    move(action, "wait", by=by, check_on=check_on)
    action.next_check_at = start_of(check_on)
    record(action, "postponed", by=by, at=now, on=check_on.isoformat())
    return action


@transaction.atomic
def decide(action_id, *, is_effective, reason, by, now):
    """Where the figures are too few a person decides, in writing and not about their own.

    Raises NotPermitted, RuleBroken.
    """
    action = lock(action_id, by=by)
    check_words(reason, _("Write down why, since the figures do not say it."), limit=500)
    if action.owner_id == by.pk:
        raise RuleBroken(_("Nobody decides about their own improvement. Ask another supervisor."))
    if is_effective:
        _prove(action, reason=reason, by=by, now=now)
    else:
        _reopen(action, reason=reason, by=by, now=now)
    return action


def measured(action, *, until, by, now, is_final=False, counting=by_day):
    """Count, weigh and keep the figures up to the day before `until`."""
    before_from = action.before_until - timedelta(days=action.before_days)
    after_from = min(action.after_from or until, until)
    counted = counting(action, before_from, max(until, action.before_until))
    before = list(weeks(counted, before_from, action.before_until))
    after = list(weeks(counted, after_from, until))
    one_before, other_before = _sums(before)
    one_after, other_after = _sums(after)
    phi = dispersion([week[2:] for week in before if week[1] == 7], [week[2:] for week in after if week[1] == 7])
    found = effect(one_before, one_after, other_before, other_after, dispersion=phi)
    measurement = Measurement(
        action=action,
        round=action.round,
        at=now,
        by=by,
        is_final=is_final,
        before_from=before_from,
        before_until=action.before_until,
        after_from=after_from,
        after_until=until,
        before=one_before,
        after=one_after,
        other_before=other_before,
        other_after=other_after,
        weeks=[[first.isoformat(), days, one, other] for first, days, one, other in (*before, *after)],
        target=action.target,
        ratio=found.ratio,
        lower=found.lower,
        upper=found.upper,
        dispersion=phi,
    )
    measurement.verdict = verdict(
        found,
        before=one_before,
        after=one_after,
        days_before=measurement.days_before,
        days_after=measurement.days_after,
        target=float(action.target),
        dispersion=phi,
    )
    measurement.save()
    return measurement


def _prove(action, *, by, now, reason=""):
    move(action, "prove", by=by, at=now)
    record(action, "effective", by=by, at=now, reason=reason)
    spread(members_of(action), EventKind.IMPROVEMENT_EFFECTIVE, by=by, now=now, improvement=action.number)
    tell(action, action.owner, _("%(improvement)s proved effective: %(title)s"), now=now)


def _reopen(action, *, reason, by, now):
    move(action, "reopen", by=by)
    record(action, "reopened", by=by, at=now, reason=reason)
    spread(members_of(action), EventKind.IMPROVEMENT_REOPENED, by=by, now=now, improvement=action.number, reason=reason)
    tell(action, action.owner, _("%(improvement)s was not effective and is open again: %(title)s"), now=now)


def _reason(found):
    return _("%(before)s in 30 days before, %(after)s after, goal %(target)s") % {
        "before": f"{found.rate_before:.1f}",
        "after": f"{found.rate_after:.1f}",
        "target": found.target,
    }


def _sums(counted):
    return sum(week[2] for week in counted), sum(week[3] for week in counted)
