"""What the customer said on an event, wherever it stands: in the complaint, a conversation, a press, a refusal."""

from complaints.models import Contact, EventKind

#: Facts of events that hold a customer's words, or an agent's note of them.
_WORDS = {
    EventKind.CHASED: ("note",),
    EventKind.REFUSED: ("reason", "wish"),
    EventKind.REOPENED: ("reason",),
    EventKind.WITHDRAWN: ("reason",),
    EventKind.RESUMED: ("answer", "note"),
    EventKind.RETURNED_DISSATISFIED: ("reason", "advice", "missed_reason"),
    EventKind.CLOSED: ("advice",),
    EventKind.REVISIT_ATTEMPTED: ("note",),
    EventKind.EVIDENCE_ADDED: ("note",),
}
_WRITTEN = ("subject", "description", "demand_note")
#: Events of which texts are read at all.
KINDS = frozenset({EventKind.RECEIVED, EventKind.CHANGED, EventKind.CONTACTED, *_WORDS})
#: Texts that stand in rows of their own and not in the facts of the event.
ELSEWHERE = frozenset({EventKind.CONTACTED})
LONGEST_READ = 20_000


def text_of(complaint, event):
    """The words new with `event`, as one text; blank where it brought none."""
    return "\n".join(filter(None, map(str, _texts(complaint, event))))[:LONGEST_READ]


def known_before(event):
    """What a correction replaced: words that stood there already are not said again."""
    before = event.facts.get("before") if event.kind == EventKind.CHANGED else None
    return "\n".join(str(before.get(name) or "") for name in _WRITTEN) if isinstance(before, dict) else ""


def _texts(complaint, event):
    if event.kind == EventKind.RECEIVED:
        return [*(getattr(complaint, name) for name in _WRITTEN), complaint.raw_text]
    if event.kind == EventKind.CHANGED:
        after = event.facts.get("after") or {}
        return [after.get(name) for name in _WRITTEN]
    if event.kind == EventKind.CONTACTED:
        return Contact.objects.filter(complaint=complaint, at=event.at, by=event.by_id).values_list(
            "summary", flat=True
        )
    return [event.facts.get(name) for name in _WORDS.get(event.kind, ())]
