"""Steps for many complaints at once: every row by its own service, every refusal told by its number."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from complaints.admin.forms.fields import HandlerField, text
from complaints.errors import Refusal
from complaints.models import Complaint
from complaints.services import assignment, investigation

#: As many as one page holds, several times over; a longer list is a mistake or an attack.
MOST_AT_ONCE = 200


class AssignForm(forms.Form):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["handler"] = HandlerField()
        self.order_fields(["handler"])


class HandOverForm(AssignForm):
    reason = text(_("Reason"), limit=300, help_text=_("The next person reads it first."))


@dataclass(frozen=True)
class BulkStep:
    """`form` asks once for all rows; `run` is the service, called with the id and what the form gave."""

    name: str
    label: Promise
    right: str
    run: Callable
    form: type[forms.Form] | None = None


_STEPS = (
    BulkStep("claim", _("Claim"), "complaints.claim_complaint", assignment.claim),
    BulkStep(
        "start_investigation",
        _("Start investigation"),
        "complaints.investigate_complaint",
        investigation.start_investigation,
    ),
    BulkStep("hand_over", _("Hand over"), "complaints.hand_over_complaint", assignment.hand_over, HandOverForm),
    BulkStep("assign", _("Assign"), "complaints.assign_complaint", assignment.assign, AssignForm),
)


def bulk_steps_of(user):
    return [step for step in _STEPS if user.has_perm(step.right)]


def bulk_step_of(user, name):
    """The step called `name` if `user` has the right to it, else None."""
    return next((step for step in bulk_steps_of(user) if step.name == name), None)


class Refused(NamedTuple):
    number: str
    sentence: str


class Outcome(NamedTuple):
    """Numbers of the complaints the step was carried out on, and the others with the reason."""

    done: list[str]
    refused: list[Refused]


def chosen_complaints(values, *, user):
    """The visible complaints among the ids a form sent, in the order of their numbers."""
    ids = {int(value) for value in values[:MOST_AT_ONCE] if value.isdecimal() and len(value) < 19}
    return list(Complaint.objects.visible_to(user).filter(pk__in=ids).only("number", "subject").order_by("number"))


def carry_out(step, complaints, *, by: User, now, **facts):
    """Run `step` on each complaint in a transaction of its own; a refusal of one stops no other."""
    outcome = Outcome([], [])
    for complaint in complaints:
        try:
            step.run(complaint.pk, by=by, now=now, **facts)
            outcome.done.append(complaint.number)
        except Refusal as refusal:
            outcome.refused.append(Refused(complaint.number, str(refusal.sentence)))
    return outcome
