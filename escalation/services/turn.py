"""Whose turn it is: which step of a request somebody may decide, and in whose name (ESC-1, AUD-3)."""

from django.utils.translation import gettext as _

from complaints.errors import NotPermitted, Refusal, RuleBroken
from complaints.services.impartial import check_impartial, named
from escalation.services.chain import LADDER, height, people_asked


def turn_of(complaint, request, by):
    """The step `by` decides, and the absent person in whose name or None. Raises NotPermitted, RuleBroken.

    Nobody decides what they proposed, what was proposed in their name, what is about them, or a second step of what
    they agreed to; nor does whoever stands in their place today, through any chain of substitutes.
    """
    steps = list(request.steps.select_related("decided_by"))
    check_impartial(complaint, by)
    _check_other_eyes(complaint, request, steps, by)
    for person in by.acts_for():
        step = step_for(steps, person.role)
        if step is not None:
            return step, None if person.pk == by.pk else person
    _check_not_decided(steps, by)
    raise NotPermitted(
        _("Your role (%(role)s) is not asked about this proposal; it waits for: %(asked)s. Ask %(others)s.")
        % {
            "role": by.get_role_display(),
            "asked": _(", ").join(str(step.get_asked_role_display()) for step in steps if step.is_open),
            "others": named(_others(complaint, request, steps, by)),
        }
    )


def is_turn_of(complaint, request, user):
    """Whether `user` may decide about `request` now."""
    try:
        turn_of(complaint, request, user)
    except Refusal:
        return False
    return True


def step_for(steps, role):
    """The step `role` may decide: its own, on the ladder before its turn too, else one that waits for a lower rung."""
    live = [step for step in steps if not step.outcome]
    own = next((step for step in live if step.asked_role == role), None)
    if own is not None:
        return own if own.asked_at or role in LADDER else None
    return next((step for step in live if step.asked_at and 0 <= height(step.asked_role) < height(role)), None)


def below(steps, step):
    """Steps not ended yet whose question is answered when `step` is: those of lower rungs."""
    return [one for one in steps if not one.outcome and 0 <= height(one.asked_role) < height(step.asked_role)]


def _check_other_eyes(complaint, request, steps, by):
    circle = by.circle()
    ask = {"others": named(_others(complaint, request, steps, by))}
    if request.asked_by_id == by.pk:
        raise NotPermitted(_("Nobody approves what they proposed. Ask %(others)s.") % ask)
    if request.in_name_of_id in circle:
        raise NotPermitted(_("This was proposed in your name, and nobody approves that. Ask %(others)s.") % ask)
    if request.asked_by_id in circle:
        raise NotPermitted(
            _("You stand in for %(person)s, who proposed it: nobody approves that in their place. Ask %(others)s.")
            % ({"person": request.asked_by} | ask)
        )
    agreed = [step for step in steps if step.decided_by_id and {step.decided_by_id, step.in_name_of_id} & circle]
    if agreed and any(step.is_open for step in steps):
        raise NotPermitted(
            _("%(person)s has agreed already, and each of those asked is somebody else. Ask %(others)s.")
            % ({"person": agreed[0].decided_by} | ask)
        )


def _check_not_decided(steps, by):
    """Whoever comes second to a step learns who was first."""
    roles = {person.role for person in by.acts_for()}
    decided = next((step for step in steps if step.decided_by_id and step.asked_role in roles), None)
    if decided is not None:
        raise RuleBroken(
            _("%(person)s already decided: %(decision)s.")
            % {"person": decided.decided_by, "decision": decided.get_outcome_display()}
        )


def _others(complaint, request, steps, by):
    """Who could decide what is asked now."""
    besides = by.circle() | {request.asked_by_id, request.in_name_of_id or 0}
    people = [
        person for step in steps if step.is_open for person in people_asked(step.asked_role, complaint, besides=besides)
    ]
    return list(dict.fromkeys(people))
