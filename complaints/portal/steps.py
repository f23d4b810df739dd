"""What a customer may do with the own complaint now. Higher apps register their own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from complaints.models import Complaint, ProposalStatus
from complaints.services.closing import reopen_until
from complaints.services.gate import is_possible
from complaints.states import Resolution


@dataclass(frozen=True)
class CustomerStep:
    """One thing to do: what the button says, which page it opens and when."""

    name: str
    label: Any
    page: str
    possible: Callable[[Complaint, datetime], bool]
    weight: int
    is_main: bool = False


_REGISTERED: dict[str, CustomerStep] = {}


def register(step):
    _REGISTERED[step.name] = step


def steps_for(complaint, now):
    """The steps open now, in the order of the page."""
    known = sorted(_REGISTERED.values(), key=lambda step: step.weight)
    return [step for step in known if step.possible(complaint, now)]


def offered_proposal(complaint):
    """The proposal waiting for the customer's answer, with its options, or None."""
    offered = complaint.proposals.filter(status=ProposalStatus.OFFERED)
    return offered.prefetch_related("options__items").first()


def may_write(complaint, now):
    """To the desk: as long as it is open or may be opened again."""
    return complaint.is_open or may_reopen(complaint, now)


def may_reopen(complaint, now):
    """Whether the customer may still open it again; what was merged goes on in the other complaint (SLA-15)."""
    return (
        is_possible(complaint, "reopen")
        and complaint.resolution != Resolution.DUPLICATE
        and now <= reopen_until(complaint)
    )
