"""The parts of a complaint's page: each app adds its own, the page sets them under one another."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from accounts.models import User
from complaints.models import Complaint


@dataclass(frozen=True)
class Panel:
    """`context` gives the template's `facts` in a fixed number of queries; `right` hides it from others.

    A `count` among the facts stands beside the label; None instead of facts leaves the panel out.
    """

    name: str
    label: Promise
    template: str
    weight: int
    context: Callable[[Complaint, User], dict | None]
    right: str = "complaints.view_complaint"
    #: Beside the working part, not in its column.
    is_aside: bool = False


_panels: dict[str, Panel] = {}


def register(panel):
    """Add `panel`; a name stands for one panel in the whole house."""
    if panel.name in _panels:
        raise ValueError(f"two panels are called {panel.name}")
    _panels[panel.name] = panel


def panels_for(user):
    """The panels `user` may see, in the order of the page."""
    visible = [panel for panel in _panels.values() if user.has_perm(panel.right)]
    return sorted(visible, key=lambda panel: panel.weight)
