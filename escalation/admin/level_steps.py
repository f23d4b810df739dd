from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.admin.panels import Panel
from complaints.admin.panels import register as register_panel
from complaints.admin.rows import tone_of
from complaints.admin.steps import Place, Step, register
from complaints.states import Level
from escalation.admin.level_forms import EscalateForm, HandBackForm, ResolveForm, RuleOwnerForm, StepInForm, answerable
from escalation.models import Escalation


def _waits_for_a_step_in(complaint, user):
    escalation = answerable(complaint, user)
    return escalation is not None and escalation.stepped_in_at is None


def _is_put_before(complaint, user):
    escalation = answerable(complaint, user)
    return escalation is not None and escalation.is_before(user)


def _has_stepped_in(complaint, user):
    escalation = answerable(complaint, user)
    people = {person.pk for person in user.acts_for()}
    return escalation is not None and escalation.stepped_in_by_id in people


def levels(complaint, user):
    """None, and no panel, while nothing was ever escalated."""
    rows = list(
        Escalation.objects.filter(complaint=complaint)
        .select_related("by", "asked", "stepped_in_by", "ended_by", "deadline")
        .order_by("-at", "-pk")
    )
    if not rows:
        return None
    now = timezone.now()
    return {
        "ladder": [_rung(level, complaint, rows) for level in Level],
        "lines": [{"escalation": one, "tone": _tone(one, now)} for one in rows],
        "count": len(rows),
    }


def _rung(level, complaint, rows):
    is_here = complaint.is_open and level == complaint.level
    was_there = level == Level.FRONTLINE or any(one.to_level == level for one in rows)
    return {"label": level.label, "standing": "here" if is_here else "done" if was_there else "ahead"}


def _tone(escalation, now):
    deadline = escalation.deadline
    return tone_of(deadline.due_at, now) if deadline and deadline.is_running else ""


register(
    Step(
        name="escalate",
        label=_("Escalate"),
        right="escalation.escalate_complaint",
        possible=lambda complaint, user: complaint.is_open,
        form=EscalateForm,
        weight=105,
        explanation=_("It is never refused. The clock of the level begins at once; yours goes on."),
    )
)
register(
    Step(
        name="step-in",
        label=_("Step in"),
        right="escalation.answer_escalation",
        possible=_waits_for_a_step_in,
        form=StepInForm,
        weight=9,
        is_main=True,
        is_expected=_is_put_before,
        explanation=_("You take it into your own hands. Handler and customer are told."),
    )
)
register(
    Step(
        name="resolve-escalation",
        label=_("Answer the escalation"),
        right="escalation.answer_escalation",
        possible=lambda complaint, user: answerable(complaint, user) is not None,
        form=ResolveForm,
        weight=12,
        is_main=True,
        is_expected=_has_stepped_in,
        explanation=_("The matter is decided at your level; escalations below it end with the same answer."),
    )
)
register(
    Step(
        name="hand-back",
        label=_("Hand back"),
        right="escalation.answer_escalation",
        possible=lambda complaint, user: answerable(complaint, user) is not None,
        form=HandBackForm,
        weight=14,
        explanation=_("The level below goes on with your instructions."),
    )
)
register(
    Step(
        name="rule-owner",
        label=_("Decide which department"),
        right="complaints.rule_owner",
        possible=lambda complaint, user: complaint.is_open,
        form=RuleOwnerForm,
        weight=224,
        place=Place.MORE,
        explanation=_("You are the referee: the department you name answers for it. Deadlines keep running."),
    )
)
register_panel(Panel("levels", _("Escalation"), "admin/escalation/levels.html", 20, levels))
