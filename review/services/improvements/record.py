"""The improvement's own record and its lock."""

from django.utils.translation import gettext as _

from complaints.errors import NotPermitted
from complaints.permissions import check_right
from review.models import ImprovementAction, ImprovementEvent


def lock(action_id, *, by):
    """The improvement, locked until the transaction ends. Raises NotPermitted."""
    check_right(by, "review.view_improvementaction")
    action = ImprovementAction.objects.select_for_update().filter(pk=action_id).first()
    if action is None:
        raise NotPermitted(_("This improvement does not exist."))
    return action


def record(action, kind, *, by, at, **facts):
    """Append one event under the improvement's lock and save what changed."""
    action.events_count += 1
    action.save()
    ImprovementEvent.objects.create(action=action, seq=action.events_count, kind=kind, by=by, at=at, facts=facts)


def members_of(action):
    """The complaints whose records say what became of the improvement."""
    return action.analysis.members.present().values_list("complaint", flat=True)
