"""Nobody asks how well they did it themselves (REV-1)."""

from django.utils.translation import gettext as _

from complaints.errors import NotPermitted


def is_own_work(complaint, user):
    """Whether `user`, or somebody in whose place `user` stands today, handles the complaint."""
    return complaint.handler_id is not None and complaint.handler_id in user.circle()


def check_asks_others(complaint, by):
    """Raises NotPermitted for the handler: a customer does not tell somebody to their face what they did badly."""
    if is_own_work(complaint, by):
        raise NotPermitted(
            _("%(handler)s handles this complaint, and nobody is asked how well they did it. A colleague does that.")
            % {"handler": complaint.handler}
        )
