from review.models.cause_code import Branch, CauseCode
from review.models.cause_duty import CauseDuty, CauseRule, DutyState
from review.models.cause_member import CauseMember, MemberNews
from review.models.figures import DayFigures, FiguresState, Tally
from review.models.revisit import Revisit
from review.models.root_cause import BranchCause, ReviewSerial, RootCause, RootCauseEvent, RootCauseState, Why

__all__ = [
    "Branch",
    "BranchCause",
    "CauseCode",
    "CauseDuty",
    "CauseMember",
    "CauseRule",
    "DayFigures",
    "DutyState",
    "FiguresState",
    "MemberNews",
    "ReviewSerial",
    "Revisit",
    "RootCause",
    "RootCauseEvent",
    "RootCauseState",
    "Tally",
    "Why",
]
