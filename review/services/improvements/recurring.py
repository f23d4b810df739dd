"""A cause that keeps coming back opens an improvement by itself, one at a time (REV-4)."""

from datetime import timedelta
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import override

from complaints.errors import RuleBroken
from complaints.models import EventKind
from review.models import (
    RUNNING,
    ActionKind,
    ActionState,
    Branch,
    CauseCode,
    CauseMember,
    ImprovementAction,
    RecurrenceRule,
    RootCauseState,
)
from review.services.causes.record import lock as lock_analysis
from review.services.improvements.planning import day_of, plan_for

#: A cause became known of one more complaint.
KINDS = frozenset({EventKind.CAUSE_FOUND, EventKind.CAUSE_JOINED})
_DUE, _CHECKED = timedelta(days=30), timedelta(days=86)
_KINDS_OF = {Branch.MAN: ActionKind.TRAINING, Branch.METHOD: ActionKind.PROCESS, Branch.ENVIRONMENT: ActionKind.PROCESS}


def read(complaint, events, *, by, now):
    """Open an improvement where the cause of `complaint` has come back as often as the rule says."""
    member = CauseMember.objects.present().filter(complaint=complaint, analysis__state=RootCauseState.CONCLUDED)
    member = member.select_related("analysis").first()
    rule = RecurrenceRule.objects.on(day_of(now)).first()
    if member is None or rule is None:
        return
    # Two complaints of one cause are read at once: the second waits here and then finds the improvement.
    code = CauseCode.objects.select_for_update().get(pk=member.analysis.code_id)
    actions = ImprovementAction.objects.filter(analysis__code=code)
    if actions.filter(state__in=RUNNING).exists():
        return
    since = now - timedelta(days=rule.days)
    last = actions.filter(state=ActionState.EFFECTIVE).order_by("-decided_at").first()
    if last is not None and last.decided_at > since:
        # What came before the last one proved effective was answered by it.
        since = last.decided_at
    again = CauseMember.objects.present().filter(
        analysis__code=code, analysis__state=RootCauseState.CONCLUDED, complaint__received_at__gt=since
    )
    count = again.count()
    if count >= rule.threshold:
        _open(member.analysis, code, count, rule, by=by, now=now)


def _open(analysis, code, count, rule, *, by, now):
    today = day_of(now)
    analysis = lock_analysis(analysis.pk, by=by)
    # Whoever reads it reads Chinese, unless the desk is set up otherwise: words of a row have one language.
    with override("zh-hans"):
        words = {
            "title": _("Recurring: %(code)s") % {"code": code.name},
            "plan": _("%(count)s complaints of this cause within %(days)s days. Say what is done about it.")
            % {"count": count, "days": rule.days},
        }
    facts = {
        "kind": _KINDS_OF.get(code.branch, ActionKind.PRODUCT),
        "owner": analysis.lead,
        "category": analysis.category,
        "target": Decimal(count * 15 / rule.days).quantize(Decimal("0.1")),
        "due_on": today + _DUE,
        "check_on": today + _CHECKED,
        "recurring": code,
    }
    try:
        plan_for(analysis, facts=facts | words, by=by, now=now)
    except RuleBroken:
        # The lead left, or may not own one any more: whoever concluded it takes it.
        plan_for(analysis, facts=facts | words | {"owner": analysis.concluded_by}, by=by, now=now)
