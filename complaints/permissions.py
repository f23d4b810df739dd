"""The check every service makes: may this person do this, by the right the transition names."""

from django.utils.translation import gettext as _

from complaints.errors import NotPermitted


def transition_right(transition_method):
    """The right named on a transition: `Complaint.triage` → "complaints.triage_complaint"."""
    transitions = transition_method._django_fsm.transitions.values()
    return next(iter(transitions)).permission


def check_right(by, right):
    """Raises NotPermitted unless `by` holds `right`."""
    if not by.has_perm(right):
        raise NotPermitted(
            _("Your role (%(role)s) may not do this. Ask your supervisor.") % {"role": by.get_role_display()}
        )
