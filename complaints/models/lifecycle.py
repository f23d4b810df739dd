"""The transitions of a complaint. Each names its right, refuses a missing fact and sets fields, nothing else.

`_needs` conditions carry the sentence a person reads when the fact is missing.
"""

from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from complaints.states import OPEN_STATES, Resolution, State


def _needs(sentence, fact):
    """A condition that knows what to say when it does not hold."""
    fact.sentence = sentence
    return fact


HAS_HANDLER = _needs(_("Choose a handler first."), lambda complaint: complaint.handler_id is not None)
HAS_GRADE = _needs(
    _("Choose category, severity and priority first."),
    lambda complaint: bool(complaint.severity and complaint.priority and complaint.category_id),
)
WAS_GRADED = _needs(
    _("This complaint was closed before it was graded and cannot be opened again. Send a new one."),
    lambda complaint: HAS_GRADE(complaint),
)
WAS_MERGED = _needs(
    _("This complaint is not closed as the duplicate of another."),
    lambda complaint: complaint.duplicate_of_id is not None,
)


class Lifecycle:
    """State changes of `Complaint`; services check the right, lock, save and record around them."""

    @transition(
        "state",
        source=State.RECEIVED,
        target=State.TRIAGED,
        permission="complaints.triage_complaint",
        conditions=[HAS_HANDLER, HAS_GRADE],
        custom={"label": _("Grade and assign")},
    )
    def triage(self):
        """TRI-1…TRI-5: the grade is set before by `grade`."""

    @transition(
        "state",
        source=State.TRIAGED,
        target=State.INVESTIGATING,
        permission="complaints.investigate_complaint",
        custom={"label": _("Start investigation")},
    )
    def start_investigation(self):
        """SLA-5."""

    @transition(
        "state",
        source=[State.INVESTIGATING, State.PROPOSED],
        target=State.PROPOSED,
        permission="complaints.propose_solution",
        custom={"label": _("Propose a solution")},
    )
    def propose(self):
        """PRO-1; from `proposed` only when no proposal is alive, which the service checks."""

    @transition(
        "state",
        source=State.PROPOSED,
        target=State.INVESTIGATING,
        permission="complaints.record_answer",
        custom={"label": _("Customer refuses")},
    )
    def refuse_options(self):
        """PRO-4, PRO-5: a new round begins."""
        self.round += 1

    @transition(
        "state",
        source=State.PROPOSED,
        target=State.INVESTIGATING,
        permission="escalation.decide_proposal",
        custom={"label": _("Send back")},
    )
    def send_back(self):
        """An approver wants it investigated again."""

    @transition(
        "state",
        source=State.PROPOSED,
        target=State.EXECUTING,
        permission="complaints.record_answer",
        custom={"label": _("Customer accepts")},
    )
    def accept(self, *, proposal):
        """PRO-4; a database trigger refuses it unless `proposal` is approved and accepted."""
        self.accepted_proposal = proposal

    @transition(
        "state",
        source=State.EXECUTING,
        target=State.PROPOSED,
        permission="complaints.give_up_execution",
        custom={"label": _("Execution impossible")},
    )
    def give_up_execution(self):
        """A new proposal is needed; the old one stays readable."""
        self.accepted_proposal = None

    @transition(
        "state",
        source=State.EXECUTING,
        target=State.REVISIT,
        permission="complaints.send_to_revisit",
        custom={"label": _("Executed")},
    )
    def send_to_revisit(self):
        """EXE-4: every task is proven, which the service checks."""

    @transition(
        "state",
        source=State.REVISIT,
        target=State.CLOSED,
        permission="review.record_revisit",
        custom={"label": _("Satisfied")},
    )
    def close_satisfied(self, *, satisfaction, at):
        self.satisfaction = satisfaction
        self._close(Resolution.RESOLVED, at)

    @transition(
        "state",
        source=State.REVISIT,
        target=State.INVESTIGATING,
        permission="review.record_revisit",
        custom={"label": _("Dissatisfied")},
    )
    def return_dissatisfied(self, *, satisfaction):
        """REV-2: the loop is counted and a new round begins."""
        self.satisfaction = satisfaction
        self.dissatisfied_count += 1
        self._new_round()

    @transition(
        "state",
        source=State.REVISIT,
        target=State.CLOSED,
        permission="review.record_revisit",
        custom={"label": _("Not reached")},
    )
    def close_unreached(self, *, at):
        """REV-1: nobody answered; counted apart."""
        self._close(Resolution.UNREACHED, at)

    @transition(
        "state",
        source=[State.INVESTIGATING, State.PROPOSED, State.REVISIT],
        target=State.CLOSED,
        permission="review.close_by_reason",
        custom={"label": _("Close by decision")},
    )
    def close_by_decision(self, *, reason, at):
        """REV-2: after the limit of loops a supervisor closes in writing."""
        self._close(Resolution.DECIDED, at, reason)

    @transition(
        "state",
        source=State.CLOSED,
        target=State.INVESTIGATING,
        permission="complaints.reopen_complaint",
        conditions=[WAS_GRADED, HAS_HANDLER],
        custom={"label": _("Reopen")},
    )
    def reopen(self):
        self._open_again()
        self.reopened_count += 1
        self._new_round()

    @transition(
        "state",
        source=list(OPEN_STATES),
        target=State.CLOSED,
        permission="complaints.close_duplicate",
        custom={"label": _("Duplicate")},
    )
    def close_duplicate(self, *, of, at):
        self.duplicate_of = of
        self._close(Resolution.DUPLICATE, at)

    @transition(
        "state",
        source=State.CLOSED,
        target=State.RECEIVED,
        permission="complaints.close_duplicate",
        conditions=[WAS_MERGED],
        custom={"label": _("Take the merge back, to the queue")},
    )
    def separate_received(self):
        """A duplicate after all not one, that nobody had graded."""
        self._open_again()

    @transition(
        "state",
        source=State.CLOSED,
        target=State.TRIAGED,
        permission="complaints.close_duplicate",
        conditions=[WAS_MERGED],
        custom={"label": _("Take the merge back, graded")},
    )
    def separate_triaged(self):
        """The same, graded."""
        self._open_again()

    @transition(
        "state",
        source=State.CLOSED,
        target=State.INVESTIGATING,
        permission="complaints.close_duplicate",
        conditions=[WAS_MERGED],
        custom={"label": _("Take the merge back")},
    )
    def separate(self):
        """The same, worked on; what was offered or accepted is worked out anew."""
        if self.accepted_proposal_id:
            self._new_round()
        self._open_again()

    @transition(
        "state",
        source=list(OPEN_STATES),
        target=State.CLOSED,
        permission="complaints.withdraw_complaint",
        custom={"label": _("Withdrawn")},
    )
    def withdraw(self, *, reason, at):
        self._close(Resolution.WITHDRAWN, at, reason)

    @transition(
        "state",
        source=[State.TRIAGED, State.INVESTIGATING, State.PROPOSED],
        target=State.CLOSED,
        permission="complaints.end_waiting",
        custom={"label": _("No answer")},
    )
    def close_unanswered(self, *, at):
        """SLA-16: reminded, and silent until the waiting was over; counted apart."""
        self._close(Resolution.UNANSWERED, at)

    @transition(
        "state",
        source=list(OPEN_STATES),
        target=State.CLOSED,
        permission="complaints.refuse_complaint",
        custom={"label": _("Do not accept")},
    )
    def refuse(self, *, reason, at):
        """不予受理: the customer is told why and where else to turn."""
        self._close(Resolution.REFUSED, at, reason)

    def _open_again(self):
        """Open once more."""
        self.resolution, self.resolution_reason, self.closed_at, self.duplicate_of = "", "", None, None

    def _new_round(self):
        self.round += 1
        self.accepted_proposal = None

    def _close(self, resolution, at, reason=""):
        self.resolution, self.resolution_reason, self.closed_at = resolution, reason, at
