"""Estimates with their intervals as a chart: a bar for what it may be, a point for what it is most likely."""

import json

#: Okabe and Ito's colours, told apart by the colour-blind, on light and on dark ground.
BLUE, ORANGE, GREY = "#0072B2", "#E69F00", "#8A8F98"
_SEVERAL = (BLUE, ORANGE, "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#8A8F98", "#B8A000")
_INK = "#808691"


def intervals(lines, *, bar, point, most=None, least=None):
    """`lines` are (name, interval, is_thin); `bar` and `point` name the two. None where there is nothing to draw."""
    if not lines:
        return None
    bars = {
        "label": bar,
        "data": [[one.low, one.high] if one.low is not None else None for _name, one, _thin in lines],
        "backgroundColor": [f"{GREY if thin else BLUE}55" for _name, _one, thin in lines],
        "borderSkipped": False,
        "barThickness": 12,
        "order": 2,
    }
    points = {
        "type": "line",
        "label": point,
        "data": [one.value for _name, one, _thin in lines],
        "showLine": False,
        "pointRadius": 5,
        "pointHoverRadius": 6,
        "pointBackgroundColor": [GREY if thin else BLUE for _name, _one, thin in lines],
        "borderColor": BLUE,
        "backgroundColor": BLUE,
        "order": 1,
    }
    bounds = {name: value for name, value in (("min", least), ("max", most)) if value is not None}
    options = _options({"indexAxis": "y", "scales": {"x": _axis() | bounds, "y": _axis(grid=False)}})
    data = {"labels": [name for name, _one, _thin in lines], "datasets": [bars, points]}
    return {"data": json.dumps(data), "options": json.dumps(options), "height": 70 + 30 * len(lines)}


def months(names, lines):
    """Lines over months, each (name, values by month)."""
    if len(names) < 2 or not lines:
        return None
    sets = [
        {
            "label": name,
            "data": [values.get(month) for month in names],
            "borderColor": _SEVERAL[place % len(_SEVERAL)],
            "backgroundColor": _SEVERAL[place % len(_SEVERAL)],
            "borderDash": [] if place < len(_SEVERAL) else [4, 3],
            "pointStyle": ("circle", "rect", "triangle", "rectRot")[place % 4],
            "pointRadius": 4,
            "tension": 0,
        }
        for place, (name, values) in enumerate(lines)
    ]
    options = _options({"scales": {"x": _axis(grid=False), "y": _axis() | {"min": 0, "max": 100}}})
    return {"data": json.dumps({"labels": names, "datasets": sets}), "options": json.dumps(options), "height": 300}


def _options(own):
    legend = {"display": True, "position": "bottom", "labels": {"color": _INK, "usePointStyle": True}}
    return {"maintainAspectRatio": False, "responsive": True, "animation": False, "plugins": {"legend": legend}} | own


def _axis(*, grid=True):
    return {"grid": {"display": grid, "color": "#80869133"}, "ticks": {"color": _INK}}
