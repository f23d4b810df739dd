"""When a customer may be asked: in waking hours, and by phone only while the desk works (REV-1)."""

from complaints.deadlines.arithmetic import open_spans
from complaints.models import SendingRules
from complaints.services.calendars import calendar_of
from review.models import StepKind

#: A desk that works in the customers' quiet hours only is not waited for any longer than this.
_MOST_MOVES = 14


class AskingTimes:
    """Moves moments to where somebody may be asked; the rules are read once."""

    def __init__(self, policy):
        self._quiet, self._calendar = SendingRules.current(), calendar_of(policy)

    def first_from(self, kind, moment):
        """The first such moment from `moment` on. A letter may wait anywhere but in the night, a call for the desk."""
        for _move in range(_MOST_MOVES):
            waking = self._quiet.quiet_ends(moment) or moment
            opens = self._opens(waking) if kind == StepKind.CALL else waking
            if opens == moment:
                break
            moment = opens
        return self._quiet.quiet_ends(moment) or moment

    def _opens(self, moment):
        opens, _closes = next(open_spans(self._calendar, moment))
        return max(opens, moment)
