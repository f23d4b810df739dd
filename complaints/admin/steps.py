"""The steps a person may take on one complaint: registered by every app, drawn as one row of buttons.

A step draws nothing and decides nothing: `possible` asks the state, the right is the one the service
checks, and the form calls exactly one service. A button that is not drawn is no protection.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User
from complaints.models import Complaint


class Place(Enum):
    """Where the page draws a step."""

    ROW = auto()
    MORE = auto()
    PANEL = auto()


class StepForm(forms.Form):
    """What a step asks; `run` calls its one service and lets refusals through."""

    #: How the fields are set; a form with rows of its own brings its own template.
    fields_template = "admin/complaints/page/fields.html"
    is_wide = False
    #: A sentence to mind before filling it in.
    caution = ""

    def __init__(self, *args, complaint, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.complaint, self.user = complaint, user
        self.label_suffix = ""

    def run(self, *, by, now, seen):
        raise NotImplementedError

    def redrawn(self, complaint):
        """What is shown again after a refusal, over the `complaint` as it is now; nothing typed is lost."""
        return self

    def done(self, result):
        """The sentence shown after `run` gave `result`."""
        return _("Saved.")


@dataclass(frozen=True)
class Step:
    name: str
    label: Promise
    right: str
    possible: Callable[[Complaint, User], bool]
    form: type[StepForm]
    weight: int
    is_main: bool = False
    #: Whether a main step waits for this person; somebody who merely may take it sees an ordinary button.
    is_expected: Callable[[Complaint, User], bool] = lambda complaint, user: True
    tone: str = ""
    place: Place = Place.ROW
    explanation: Promise | str = ""
    #: Shown in the dialog with `result` instead of going back to the page: for what is seen once.
    result_template: str = ""

    def is_open_to(self, complaint, user):
        """Whether the button is worth drawing for `user` now."""
        return user.has_perm(self.right) and self.possible(complaint, user)


_steps: dict[str, Step] = {}


def register(step):
    """Add `step`; a name stands for one step in the whole house."""
    if step.name in _steps:
        raise ValueError(f"two steps are called {step.name}")
    _steps[step.name] = step


def find(name):
    """The step called `name`, or None."""
    return _steps.get(name)


def steps_for(complaint, user):
    """What `user` may do with `complaint` now, in the order of the row."""
    open_to_user = [step for step in _steps.values() if step.is_open_to(complaint, user)]
    return sorted(open_to_user, key=lambda step: step.weight)


def all_steps():
    return sorted(_steps.values(), key=lambda step: step.weight)
