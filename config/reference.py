"""The lifecycle reference, written from the code itself: states, transitions, rights, events and deadlines."""

import tomllib
from itertools import groupby
from pathlib import Path

from django.utils import translation

from accounts.roles import RIGHTS, Role
from complaints.models import Clock, Complaint, DeadlineKind, EventKind
from complaints.states import OPEN_STATES, State
from config.places import ROOT

FILE = ROOT / "docs" / "reference" / "lifecycle.md"
_POLICIES = Path(ROOT) / "complaints" / "presets" / "policies.toml"
_HEAD = """# Lifecycle reference

Printed from the code by `python3 manage.py print_reference --write`; a test compares the two. Do not edit by hand.
"""


def lifecycle():
    """The whole page in English Markdown."""
    with translation.override("en"):
        parts = (_HEAD, _diagram(), _transitions(), _rights(), _events(), _deadlines())
        return "\n".join(parts)


def _moves():
    """Every transition: its name, and where it leads from and to."""
    for name in dir(Complaint):
        machine = getattr(getattr(Complaint, name, None), "_django_fsm", None)
        if machine is not None:
            found = sorted(machine.transitions.values(), key=lambda one: list(State).index(one.source))
            yield name, found


def _diagram():
    """Ways out that are open everywhere are one arrow from the frame around all open states."""
    lines = ["## States", "", "```mermaid", "stateDiagram-v2", f"    [*] --> {State.RECEIVED}", "    state open {"]
    around = []
    for _name, found in sorted(_moves(), key=lambda move: list(State).index(move[1][0].source)):
        if [one.source for one in found] == list(OPEN_STATES):
            around.append(f"    open --> {found[0].target}: {found[0].custom['label']}")
            continue
        for one in found:
            arrow = f"    {one.source} --> {one.target}: {one.custom['label']}"
            if {one.source, one.target} <= set(OPEN_STATES):
                lines.append(f"    {arrow}")
            else:
                around.append(arrow)
    lines += ["    }", *around, f"    {State.CLOSED} --> [*]", "```", ""]
    return "\n".join([*lines, _table(("State", "Name"), _states())])


def _states():
    return [(f"`{state}`", state.label) for state in State]


def _transitions():
    rows = [
        (
            f"`{name}`",
            found[0].custom["label"],
            ", ".join(f"`{one.source}`" for one in found),
            f"`{found[0].target}`",
            f"`{found[0].permission}`",
            " ".join(str(fact.sentence) for fact in found[0].conditions),
        )
        for name, found in _moves()
    ]
    return "## Transitions\n\n" + _table(("Step", "Name", "From", "To", "Right", "Refused without"), rows)


def _rights():
    every = sorted(frozenset().union(*RIGHTS.values()))
    rows = [(f"`{right}`", *("●" if right in RIGHTS[role] else "" for role in Role)) for right in every]
    return "## Rights by role\n\n" + _table(("Right", *(role.label for role in Role)), rows)


def _events():
    rows = [(f"`{kind}`", kind.label) for kind in sorted(EventKind)]
    return "## Events of the record\n\n" + _table(("Kind", "Name"), rows)


def _deadlines():
    text = "## Deadlines\n\n" + _table(("Kind", "Name"), [(f"`{kind}`", kind.label) for kind in DeadlineKind])
    for policy in tomllib.loads(_POLICIES.read_text(encoding="utf-8"))["policy"]:
        rows = [
            (f"`{kind}`", "; ".join(map(_rule, rules)).removeprefix("otherwise "))
            for kind, rules in groupby(policy["rule"], key=lambda rule: rule["kind"])
        ]
        text += f"\n### Default times of the preset `{policy['preset']}`\n\n" + _table(("Kind", "Time"), rows)
    return text


def _rule(rule):
    named = (rule.get(name) for name in ("urgency", "severity", "priority", "nature"))
    case = next(filter(None, named), "otherwise")
    if "days" in rule:
        return f"{case} {rule['days']} working days"
    minutes = rule["minutes"]
    time = f"{minutes // 60} h" if minutes % 60 == 0 else f"{minutes} min"
    return f"{case} {time}" + (" of working time" if rule.get("clock") == Clock.WORKING else "")


def _table(heads, rows):
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join("| " + " | ".join(str(cell) for cell in line) + " |\n" for line in lines)
