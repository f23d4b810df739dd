"""The rights of learning from complaints by role, joined to the others in `accounts.roles`: one table in two pages."""


def on(app, **verbs_of):
    """Rights of one app by model: `on("accounts", team="view add")`."""
    return frozenset(f"{app}.{verb}_{model}" for model, verbs in verbs_of.items() for verb in verbs.split())


#: Rows by `Inspection.objects.visible_to`: one's own, one's desk's, or all of them.
_OWN_SCORE = on("review", inspection="view appeal")
_SEE_INSPECTIONS = on("review", inspection="view", inspectionround="view", scoresheet="view", fairness="view")
_EVERY_SCORE = _SEE_INSPECTIONS | {"review.view_every_inspection"}
_READ_REPORTS = on("review", periodreport="view")
_MAKE_REPORTS = on("review", periodreport="view make receive")
_JUDGE_SCORES = _EVERY_SCORE | on("review", inspection="settle", inspection_appeal="decide", scoresheet="activate")
_INSPECT = _JUDGE_SCORES | on("review", inspection="score draw", scoresheet="change")

_SEE_CAUSES = on("review", rootcause="view", causeduty="view", improvementaction="view")
_ANALYSE = _SEE_CAUSES | on("review", cause="analyse", improvement="work")
_CAUSE_ROWS = ("causerule", "causecode", "recurrencerule")
_DECIDE_CAUSES = _ANALYSE | on("review", cause="conclude waive", improvement="plan check")
_DECIDE_CAUSES |= on("review", **dict.fromkeys(_CAUSE_ROWS, "view"))
_KEEP_CAUSES = _DECIDE_CAUSES | on("review", **dict.fromkeys(_CAUSE_ROWS, "add change"))

_SEE_WARNINGS = on("review", earlywarning="view", warningrules="view")
_HANDLE_WARNINGS = _SEE_WARNINGS | on("review", warning="handle")
_KEEP_WARNINGS = _HANDLE_WARNINGS | on("review", warningrules="change")

#: By the names of `accounts.roles.Role`.
LEARNING: dict[str, frozenset[str]] = {
    "agent": _OWN_SCORE | _ANALYSE,
    "handler": _OWN_SCORE | _ANALYSE,
    "supervisor": _KEEP_WARNINGS | _READ_REPORTS | _OWN_SCORE | _SEE_INSPECTIONS | _KEEP_CAUSES,
    "director": _HANDLE_WARNINGS | _MAKE_REPORTS | _JUDGE_SCORES | _DECIDE_CAUSES,
    "legal": _SEE_CAUSES,
    "curator": _KEEP_WARNINGS | _MAKE_REPORTS | _INSPECT | _KEEP_CAUSES,
    "auditor": _SEE_WARNINGS
    | _READ_REPORTS
    | _EVERY_SCORE
    | _SEE_CAUSES
    | on("review", **dict.fromkeys(_CAUSE_ROWS, "view")),
    # A tracker answers what was handed to it; the sweep opens and checks what the rules say, and makes the reports.
    "integration": frozenset({"review.answer_improvement"}),
    "system": on("review", earlywarning="view", warning="follow")
    | on("review", rootcause="view", improvementaction="view", improvement="check", periodreport="make")
    | {"review.view_inspection", "review.view_every_inspection", "complaints.view_promises"},
}
