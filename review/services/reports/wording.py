"""How a stored report reads in the active language: headings by code, values by unit, findings as sentences."""

from django.utils.translation import get_language, gettext_lazy, ngettext_lazy
from django.utils.translation import gettext as _

from complaints.templatetags.moments import yuan

TITLES = {
    "volume": gettext_lazy("Complaints received and closed"),
    "types": gettext_lazy("Frequent types and channels"),
    "departments": gettext_lazy("Responsible departments"),
    "repeats": gettext_lazy("Repeated complaints"),
    "risks": gettext_lazy("Systemic risks"),
    "satisfaction": gettext_lazy("Satisfaction of customers"),
    "times": gettext_lazy("Times and deadlines"),
    "promises": gettext_lazy("Promises to customers"),
    "inspection": gettext_lazy("Inspection of handling"),
    "warnings": gettext_lazy("Rises seen early"),
    "causes": gettext_lazy("Root causes"),
    "improvements": gettext_lazy("Improvements and their effect"),
}
WORDS = {
    "received": gettext_lazy("Received"),
    "closed": gettext_lazy("Closed"),
    "open": gettext_lazy("Open when the report was made"),
    "reopened": gettext_lazy("Opened again"),
    "escalated": gettext_lazy("Escalated"),
    "given": gettext_lazy("Given to customers"),
    "before": gettext_lazy("Period before"),
    "share": gettext_lazy("Share"),
    "on_time": gettext_lazy("On time"),
    "on_time_before": gettext_lazy("On time, period before"),
    "due": gettext_lazy("Fell due"),
    "late": gettext_lazy("Late"),
    "first_contact_median": gettext_lazy("First contact, median"),
    "first_contact_p90": gettext_lazy("First contact, nine of ten within"),
    "solved_median": gettext_lazy("Receipt to closing, median"),
    "solved_p90": gettext_lazy("Receipt to closing, nine of ten within"),
    "rated": gettext_lazy("Customers who answered"),
    "mean_rating": gettext_lazy("Mean rating (of 5)"),
    "dissatisfied": gettext_lazy("Dissatisfied"),
    "unreached": gettext_lazy("Closed, customer not reached"),
    "promises_due": gettext_lazy("Promises that fell due"),
    "promises_kept": gettext_lazy("Kept"),
    "promises_broken": gettext_lazy("Broken"),
    "made_good": gettext_lazy("Made good"),
    "made_good_cny": gettext_lazy("Given to make good"),
    "inspected": gettext_lazy("Scored complaints"),
    "mean_score": gettext_lazy("Mean score"),
    "passed": gettext_lazy("Passed"),
    "fatal": gettext_lazy("Fatal errors"),
    "causes_found": gettext_lazy("Root causes found"),
    "causes_open": gettext_lazy("Analyses not concluded"),
    "improvements_planned": gettext_lazy("Improvements planned"),
    "improvements_running": gettext_lazy("Running when the report was made"),
    "improvements_overdue": gettext_lazy("Not done in time"),
    "improvements_proved": gettext_lazy("Proved effective"),
    "improvements_missed": gettext_lazy("Found not effective, open again"),
    "rate_before": gettext_lazy("In 30 days, before"),
    "rate_after": gettext_lazy("In 30 days, after"),
    "effect": gettext_lazy("Effect beside the comparison group"),
    "limits": gettext_lazy("With 95% certainty between"),
    "verdict": gettext_lazy("Verdict"),
    "warnings_found": gettext_lazy("Early warnings"),
    "warnings_chance": gettext_lazy("Of them chance"),
    "warnings_unexplained": gettext_lazy("Of them not explained yet"),
    "expected": gettext_lazy("Expected"),
    "outcome": gettext_lazy("Turned out to be"),
    "again_customers": gettext_lazy("Customers who complained more than once"),
    "again": gettext_lazy("Share of their complaints"),
    "customers": gettext_lazy("Customers"),
    "high_risk": gettext_lazy("At high risk"),
    "urgent": gettext_lazy("Urgent (S1)"),
    "outside": gettext_lazy("Taken to an outside body"),
    "incidents": gettext_lazy("Group incidents"),
    "members": gettext_lazy("Complaints"),
}
TABLES = {
    "types": gettext_lazy("By type"),
    "channels": gettext_lazy("By channel"),
    "departments": gettext_lazy("By department"),
    "deadlines": gettext_lazy("By kind of deadline"),
    "teams": gettext_lazy("By desk"),
    "causes": gettext_lazy("By coded cause"),
    "improvements": gettext_lazy("Decided in the period"),
    "warnings": gettext_lazy("The largest rises"),
    "again": gettext_lazy("Complained of twice by the same customer"),
    "incidents": gettext_lazy("Group incidents"),
}
FINDINGS = {
    "more_received": gettext_lazy("%(count)s complaints were received, %(percent)s%% more than before (%(before)s)."),
    "fewer_received": gettext_lazy("%(count)s complaints were received, %(percent)s%% fewer than before (%(before)s)."),
    "most_frequent": gettext_lazy("Most complaints are about “%(name)s”: %(count)s, %(percent)s%% of all."),
    "type_rises": gettext_lazy("“%(name)s” rises from %(before)s to %(count)s."),
    "late": gettext_lazy("“%(name)s” was late %(count)s times; %(percent)s%% were on time."),
    "promises": ngettext_lazy(
        "%(count)s promise was broken; %(percent)s%% were kept.",
        "%(count)s promises were broken; %(percent)s%% were kept.",
        "count",
    ),
    "again": ngettext_lazy(
        "%(count)s customer complained more than once, %(complaints)s times together.",
        "%(count)s customers complained more than once, %(complaints)s times together.",
        "count",
    ),
    "incidents": ngettext_lazy(
        "%(count)s group incident was suspected or confirmed.",
        "%(count)s group incidents were suspected or confirmed.",
        "count",
    ),
    "outside": ngettext_lazy(
        "%(count)s complaint went to an outside body.", "%(count)s complaints went to an outside body.", "count"
    ),
    "improved": gettext_lazy("“%(name)s” works: %(before)s complaints in 30 days became %(after)s."),
    "missed": ngettext_lazy(
        "%(count)s improvement was found not effective and is open again.",
        "%(count)s improvements were found not effective and are open again.",
        "count",
    ),
    "overdue": ngettext_lazy(
        "%(count)s improvement was not done in time.", "%(count)s improvements were not done in time.", "count"
    ),
    "warnings": ngettext_lazy(
        "%(count)s rise was warned of early; %(unexplained)s not explained yet.",
        "%(count)s rises were warned of early; %(unexplained)s are not explained yet.",
        "count",
    ),
}
_MINUTES_OF_AN_HOUR, _MINUTES_OF_A_DAY = 60, 1_440


def own(name):
    """Of a name in both languages the reader's."""
    return name["en" if get_language() == "en" else "zh"]


def told(value, unit):
    """A stored value as it is read; a dash where nothing was known."""
    if value is None:
        return "—"
    if unit == "words":
        return own(value)
    if unit == "percent":
        return f"{value:g}%"
    if unit == "cny":
        return yuan(value)
    if unit == "minutes":
        return _span(value)
    return f"{value:,}" if isinstance(value, int) else f"{value:g}"


def change(fact):
    """How far a fact moved, with its sign; blank where there is nothing to compare with."""
    value, before = fact["value"], fact["before"]
    if value is None or before is None or value == before:
        return "" if value is None or before is None else "±0"
    moved = value - before
    sign = "+" if moved > 0 else "−"
    return sign + told(round(abs(moved), 1) if isinstance(moved, float) else abs(moved), fact["unit"]).lstrip("−")


def sentence(finding):
    values = {key: own(value) if isinstance(value, dict) else value for key, value in finding["values"].items()}
    return FINDINGS[finding["code"]] % values


def findings_of(content):
    """Every finding of the report as a sentence."""
    return [sentence(one) for section in content["sections"] for one in section["findings"]]


def sections_of(content):
    """The report as page, PDF and workbook draw it: titles, lines and tables in the active language."""
    return [
        {
            "code": section["code"],
            "title": str(TITLES[section["code"]]),
            "clause": section["clause"],
            "findings": [sentence(one) for one in section["findings"]],
            "facts": [
                (
                    str(WORDS[one["code"]]),
                    told(one["value"], one["unit"]),
                    told(one["before"], one["unit"]),
                    change(one),
                )
                for one in section["facts"]
            ],
            "tables": [_table(one) for one in section["tables"]],
        }
        for section in content["sections"]
    ]


def _table(stored):
    columns = stored["columns"]
    head = [str(WORDS[column["code"]]) for column in columns]
    rows = [
        (own(row["name"]), [told(cell, column["unit"]) for cell, column in zip(row["cells"], columns, strict=True)])
        for row in stored["rows"]
    ]
    return {
        "title": str(TABLES[stored["code"]]),
        "head": head,
        "rows": rows,
        # For a narrow page, where the heading stands before each value.
        "labelled": [(name, list(zip(head, cells, strict=True))) for name, cells in rows],
    }


def _span(minutes):
    if minutes < _MINUTES_OF_AN_HOUR:
        return _("%(minutes)s min") % {"minutes": round(minutes)}
    if minutes < 2 * _MINUTES_OF_A_DAY:
        return _("%(hours)s h") % {"hours": f"{minutes / _MINUTES_OF_AN_HOUR:.1f}"}
    return _("%(days)s d") % {"days": f"{minutes / _MINUTES_OF_A_DAY:.1f}"}
