"""What was recorded, judged, measured and reported stays as it is."""

from complaints.guards.entries import append_only

_TABLES = (
    "review_rootcauseevent",
    "review_assessment",
    "review_mark",
    "review_improvementevent",
    "review_measurement",
    "review_periodreport",
    "review_warningevent",
)

GUARDS = [append_only(table) for table in _TABLES]
