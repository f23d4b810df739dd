"""The fast lane: which demands the customer's own words put on it at receipt, and who takes them right now (INT-6)."""

from accounts.models import User
from accounts.roles import Role
from complaints.models import EventKind, UrgentWords
from complaints.models.urgent_words import lines_of
from complaints.states import Urgency
from complaints.words.denial import is_denied
from complaints.words.phrases import fold, occurrences

#: Of two lanes found in one text the one where minutes count comes first.
_FIRST = (
    Urgency.MEDICAL,
    Urgency.SAFETY,
    Urgency.EXAM,
    Urgency.STOLEN_ACCOUNT,
    Urgency.LOST_MONEY,
    Urgency.FROZEN_ACCOUNT,
)
_MOST_TOLD = 5


def word_lists():
    """The lists in use, read once for any number of texts."""
    return list(UrgentWords.objects.filter(is_active=True))


def mark(complaint, lists):
    """Put an unsaved complaint on the lane its words ask for, unless somebody chose one.

    Returns facts for its first event: the phrases of the desk that were found, never what the customer wrote, which
    the record could not forget.
    """
    if complaint.urgency:
        return {}
    found = _found_in(f"{complaint.subject}\n{complaint.description}", lists)
    lane = next((lane for lane in _FIRST if lane in found), None)
    if lane is None:
        return {}
    complaint.urgency = lane
    return {"urgency": lane, "found": found[lane][:_MOST_TOLD]}


def found_words(complaint):
    """The phrases that put `complaint` on the fast lane; none where somebody chose it."""
    if not complaint.urgency:
        return []
    received = complaint.events.filter(kind=EventKind.RECEIVED).first()
    facts = received.facts if received else {}
    return facts.get("found", []) if facts.get("urgency") == complaint.urgency else []


def on_duty(team, now):
    """Whoever takes urgent complaints of the team right now, if the roster names one."""
    return User.objects.on_duty(now, fast_lane=True).filter(role=Role.AGENT, team=team).order_by("pk").first()


def load_lists(rows):
    """Add lists that are not there yet; what the desk has edited since stays. Returns how many were added."""
    known = set(UrgentWords.objects.values_list("urgency", "language"))
    missing = [UrgentWords(**row) for row in rows if (row["urgency"], row["language"]) not in known]
    return len(UrgentWords.objects.bulk_create(missing, ignore_conflicts=True))


def _found_in(text, lists):
    """Lane → the phrases of it that `text` says and means."""
    folded, found = fold(text), {}
    for words in lists:
        said = {phrase: list(occurrences(phrase, folded)) for phrase in lines_of(words.phrases)}
        meant_not = [place for phrase in lines_of(words.unless) for place in occurrences(phrase, folded)]
        # What stands within denied words is denied with them.
        meant_not += [one for places in said.values() for one in places if is_denied(text, one.start, one.end)]
        for phrase, places in said.items():
            if any(not _overlaps(one, meant_not) for one in places):
                found.setdefault(words.urgency, []).append(phrase)
    return found


def _overlaps(place, others):
    return any(place.start < other.end and other.start < place.end for other in others)
