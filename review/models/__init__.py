from review.models.cause_code import (
    Branch,
    CauseCode,
)
from review.models.cause_duty import (
    CauseDuty,
    CauseRule,
    DutyState,
)
from review.models.cause_member import (
    CauseMember,
    MemberNews,
)
from review.models.figures import (
    DayFigures,
    FiguresState,
    Tally,
)
from review.models.improvement import (
    RUNNING,
    ActionKind,
    ActionState,
    Answer,
    Comparison,
    ImprovementAction,
    ImprovementEvent,
    Metric,
)
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
from review.models.measurement import (
    Measurement,
    Verdict,
)
from review.models.recurrence import (
    RecurrenceRule,
)
from review.models.report import PeriodReport, ReportCopy, ReportKind
from review.models.revisit import (
    Revisit,
    Unreached,
)
from review.models.root_cause import (
    BranchCause,
    ReviewSerial,
    RootCause,
    RootCauseEvent,
    RootCauseState,
    Why,
)
from review.models.round import (
    RevisitRound,
    RevisitStep,
    RoundEnding,
)
from review.models.rules import (
    RevisitRules,
    StepKind,
)
from review.models.warning import (
    Dimension,
    EarlyWarning,
    SurgeCause,
    WarningEvent,
    WarningLevel,
    WarningLook,
    WarningNumbers,
    WarningRules,
    WarningState,
)

__all__ = [
    "RESULTS",
    "RUNNING",
    "ActionKind",
    "ActionState",
    "Answer",
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
    "Comparison",
    "Criterion",
    "DayFigures",
    "Dimension",
    "DutyState",
    "EarlyWarning",
    "FiguresState",
    "ImprovementAction",
    "ImprovementEvent",
    "Inspection",
    "InspectionRound",
    "InspectionState",
    "Mark",
    "Measurement",
    "MemberNews",
    "Metric",
    "PeriodReport",
    "RecurrenceRule",
    "ReportCopy",
    "ReportKind",
    "ReviewSerial",
    "Revisit",
    "RevisitRound",
    "RevisitRules",
    "RevisitStep",
    "RootCause",
    "RootCauseEvent",
    "RootCauseState",
    "RoundEnding",
    "RoundState",
    "ScoreSheet",
    "SheetState",
    "StepKind",
    "Stratum",
    "SurgeCause",
    "Tally",
    "Unreached",
    "Verdict",
    "WarningEvent",
    "WarningLevel",
    "WarningLook",
    "WarningNumbers",
    "WarningRules",
    "WarningState",
    "Why",
]
