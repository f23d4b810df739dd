"""Which deadlines a complaint may begin, at its receipt or when its grade or its rules ask for more (SLA-19)."""

from complaints.models import DeadlineKind, DeadlineRule
from complaints.states import State

#: What begins to run the moment a complaint is received, where the policy has a rule for it.
FROM_RECEIPT = (
    DeadlineKind.ACKNOWLEDGEMENT,
    DeadlineKind.FIRST_CONTACT,
    DeadlineKind.DIRECTION,
    DeadlineKind.INVESTIGATION,
    DeadlineKind.VERIFICATION,
    DeadlineKind.SOLUTION,
    DeadlineKind.PROGRESS,
    DeadlineKind.FRONTLINE,
)


def beginning(complaint, known, *, before, rules):
    """Kinds that `rules` may begin on a complaint of the deadlines `known`, oldest first, each with its start."""
    for kind in FROM_RECEIPT:
        earlier = [deadline for deadline in known if deadline.kind == kind]
        if _is_new(kind, earlier, before, rules) and _is_to_come(complaint, kind):
            yield kind, earlier[-1].started_at if earlier else complaint.received_at


def _is_new(kind, earlier, before, rules):
    """Whether `kind` may begin: never begun on this complaint, or cancelled and not asked by the grade `before`."""
    # One that no rule gave was cancelled for good: nobody acknowledges the rows of a file.
    if any(deadline.is_running or deadline.met_at or not deadline.is_ruled for deadline in earlier):
        return False
    return not earlier or DeadlineRule.among(rules, kind, **before) is None


def _is_to_come(complaint, kind):
    """Whether what `kind` asks can still happen: nobody verifies again what a report already says."""
    if kind == DeadlineKind.VERIFICATION:
        # Through `all()` what was fetched beforehand is asked, where many complaints are foreseen.
        return not complaint.reports.all().exists()
    if kind == DeadlineKind.INVESTIGATION:
        return complaint.state in {State.RECEIVED, State.TRIAGED}
    return complaint.state not in {State.EXECUTING, State.REVISIT}
