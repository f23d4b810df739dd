"""Who asks the customer: somebody who can, and never whoever is asked about (REV-1)."""

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from complaints.errors import RuleBroken
from complaints.models import ComplaintEvent, EventKind
from complaints.permissions import check_right
from complaints.services.gate import lock
from complaints.services.impartial import check_impartial
from complaints.services.staff import supervisors_of
from review.models import RevisitStep
from review.services.own_work import check_asks_others, is_own_work


def caller_for(complaint, *, now):
    """Somebody of the same desk or of quality assurance, on duty rather than not, with the fewest calls to make.

    A supervisor where there is nobody else; None where there is no one at all: then the call is anybody's to take.
    """
    people = User.objects.filter(is_active=True).exclude(pk__in=[complaint.handler_id or 0])
    near = people.filter(Q(role=Role.CURATOR) | Q(role=Role.AGENT, team=complaint.team_id))
    if complaint.team_id is None:
        near = people.filter(role=Role.CURATOR)
    on_duty = set(User.objects.on_duty(now).values_list("pk", flat=True))
    load = dict(RevisitStep.objects.calls().order_by().values_list("caller").annotate(Count("pk")))
    in_order = sorted(near, key=lambda person: (person.pk not in on_duty, load.get(person.pk, 0), person.pk))
    above = supervisors_of(complaint.team) if complaint.team_id else []
    return next((person for person in (*in_order, *above) if _may_ask(person, complaint)), None)


@transaction.atomic
def take_call(step_id, *, by, now):
    """Take a call over, so that no two people ring the same customer. Raises NotPermitted, RuleBroken."""
    complaint = lock(RevisitStep.objects.values_list("round__complaint", flat=True).get(pk=step_id), by=by)
    check_right(by, "review.record_revisit")
    check_impartial(complaint, by)
    check_asks_others(complaint, by)
    step = RevisitStep.objects.select_for_update(of=("self",)).select_related("round").get(pk=step_id)
    if step.ended_at is not None or not step.round.is_asked_about(complaint):
        raise RuleBroken(_("This call is not due any more: it was made, or the customer has answered."))
    if step.caller_id == by.pk:
        return step
    step.caller = by
    step.save()
    ComplaintEvent.record(complaint, EventKind.REVISIT_GIVEN, by=by, at=now, caller=by.name, due=step.due_at)
    return step


def _may_ask(person, complaint):
    about = complaint.about_staff_id
    return not is_own_work(complaint, person) and (about is None or about not in person.circle())
