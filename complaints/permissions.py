"""The check every service makes: may this person do this, by the right the transition names."""

from accounts.permissions import check_right

__all__ = ["check_right", "transition_right"]


def transition_right(transition_method):
    """The right named on a transition: `Complaint.triage` → "complaints.triage_complaint"."""
    transitions = transition_method._django_fsm.transitions.values()
    return next(iter(transitions)).permission
