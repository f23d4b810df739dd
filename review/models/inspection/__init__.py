from review.models.inspection.appeal import Appeal, AppealState
from review.models.inspection.assessment import Assessment, AssessmentKind, Mark
from review.models.inspection.inspected import RESULTS, Inspection, InspectionState
from review.models.inspection.round import InspectionRound, RoundState, Stratum
from review.models.inspection.sheet import Criterion, ScoreSheet, SheetState

__all__ = [
    "RESULTS",
    "Appeal",
    "AppealState",
    "Assessment",
    "AssessmentKind",
    "Criterion",
    "Inspection",
    "InspectionRound",
    "InspectionState",
    "Mark",
    "RoundState",
    "ScoreSheet",
    "SheetState",
    "Stratum",
]
