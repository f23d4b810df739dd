"""The check of what customers are told (COM-3): found phrases, and the reason of whoever sends them all the same."""

import re
from collections.abc import Callable
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.text import check_text
from complaints.deadlines.workdays import CHINA
from complaints.errors import RuleBroken
from complaints.models import WordKind, WordRule
from complaints.words.moments import Moment, moments_in
from complaints.words.phrases import fold, occurrences, sentence_around

LONGEST_REASON = 300
#: A place somebody has yet to fill in, as in 【…reason】.
OPEN_PLACE = re.compile(r"【…[^】]*】")


class Finding(NamedTuple):
    """`words` of a text, the rule they go against and what to say instead."""

    rule: str
    kind: str
    words: str
    suggestion: str


class Seen(NamedTuple):
    """What a higher app knows of a message: what speaks against it, and facts for the record whether or not."""

    findings: tuple[Finding, ...]
    facts: dict


_watches: list[Callable] = []


def watch(look):
    """Let a higher app look over what is written by hand: `look(complaint, text, *, by)` gives a `Seen`.

    It calls this in its `news.py`.
    """
    _watches.append(look)


def looks_at(complaint, text, *, by):
    """What the apps above know of `text`, written by `by`."""
    seen = [look(complaint, text, by=by) for look in _watches]
    facts = {name: value for one in seen for name, value in one.facts.items()}
    return Seen(tuple(finding for one in seen for finding in one.findings), facts)


class WordsRefused(RuleBroken):
    """The text holds `findings`; it is sent all the same with a reason."""

    def __init__(self, findings):
        self.findings = findings
        told = " ".join(
            _("“%(words)s”: %(suggestion)s") % {"words": one.words, "suggestion": one.suggestion} for one in findings
        )
        super().__init__(
            _("Please look over these words: %(words)s Change them, or say why they are sent as they are.")
            % {"words": told}
        )


def findings_in(*texts, now):
    """What speaks against `texts`, each rule once. "As soon as possible" beside a clock time is not vague."""
    rules, found = list(WordRule.objects.filter(is_active=True)), {}
    for text in filter(None, texts):
        folded = fold(text)
        for rule in rules:
            for place in occurrences(rule.phrase, folded):
                if rule.kind == WordKind.VAGUE and moments_in(
                    sentence_around(text, place.start, place.end), now, CHINA
                ):
                    continue
                finding = Finding(rule.code, WordKind(rule.kind).label, place.text, rule.suggestion)
                found.setdefault(rule.pk, finding)
    return list(found.values())


def check_told(*texts, now, override="", seen=()):
    """Facts for the event: empty when nothing speaks against `texts`, else the rules and the reason to send them.

    `seen` are findings the caller has besides. Raises RuleBroken for a place nobody filled in, which no reason
    excuses, and WordsRefused for words found without a reason.
    """
    for text in filter(None, texts):
        if left := OPEN_PLACE.search(text):
            raise RuleBroken(_("“%(place)s” is not filled in yet. Write what belongs there.") % {"place": left[0]})
    findings = [*findings_in(*texts, now=now), *seen]
    if not findings:
        return {}
    if not override.strip():
        raise WordsRefused(findings)
    check_text(override, _("reason"), LONGEST_REASON)
    return {"words": [f"{one.words} ({one.rule})" for one in findings], "override": override.strip()}


def promises_in(text, *, now) -> list[Moment]:
    """Clock times `text` tells the customer, which become deadlines when the sender agrees (SLA-3)."""
    return moments_in(text, now, CHINA)


def told_moment(at):
    """As the message box shows it."""
    return timezone.localtime(at, CHINA).strftime("%m-%d %H:%M")


def load_rules(rows):
    """Add rules whose code is not there yet; what the desk has edited since stays. Returns how many were added."""
    known = set(WordRule.objects.values_list("code", flat=True))
    missing = [WordRule(**row) for row in rows if row["code"] not in known]
    return len(WordRule.objects.bulk_create(missing, ignore_conflicts=True))
