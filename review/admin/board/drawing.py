"""How the charts of the board look: lines and bars as Chart.js takes them (MON-1)."""

from collections import Counter
from datetime import timedelta

#: Told apart by people who see red and green alike, and dark enough on white, light enough on black
#: (after Okabe and Ito, "Color Universal Design", 2008).
BLUE, ORANGE, GREEN, PURPLE, GREY = "#2b7bba", "#d9660a", "#009e73", "#b0609a", "#8a929c"
_DAYS_SHOWN_EACH = 62
_INK = "#8a929c"


def slots_of(period):
    """(First, last) day of each point: days, or weeks where there are too many of them."""
    step = 1 if period.days <= _DAYS_SHOWN_EACH else 7
    day, found = period.since, []
    while day <= period.until:
        found.append((day, min(day + timedelta(days=step - 1), period.until)))
        day += timedelta(days=step)
    return found


def per_slot(by_day, slots, number_of):
    """What `number_of` makes of the counts of each day, added up for each of the `slots`."""
    by_slot = Counter()
    for day, counts in by_day.items():
        for place, (since, until) in enumerate(slots):
            if since <= day <= until:
                by_slot[place] += number_of(counts)
                break
    return [by_slot[place] for place in range(len(slots))]


def line(label, data, colour, *, dash=(), style="circle"):
    """One line of Chart.js; `dash` and `style` tell it apart without its colour."""
    return {
        "label": label,
        "data": data,
        "borderColor": colour,
        "backgroundColor": colour,
        "borderDash": list(dash),
        "borderWidth": 2,
        "pointStyle": style,
        "pointRadius": 2 if len(data) > 1 else 4,
        "tension": 0,
    }


def bars(labels, data, colour, label):
    """The data of a chart of one kind of bar."""
    one = {"label": label, "data": data, "backgroundColor": colour, "maxBarThickness": 18}
    return {"labels": labels, "datasets": [one]}


def options(*, lying=False, stacked=False, legend=False, most=None):
    """Options of Chart.js: bars that lie have their values along the foot; `most` ends the scale."""
    along, across = ("x", "y") if lying else ("y", "x")
    scales = {
        along: {
            "beginAtZero": True,
            "stacked": stacked,
            "ticks": {"color": _INK, "precision": 0},
            "grid": {"lineWidth": 1},
            **({"max": most} if most else {}),
        },
        across: {
            "stacked": stacked,
            "ticks": {"color": _INK, "autoSkip": not lying, "maxRotation": 0},
            "grid": {"lineWidth": 0},
        },
    }
    return {
        "animation": False,
        "responsive": True,
        "maintainAspectRatio": False,
        "scales": scales,
        "interaction": {"mode": "index", "intersect": False} if not lying else {},
        "plugins": {
            "legend": {
                "display": legend,
                "position": "top",
                "align": "start",
                "labels": {"color": _INK, "boxHeight": 8, "boxWidth": 8, "usePointStyle": True},
            },
        },
        **({"indexAxis": "y"} if lying else {}),
    }
