"""Likely duplicates: found after receipt among a bounded number of candidates, decided by people (INT-6)."""

from collections import Counter
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from complaints.errors import RuleBroken
from complaints.models import Complaint, ComplaintEvent, EventKind, Likeness, LikenessRules, TextKey, Verdict
from complaints.permissions import check_right
from complaints.services import customers
from complaints.services.gate import lock
from complaints.states import Resolution, State
from complaints.words.likeness import keys_of, likeness, pairs_of

#: What changes who or what a complaint may be the same as.
KINDS = frozenset({EventKind.RECEIVED, EventKind.CHANGED})
#: The newest so many of a customer, of an order, under one key of a text; however many there are.
_MOST_OF_EACH = 20
#: So many texts are compared letter by letter, those with the most keys in common first.
_MOST_COMPARED = 30
#: More than a few nobody looks at.
_MOST_SHOWN = 5
_TOLD_BY_WORDS = frozenset({"subject", "description"})


def text_of(complaint):
    """What a complaint is compared by."""
    return f"{complaint.subject} {complaint.description}"


def remember(complaints):
    """Keep the keys of the texts of new `complaints`.

    At receipt, and not by whoever looks later: of two that arrive at once at least one look sees the other's keys.
    """
    TextKey.objects.bulk_create(
        TextKey(complaint=complaint, key=key) for complaint in complaints for key in keys_of(text_of(complaint))
    )


def read(complaint, events, *, by, now):
    """Look for complaints that may be the same; a reader of news, under the complaint's lock."""
    changed = [event.facts.get("after", {}) for event in events if event.kind == EventKind.CHANGED]
    if any(_TOLD_BY_WORDS & after.keys() for after in changed):
        complaint.text_keys.all().delete()
        remember([complaint])
    elif changed and len(changed) == len(events):
        return
    if complaint.is_open:
        look(complaint, now=now)


def look(complaint, *, now):
    """Keep what `complaint` may be the same as; pairs found before stay as they were decided. Returns the new ones."""
    rules = LikenessRules.current()
    found = [pair for pair in map(_Look(complaint, rules).pair, _candidates(complaint, rules, now=now)) if pair]
    found.sort(key=lambda pair: (pair.same_order, pair.text_percent or 0, pair.other_id), reverse=True)
    for pair in found:
        pair.found_at = now
    # Two looks may find the same pairs at once: in one order, neither waits for the other in a circle.
    kept = sorted(found[:_MOST_SHOWN], key=lambda pair: (pair.complaint_id, pair.other_id))
    return Likeness.objects.bulk_create(kept, ignore_conflicts=True)


def alike_by_words(text, *, among, now):
    """Those of `among` whose words are much like `text`, (complaint, percent), the most alike first.

    For whoever types a complaint in: nothing is stored.
    """
    rules, pairs = LikenessRules.current(), pairs_of(text)
    rows = _living(among.filter(pk__in=_under_keys(text)), rules, now=now)
    measured = [(row, round(likeness(pairs, pairs_of(text_of(row))))) for row in rows]
    alike = [(row, percent) for row, percent in measured if percent >= rules.stranger_percent]
    return sorted(alike, key=lambda one: one[1], reverse=True)[:_MOST_SHOWN]


def pairs_beside(complaint, user):
    """What `complaint` may be the same as and nobody has decided, as far as `user` may see; one query."""
    if not complaint.is_open:
        return []
    visible = Complaint.everything.visible_to(user).order_by()
    pairs = Likeness.objects.undecided().touching(complaint).select_related("complaint", "other")
    return list(pairs.filter(complaint__in=visible, other__in=visible).exclude(complaint__state=State.CLOSED))


@transaction.atomic
def rule_out(complaint_id, *, other_id, by, now, seen=None):
    """Somebody looked: the two are not one matter, and are not put before anybody again.

    Raises NotPermitted, RuleBroken, Outdated.
    """
    locked = {pk: lock(pk, by=by, seen=seen if pk == complaint_id else None) for pk in sorted({complaint_id, other_id})}
    check_right(by, "complaints.close_duplicate")
    pair = Likeness.objects.between(complaint_id, other_id).first()
    if pair is None or pair.verdict:
        raise RuleBroken(_("These two are not, or no longer, put before you as the same matter. Look at the page."))
    pair.decide(Verdict.DIFFERENT, by=by, at=now)
    pair.save()
    other = locked[other_id].number
    ComplaintEvent.record(locked[complaint_id], EventKind.RULED_OUT, by=by, at=now, other=other)
    return locked[complaint_id]


class _Look:
    """One complaint, read once, beside many."""

    def __init__(self, complaint, rules):
        self.complaint, self.rules = complaint, rules
        self.pairs = pairs_of(text_of(complaint))
        self.rows = set(customers.rows_of(complaint.complainant_id))

    def pair(self, other):
        """The unsaved pair with `other`, or None where too little speaks for it."""
        percent = round(likeness(self.pairs, pairs_of(text_of(other))))
        is_theirs = other.complainant_id in self.rows
        is_of_order = self.complaint.order_id is not None and other.order_id == self.complaint.order_id
        is_known = is_theirs or is_of_order
        # Two strangers with an order each bought twice: the same words are one cause then, not one matter (ESC-6).
        is_apart = not is_known and self.complaint.order_id and other.order_id
        least = self.rules.least_percent if is_known else self.rules.stranger_percent
        is_worded = percent >= least and not is_apart
        if not (is_of_order or is_worded or (is_theirs and other.is_open)):
            return None
        newer, older = sorted((self.complaint, other), key=lambda one: one.pk, reverse=True)
        return Likeness(
            complaint=newer,
            other=older,
            same_customer=is_theirs,
            same_order=is_of_order,
            text_percent=percent if is_worded else None,
        )


def _candidates(complaint, rules, *, now):
    rows = customers.rows_of(complaint.complainant_id)
    theirs = Complaint.objects.filter(complainant__in=rows)
    pks = set(theirs.order_by("-received_at", "-pk").values_list("pk", flat=True)[:_MOST_OF_EACH])
    if complaint.order_id:
        of_order = Complaint.objects.filter(order=complaint.order_id).order_by("-pk")
        pks |= set(of_order.values_list("pk", flat=True)[:_MOST_OF_EACH])
    pks |= _under_keys(text_of(complaint))
    return _living(Complaint.objects.filter(pk__in=pks - {complaint.pk}), rules, now=now)


def _under_keys(text):
    """Ids of complaints that share keys with `text`, those that share the most."""
    shared = Counter()
    for key in keys_of(text):
        under = TextKey.objects.filter(key=key).order_by("-complaint")
        shared.update(under.values_list("complaint", flat=True)[:_MOST_OF_EACH])
    return {pk for pk, _count in shared.most_common(_MOST_COMPARED)}


def _living(complaints, rules, *, now):
    """Those that are open or were closed lately. What is merged already is found where it was merged into."""
    lately = now - timedelta(days=rules.lately_days)
    living = complaints.filter(Q(closed_at=None) | Q(closed_at__gte=lately)).exclude(resolution=Resolution.DUPLICATE)
    needed = ("number", "subject", "description", "complainant", "order", "state", "received_at")
    return living.only(*needed).order_by("pk")
