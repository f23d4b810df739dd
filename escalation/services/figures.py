"""How well the desk escalates: what should have gone up and did not, and what need not have (ESC-5).

*Should have, did not*: words or facts that must escalate came and led to no escalation, or a complaint was closed at
high risk and had never been escalated. *Need not have*: somebody escalated by hand, nobody above decided anything, and
no trigger and no risk speaks for it.
"""

from collections import Counter
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q

from complaints.models import Complaint
from complaints.permissions import check_right
from complaints.states import Trigger
from escalation.models import Ending, Escalation, TriggerFinding

#: What the lines of the page may stand for: the complaint's field, and where its name is.
GROUPS = {
    "handler": ("handler", "handler__name"),
    "team": ("team", "team__name"),
    "category": ("category", "category__name"),
}

_ALL = Q()


class Line(NamedTuple):
    """Counts of one handler, team or category (None: nobody's), or of all."""

    key: int | None
    name: str | None
    escalated: int
    missed: int
    needless: int

    @property
    def missed_rate(self):
        """Of the complaints that had to go up, percent that did not; None where none had to."""
        due = self.escalated - self.needless + self.missed
        return self.missed * 100 // due if due else None

    @property
    def needless_rate(self):
        """Of the escalations, percent that need not have been; None without any."""
        return self.needless * 100 // self.escalated if self.escalated else None


class Figures(NamedTuple):
    total: Line
    lines: list[Line]
    missed: list[Complaint]
    needless: list[Escalation]


def figures(*, since, group, by, now, key=None, most=50):
    """Of the time from `since` to `now`, on complaints `by` may see; the lists are cut at `most`, the latest first.

    `key` narrows the lists to one line. Raises NotPermitted.
    """
    check_right(by, "escalation.view_figures")
    span = (since, now)
    escalated, needless = _escalated(span, by), _needless(span, by)
    missed = _missed(span, by, group)
    names = {}
    counts = [_counted(rows, group, names) for rows in (escalated, needless)]
    counts.append(Counter(name_and_key[0] for name_and_key in missed.values()))
    names |= dict(missed.values())
    lines = [_line(one, names[one], *counts) for one in names]
    lines.sort(key=lambda line: (-line.missed, -line.needless, -line.escalated, line.name or ""))
    total = Line(None, None, *(sum(line[place] for line in lines) for place in (2, 3, 4)))
    shown = [pk for pk, (own, _name) in missed.items() if key is None or own == key]
    wanted = {} if key is None else {f"complaint__{GROUPS[group][0]}": key}
    return Figures(
        total,
        lines,
        list(Complaint.objects.filter(pk__in=sorted(shown)[-most:]).select_related("handler").order_by("-pk")),
        list(needless.filter(**wanted).select_related("complaint", "by").order_by("-at", "-pk")[:most]),
    )


def rates(*, since, until, among, by):
    """The total alone, of complaints for which the condition `among` holds. Raises NotPermitted."""
    check_right(by, "escalation.view_figures")
    span = (since, until)
    counts = (_escalated(span, by, among).count(), len(_missed(span, by, "team", among)))
    return Line(None, None, *counts, _needless(span, by, among).count())


def _escalated(span, by, among=_ALL):
    visible = Complaint.everything.visible_to(by).filter(among)
    return Escalation.objects.filter(visible.named_by("complaint"), at__range=span).order_by()


def _needless(span, by, among=_ALL):
    found = TriggerFinding.objects.filter(complaint=OuterRef("complaint"), must_escalate=True)
    by_hand = _escalated(span, by, among).filter(
        trigger=Trigger.BY_HAND, ending__in=[Ending.HANDED_BACK, Ending.LAPSED]
    )
    return by_hand.filter(~Exists(found), complaint__is_high_risk=False)


def _missed(span, by, group, among=_ALL):
    """Complaint → (key, name) of its line. Two questions with an index each: one with "or" would read the table."""
    own, name = GROUPS[group]
    visible = Complaint.everything.visible_to(by).filter(among).order_by()
    found = TriggerFinding.objects.filter(at__range=span, must_escalate=True, escalation=None)
    found = found.filter(visible.named_by("complaint"))
    rows = list(found.order_by().values_list("complaint", f"complaint__{own}", f"complaint__{name}"))
    never = ~Exists(Escalation.objects.filter(complaint=OuterRef("pk")))
    closed = visible.filter(never, closed_at__range=span, is_high_risk=True)
    rows += closed.values_list("pk", own, name)
    return {pk: (key, label) for pk, key, label in rows}


def _counted(rows, group, names):
    own, name = (f"complaint__{field}" for field in GROUPS[group])
    counts = Counter()
    for key, label, count in rows.values_list(own, name).annotate(Count("pk")):
        counts[key], names[key] = count, label
    return counts


def _line(key, name, escalated, needless, missed):
    return Line(key, name, escalated[key], missed[key], needless[key])
