"""The course of a warning as a chart of unfold's, and the same as rows for the table behind it."""

import json

from django.utils.translation import gettext as _

#: Told apart with any colour vision, and on a light page as on a dark one (Okabe and Ito).
_BARS, _SURGE, _EXPECTED, _BOUND = "#56B4E9", "#D55E00", "#009E73", "#8A8F98"
_QUIET = "#8A8F98"


def chart_of(warning):
    """{"data", "options", "rows"}; None before anything was counted."""
    if not warning.course:
        return None
    since = warning.since.isoformat()
    rows = [(day, count, expected, bound, day >= since) for day, count, expected, bound in warning.course]
    bars = [_SURGE if is_in_it else _BARS for *_rest, is_in_it in rows]
    data = {
        "labels": [day[5:] for day, *_rest in rows],
        "datasets": [
            _line(_("Expected"), [expected for _d, _c, expected, *_rest in rows], _EXPECTED, 2),
            _line(_("One day alone would warn from"), [bound for *_rest, bound, _in in rows], _BOUND, 1, dash=[4, 4]),
            {
                "type": "bar",
                "label": _("Complaints"),
                "data": [count for _d, count, *_rest in rows],
                "backgroundColor": bars,
                "borderRadius": 2,
                "maxBarThickness": 18,
            },
        ],
    }
    return {"data": json.dumps(data), "options": json.dumps(_OPTIONS), "rows": list(reversed(rows))}


def _line(label, values, colour, width, dash=()):
    return {
        "type": "line",
        "label": label,
        "data": values,
        "borderColor": colour,
        "backgroundColor": colour,
        "borderWidth": width,
        "borderDash": list(dash),
        "pointRadius": 0,
        "tension": 0,
    }


_OPTIONS = {
    "animation": False,
    "responsive": True,
    "maintainAspectRatio": False,
    "interaction": {"mode": "index", "intersect": False},
    "plugins": {"legend": {"position": "bottom", "labels": {"color": _QUIET, "boxWidth": 12}}},
    "scales": {
        "x": {"grid": {"display": False}, "ticks": {"color": _QUIET, "maxRotation": 0, "autoSkipPadding": 12}},
        "y": {"beginAtZero": True, "ticks": {"color": _QUIET, "precision": 0}, "grid": {"color": "#8A8F9833"}},
    },
}
