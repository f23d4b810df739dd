"""What is told of a deadline and when: reminders before, alerts at and after, escalation where asked (SLA-17)."""

from datetime import timedelta
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _


class DeadlineStep(models.TextChoices):
    """In order of time, as a rule; a policy may escalate before it alerts again."""

    FIRST_REMINDER = "first_reminder", _("First reminder")
    SECOND_REMINDER = "second_reminder", _("Second reminder")
    ALERT = "alert", _("Overdue alert")
    SECOND_ALERT = "second_alert", _("Second overdue alert")
    ESCALATION = "escalation", _("Escalation")


#: One for each percent a policy may name.
REMINDERS = (DeadlineStep.FIRST_REMINDER, DeadlineStep.SECOND_REMINDER)

_ORDER = {step: place for place, step in enumerate(DeadlineStep)}


class Step(NamedTuple):
    at: object
    step: DeadlineStep

    @property
    def place(self):
        """Steps of the same moment keep their own order."""
        return self.at, _ORDER[self.step]


def steps_of(started, due, *, reminders, repeat_minutes=None, escalate_minutes=None, reached=None):
    """Every step of a deadline that runs from `started` to `due`, in order.

    `reminders` are rising percents of the time, `reached(percent)` the moment that much of it is used, told in
    clock time unless given; minutes count from `due`, and without them the step does not exist.
    """
    reached = reached or (lambda percent: started + (due - started) * percent / 100)
    steps = [Step(reached(percent), step) for step, percent in zip(REMINDERS, reminders, strict=False)]
    # A reminder that would come with the alert, or after it, has nothing left to say.
    steps = [step for step in steps if started < step.at < due]
    steps.append(Step(due, DeadlineStep.ALERT))
    for step, minutes in ((DeadlineStep.SECOND_ALERT, repeat_minutes), (DeadlineStep.ESCALATION, escalate_minutes)):
        if minutes is not None:
            steps.append(Step(due + timedelta(minutes=minutes), step))
    return sorted(steps, key=lambda step: step.place)


def next_after(steps, told):
    """The first of `steps` that comes after the step `told`, or None."""
    return next((step for step in steps if step.place > told.place), None)


def first_to_tell(steps, *, now, told=()):
    """Where a deadline made or moved at `now` begins: old reminders are skipped, of old alerts only the last is told.

    `told` are the steps already told of this very due time; what is told is never told again.
    """
    owed = [step for step in steps if step.step not in told]
    passed = [step for step in owed if step.at <= now and step.step not in REMINDERS]
    coming = [step for step in owed if step.at > now]
    if passed and not any(step.place > passed[-1].place and step.step in told for step in steps):
        return passed[-1]
    return coming[0] if coming else None
