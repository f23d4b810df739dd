"""Who holds the power of a level, and before whom of them an escalation is put (ESC-4)."""

from django.db.models import Count

from accounts.models import User
from accounts.roles import Role
from complaints.services.staff import supervisors_of
from complaints.states import Level
from escalation.models import Escalation

_ROLES = {Level.SUPERVISOR: Role.SUPERVISOR, Level.DIRECTOR: Role.DIRECTOR, Level.LEGAL: Role.LEGAL}


def holders(level, complaint):
    """The people of `level` for `complaint`: the supervisors of its desk, and every one of the other roles."""
    own = supervisors_of(complaint.team) if level == Level.SUPERVISOR and complaint.team_id else []
    return own or list(User.objects.filter(role=_ROLES[level], is_active=True).order_by("pk"))


def whom_to_ask(people, *, besides, now):
    """Who of `people` is on duty at `now` and has the fewest running escalations; None when nobody is.

    `besides` escalates it, and asks somebody else where there is anybody.
    """
    on_duty = set(User.objects.on_duty(now).filter(pk__in=[one.pk for one in people]).values_list("pk", flat=True))
    present = [one for one in people if one.pk in on_duty and one != besides]
    held = Escalation.objects.running().filter(asked__in=present).order_by().values_list("asked")
    load = dict(held.annotate(Count("pk")))
    return min(present, key=lambda one: (load.get(one.pk, 0), one.pk), default=None)
