"""The deadline rules of a policy as one reads them: a line for each kind, the cases beside each other."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from complaints.models import DeadlineKind, Nature
from complaints.states import Priority
from complaints.templatetags.spans import rule_time

_ORDER = {kind: place for place, kind in enumerate(DeadlineKind)}


class RuleLine(NamedTuple):
    """One kind counted one way; `cases` are pairs of whom it is for and how long it may take."""

    kind: str
    cases: list[tuple[str, str]]
    clock: str
    pauses: bool
    escalates: bool


def rule_lines(policy):
    """The lines of `policy` in the order of a complaint's life; one query."""
    found = {}
    for rule in policy.rules.all():
        found.setdefault((rule.kind, rule.clock, rule.pauses, rule.escalates), []).append(rule)
    several = {kind for kind, *_rest in found if sum(len(found[key]) for key in found if key[0] == kind) > 1}
    return [
        RuleLine(
            rules[0].get_kind_display(),
            [(_case(rule, is_alone=kind not in several), rule_time(rule)) for rule in sorted(rules, key=_rank)],
            rules[0].get_clock_display(),
            pauses,
            escalates,
        )
        for (kind, _clock, pauses, escalates), rules in sorted(found.items(), key=lambda one: _ORDER[one[0][0]])
    ]


def _case(rule, *, is_alone):
    words = [
        rule.get_urgency_display(),
        rule.severity,
        rule.priority and _("priority %(priority)s") % {"priority": Priority(rule.priority).label},
        rule.nature and str(Nature(rule.nature).label),
    ]
    named = " · ".join(filter(None, words))
    return named or ("" if is_alone else _("otherwise"))


def _rank(rule):
    """The fast lane first, then the most urgent, what holds otherwise last."""
    return (
        not rule.urgency,
        rule.severity or "S9",
        [*Priority, ""].index(rule.priority),
        rule.nature == "",
    )
