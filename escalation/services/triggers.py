"""Reading every text and event for what must bring a complaint before somebody with more power (ESC-2)."""

from dataclasses import dataclass, field

from complaints.models import EventKind
from complaints.states import Impact, Level, Trigger
from complaints.templatetags.moments import yuan
from complaints.words.phrases import fold, sentence_around
from escalation.models import TriggerFinding, TriggerRule
from escalation.services import inbound
from escalation.services.frontline import refund_limit_cny
from escalation.services.raising import escalate
from escalation.words.patterns import found_in

#: What is read: texts, and events that change the facts a trigger follows from.
KINDS = inbound.KINDS | {EventKind.TRIAGED, EventKind.REGRADED}
#: Around the words that matched so much of the sentence is shown.
_AROUND = 40
_LONGEST_WORDS = 300
_MARKS = "，。！？；、,.!?; "


@dataclass(frozen=True)
class Found:
    """A trigger on an event: by which `cause`, in which `words`, and `shown` to whoever gets the escalation."""

    trigger: Trigger
    cause: str
    words: str = ""
    shown: str = ""
    rule: TriggerRule | None = field(default=None, compare=False)

    @property
    def escalates(self):
        return self.rule is None or self.rule.escalates


def read(complaint, events, *, by, now):
    """Escalate once for each cause; while that escalation runs the same cause adds nothing.

    After it was answered a new text of the same kind counts anew. On a closed complaint the finding is kept alone.
    """
    rules = list(TriggerRule.objects.filter(is_active=True))
    for event in events:
        found = [*_from_facts(complaint, event, now=now), *_from_words(complaint, event, rules)]
        if found:
            _bring_about(complaint, event, found, by=by, now=now)


def _from_facts(complaint, event, *, now):
    changed = event.facts.get("after") or {}
    asks = event.kind == EventKind.RECEIVED or "demand_cny" in changed
    if asks and complaint.demand_cny is not None:
        held = refund_limit_cny(now=now)
        if held is not None and complaint.demand_cny > held:
            words = f"{yuan(complaint.demand_cny)} > {yuan(held)}"
            yield Found(Trigger.AUTHORITY, "demand-over-limit", words, words)
    if event.kind == EventKind.CHASED and _is_overdue(complaint, event):
        note = (event.facts.get("note") or "")[:_LONGEST_WORDS]
        yield Found(Trigger.PRESSING, "pressing-overdue", note, _quoted(note))
    became_group = changed.get("impact") == Impact.GROUP != (event.facts.get("before") or {}).get("impact")
    if became_group and event.kind in {EventKind.TRIAGED, EventKind.REGRADED}:
        yield Found(Trigger.IMPACT, "impact-group")


def _from_words(complaint, event, rules):
    text = inbound.text_of(complaint, event) if event.kind in inbound.KINDS else ""
    if not text:
        return
    folded, before = fold(text), inbound.known_before(event)
    for rule in rules:
        if rule.trigger == Trigger.PRESSING and (event.kind == EventKind.RECEIVED or not _is_overdue(complaint, event)):
            continue
        place = place_of(rule, folded, before)
        if place is not None:
            yield Found(Trigger(rule.trigger), rule.code, words_of(place), _quoted(_shown(text, place)), rule)


def place_of(rule, folded, before=""):
    """The first place of a `folded` text the rule means and that was not said `before`, or None."""
    places = found_in(folded, expression=rule.expression, is_pattern=rule.is_pattern, unless=rule.unless)
    return next((one for one in places if one.text not in before), None)


def words_of(place):
    """The words that matched, as a finding keeps them."""
    return place.text[:_LONGEST_WORDS].strip(_MARKS)


def _quoted(words):
    return f"“{words}”" if words else ""


def _shown(text, place):
    """The sentence around the words, or as much of it as can be read at a glance."""
    sentence = " ".join(sentence_around(text, place.start, place.end).split())
    if len(sentence) <= 2 * _AROUND + len(place.text):
        return sentence
    return " ".join(text[max(0, place.start - _AROUND) : place.end + _AROUND].split())


def _is_overdue(complaint, event):
    return complaint.next_due_at is not None and complaint.next_due_at < event.at


def _bring_about(complaint, event, found, *, by, now):
    running = set(
        TriggerFinding.objects.filter(complaint=complaint, escalation__ended_at=None)
        .exclude(escalation=None)
        .values_list("cause", flat=True)
    )
    new = [one for one in found if one.cause not in running]
    raised = {}
    for trigger in dict.fromkeys(one.trigger for one in new if one.escalates and complaint.is_open):
        told = dict.fromkeys(one.shown for one in new if one.trigger == trigger and one.escalates and one.shown)
        reason = " ".join(told)
        raised[trigger] = escalate(complaint.pk, trigger=trigger, reason=reason, to=Level.SUPERVISOR, by=by, now=now)
    TriggerFinding.objects.bulk_create(
        TriggerFinding(
            complaint=complaint,
            event=event,
            trigger=one.trigger,
            cause=one.cause,
            rule=one.rule,
            rule_version=one.rule and one.rule.version,
            words=one.words,
            at=now,
            must_escalate=one.escalates,
            escalation=raised.get(one.trigger) if one.escalates else None,
        )
        for one in new
    )
