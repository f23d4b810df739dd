"""The warning's own record, its lock and its moves, as those of an incident."""

from django.utils.translation import gettext as _
from django_fsm import can_proceed

from complaints.errors import NotPermitted, RuleBroken
from complaints.permissions import check_right, transition_right
from review.models import EarlyWarning, WarningEvent


def lock(warning_id, *, by):
    """The warning, locked until the transaction ends. Raises NotPermitted."""
    check_right(by, "review.view_earlywarning")
    warning = EarlyWarning.objects.select_for_update(of=("self",)).filter(pk=warning_id).first()
    if warning is None:
        raise NotPermitted(_("This warning does not exist."))
    return warning


def move(warning, name, *, by, **fields):
    """Run the transition `name` after checking the right it names. Raises NotPermitted, RuleBroken."""
    method = getattr(warning, name)
    check_right(by, transition_right(method))
    if not can_proceed(method):
        label = next(iter(method._django_fsm.transitions.values())).custom["label"]
        raise RuleBroken(
            _("“%(step)s” is not possible: the warning is “%(state)s”.")
            % {"step": label, "state": warning.get_state_display()}
        )
    method(**fields)


def record(warning, kind, *, by, at, **facts):
    """Append one event under the warning's lock and save what changed."""
    warning.events_count += 1
    warning.save()
    WarningEvent.objects.create(warning=warning, seq=warning.events_count, kind=kind, by=by, at=at, facts=facts)
