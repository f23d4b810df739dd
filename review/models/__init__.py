from review.models.cause_code import Branch, CauseCode
from review.models.cause_duty import CauseDuty, CauseRule, DutyState
from review.models.cause_member import CauseMember, MemberNews
from review.models.figures import DayFigures, FiguresState, Tally
from review.models.inspection import (
    RESULTS,
    Appeal,
    AppealState,
    Assessment,
    AssessmentKind,
    Criterion,
    Inspection,
    InspectionRound,
    InspectionState,
    Mark,
    RoundState,
    ScoreSheet,
    SheetState,
    Stratum,
)
from review.models.revisit import Revisit
from review.models.root_cause import BranchCause, ReviewSerial, RootCause, RootCauseEvent, RootCauseState, Why

__all__ = [
    "RESULTS",
    "Appeal",
    "AppealState",
    "Assessment",
    "AssessmentKind",
    "Branch",
    "BranchCause",
    "CauseCode",
    "CauseDuty",
    "CauseMember",
    "CauseRule",
    "Criterion",
    "DayFigures",
    "DutyState",
    "FiguresState",
    "Inspection",
    "InspectionRound",
    "InspectionState",
    "Mark",
    "MemberNews",
    "ReviewSerial",
    "Revisit",
    "RootCause",
    "RootCauseEvent",
    "RootCauseState",
    "RoundState",
    "ScoreSheet",
    "SheetState",
    "Stratum",
    "Tally",
    "Why",
]
