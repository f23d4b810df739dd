"""The chart of an improvement: weeks before and after, what was to be expected without it, and the goal (REV-4)."""

import json
from datetime import date

from django.utils.translation import gettext as _

from review.figures.effect import expected_weeks

#: Blue and orange of Okabe and Ito: told apart by every kind of sight, on light ground and dark.
_COUNT, _EXPECTED, _BAND, _GOAL = "#0072b2", "#d55e00", "rgba(213, 94, 0, 0.18)", "#009e73"
_WEEK = 7


def lines_of(measurement):
    """One line a week: first day, whether it is after, count, expected, lowest and highest; those from the comparison.

    Weeks that are not whole are left out: they look like a fall that is none.
    """
    found = []
    weeks = [(date.fromisoformat(first), days, one, other) for first, days, one, other in measurement.weeks]
    whole = [week for week in weeks if week[1] == _WEEK]
    spans = [
        [week[2:] for week in whole if (week[0] >= measurement.after_from) is is_after] for is_after in (False, True)
    ]
    bands = iter(expected_weeks(*spans, phi=measurement.dispersion))
    for first, _days, one, other in whole:
        is_after = first >= measurement.after_from
        mean, lower, upper = next(bands) if is_after else (None, None, None)
        found.append(
            {"first": first, "is_after": is_after, "one": one, "other": other}
            | {"mean": mean, "lower": lower, "upper": upper}
        )
    return found


def chart_of(measurement):
    """(data, options) for the canvas; the band lies between the first two data sets."""
    lines = lines_of(measurement)
    rounded = {
        name: [None if line[name] is None else round(line[name], 1) for line in lines]
        for name in ("lower", "upper", "mean")
    }
    goal = round(float(measurement.target) * _WEEK / 30, 2)
    quiet = {"pointRadius": 0, "tension": 0}
    data = {
        "labels": [f"{line['first']:%m-%d}" for line in lines],
        "datasets": [
            {"label": _("Lowest to be expected"), "data": rounded["lower"], "borderColor": "transparent", **quiet},
            {
                "label": _("To be expected without it, 95%"),
                "data": rounded["upper"],
                "borderColor": "transparent",
                "backgroundColor": _BAND,
                "fill": "-1",
                **quiet,
            },
            {
                "label": _("Expected from the comparison"),
                "data": rounded["mean"],
                "borderColor": _EXPECTED,
                "borderDash": [6, 4],
                "borderWidth": 2,
                **quiet,
            },
            {
                "label": _("Counted a week"),
                "data": [line["one"] for line in lines],
                "borderColor": _COUNT,
                "backgroundColor": _COUNT,
                "borderWidth": 2.5,
                "pointRadius": 3,
                "tension": 0,
            },
            {
                "label": _("Goal a week"),
                "data": [goal] * len(lines),
                "borderColor": _GOAL,
                "borderDash": [2, 3],
                "borderWidth": 2,
                **quiet,
            },
        ],
    }
    options = {
        "responsive": True,
        "maintainAspectRatio": False,
        "animation": False,
        "scales": {
            "y": {"beginAtZero": True, "ticks": {"precision": 0}, "grid": {}},
            "x": {"grid": {"display": False}},
        },
        "plugins": {"legend": {"display": False}, "tooltip": {"enabled": True}},
    }
    return json.dumps(data), json.dumps(options)
