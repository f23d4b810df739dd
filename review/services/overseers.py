"""Whoever watches over a complaint that came back from a dissatisfied customer: a supervisor of its desk (REV-2)."""

from django.db.models import Count

from accounts.models import User
from complaints.models import ComplaintEvent, EventKind, NoticeKind
from complaints.services.staff import supervisors_of, tell_staff
from review.models import RevisitRound

_RIGHT = "review.close_by_reason"


def overseer_of(complaint):
    """Who watches over the open complaint since it last came back, or None."""
    if not complaint.dissatisfied_count or not complaint.is_open:
        return None
    rounds = RevisitRound.objects.filter(complaint=complaint, overseer__isnull=False).select_related("overseer")
    last = rounds.order_by("-round").first()
    return last and last.overseer


def name_overseer(complaint, round_, *, by, now):
    """Under the lock of a complaint just returned: the same as before while still there, else the least burdened.

    They are told, and told to decide once the limit of rounds is reached; the handler has it as before.
    """
    overseer = _chosen(complaint)
    if overseer is None:
        return None
    round_.overseer = overseer
    round_.save()
    ComplaintEvent.record(
        complaint, EventKind.OVERSEER_NAMED, by=by, at=now, overseer=overseer.name, count=complaint.dissatisfied_count
    )
    tell_overseer(complaint, overseer, now=now)
    return overseer


def tell_overseer(complaint, overseer, *, now):
    """Of a complaint that came back, or of one that only a decision closes."""
    kind = NoticeKind.REVISIT_LIMIT if is_at_limit(complaint) else NoticeKind.OVERSEES
    return tell_staff(overseer, kind, complaint, now=now, count=complaint.dissatisfied_count)


def is_at_limit(complaint):
    """Whether the customer was dissatisfied so often that silence closes it no more, but a supervisor may (REV-2)."""
    return complaint.dissatisfied_count >= complaint.policy.loop_limit


def _chosen(complaint):
    near = supervisors_of(complaint.team) if complaint.team_id else []
    people = near or list(User.objects.with_right(_RIGHT))
    kept_away = {complaint.about_staff_id, complaint.handler_id}
    people = [person for person in people if person.pk not in kept_away]
    before = overseer_of(complaint)
    if before in people:
        return before
    watched = RevisitRound.objects.filter(overseer__in=people, complaint__closed_at=None).order_by()
    load = dict(watched.values_list("overseer").annotate(Count("pk")))
    return min(people, key=lambda person: (load.get(person.pk, 0), person.pk), default=None)
