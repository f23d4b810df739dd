"""Suspecting an incident: a trace of each complaint, and the look for those like it (ESC-6, TRI-3)."""

from collections import Counter
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from accounts.roles import Role
from complaints.deadlines.workdays import CHINA
from complaints.models import Category, Complaint, NoticeKind
from complaints.services.staff import tell_staff
from complaints.services.sweeps import sweep
from complaints.words.likeness import folded, pairs_of
from escalation.models import LIVE, Incident, IncidentMember, IncidentRule, IncidentState, Membership, Trace
from escalation.services.incidents.likeness import Sketch, shared
from escalation.services.incidents.membership import take_in
from escalation.services.incidents.record import next_number, record

#: A look reads no more than so many neighbours, the newest first, however many complaints there are.
MOST_NEIGHBOURS = 300
#: A late-comer is like so many members before it joins by itself.
_LIKE_MEMBERS = 2


def read(complaint, events, *, by, now):
    """Keep the trace of `complaint` up to date and have it looked at; a reader of news."""
    order = complaint.order
    facts = {
        "category": complaint.category,
        "product": folded(complaint.product or (order.product if order else ""))[:200],
        "place": folded(complaint.place or (order.shop if order else ""))[:200],
        "received_at": complaint.received_at,
    }
    Trace.objects.update_or_create(
        complaint=complaint,
        defaults=facts | {"look_at": now, "leased_until": None, "attempts": 0, "failure": ""},
    )


def find_incidents(*, by, now):
    """Look at every complaint that is new or was graded anew; returns how many."""
    waiting = Trace.objects.filter(look_at__lte=now).order_by("look_at", "pk")
    return sweep(waiting, partial(look, by=by, now=now), now=now).done


@transaction.atomic
def look(trace_id, *, by, now):
    """Let one complaint join the incident of those like it, or suspect a new one; returns whether it was looked at."""
    trace = Trace.objects.select_for_update().filter(pk=trace_id, look_at__lte=now).first()
    if trace is None:
        return False
    Trace.objects.filter(pk=trace_id).update(look_at=None, leased_until=None, attempts=0, failure="")
    if trace.category_id is None or _member_of(trace.complaint_id):
        return True
    rule = rule_for(trace.category, now=now)
    alike = like(trace, rule) if rule else {}
    if not alike:
        return True
    known = _live_members(alike)
    incident_id = _to_join(known)
    if incident_id is not None:
        return take_in(incident_id, trace.complaint_id, how=Membership.RULE, reason=_counted(alike), by=by, now=now)
    fresh = {pk: names for pk, names in alike.items() if pk not in known and pk not in _dismissed(alike)}
    if len(fresh) + 1 >= rule.threshold:
        _suspect(trace, fresh, rule=rule, by=by, now=now)
    return True


def rule_for(category, *, now):
    """The rule of the category itself, of its parent, or of the house, valid today; None where nobody wants any."""
    today = now.astimezone(CHINA).date()
    valid = IncidentRule.objects.filter(valid_from__lte=today).exclude(valid_until__lt=today)
    asked = [pk for pk in (category.pk, category.parent_id) if pk]
    rules = {rule.category_id: rule for rule in valid.filter(Q(category=None) | Q(category__in=asked))}
    return next((rules[pk] for pk in (*asked, None) if pk in rules), None)


def like(trace, rule):
    """Complaints like that of `trace` within the rule's window: key → what they share.

    What was withdrawn or is a duplicate counts neither as one of them nor as their like.
    """
    window = timedelta(hours=rule.window_hours)
    span = {"received_at__range": (trace.received_at - window, trace.received_at + window)}
    near = Trace.objects.filter(category=trace.category_id, **span).order_by("-received_at")
    pks = list(near.values_list("complaint", flat=True)[:MOST_NEIGHBOURS])
    if trace.product:
        # Without the exclusion SQLite does not see that the partial index serves.
        same = Trace.objects.exclude(product="").filter(product=trace.product, **span).order_by("-received_at")
        pks += same.values_list("complaint", flat=True)[:MOST_NEIGHBOURS]
    sketches = _sketches({*pks, trace.complaint_id})
    own = sketches.pop(trace.complaint_id, None)
    if own is None:
        return {}
    found = {pk: shared(own, sketch, least=rule.likeness) for pk, sketch in sketches.items()}
    return {pk: names for pk, names in found.items() if names}


def _sketches(pks):
    rows = (
        Trace.objects.filter(complaint__in=pks)
        .exclude(complaint__resolution__in=("duplicate", "withdrawn"))
        .values_list("complaint", "category", "product", "place", "complaint__subject", "complaint__description")
    )
    return {
        pk: Sketch(pk, category, product, place, pairs_of(f"{subject} {text}"))
        for pk, category, product, place, subject, text in rows
    }


def _member_of(complaint_id):
    return IncidentMember.objects.present().filter(complaint=complaint_id).exists()


def _live_members(alike):
    """Complaint → its live incident, of those alike."""
    members = IncidentMember.objects.present().filter(complaint__in=alike, incident__state__in=LIVE)
    return dict(members.values_list("complaint", "incident"))


def _dismissed(alike):
    """Of those alike, whom somebody looked at and found no incident: they are not proposed again."""
    return set(
        IncidentMember.objects.filter(complaint__in=alike, incident__state=IncidentState.DISMISSED).values_list(
            "complaint", flat=True
        )
    )


def _to_join(known):
    counts = Counter(known.values()).most_common(1)
    return counts[0][0] if counts and counts[0][1] >= _LIKE_MEMBERS else None


def _counted(names):
    """How many share what, for people to read."""
    return dict(Counter(name for each in names.values() for name in each))


def _suspect(trace, alike, *, rule, by, now):
    first = Complaint.objects.select_related("category", "order").get(pk=trace.complaint_id)
    of_category = Category.objects.get(pk=trace.category_id)
    same_product = sum("product" in names for names in alike.values()) + 1 >= rule.threshold
    same_place = sum("place" in names for names in alike.values()) + 1 >= rule.threshold
    product = first.product or (first.order.product if first.order else "")
    place = first.place or (first.order.shop if first.order else "")
    incident = Incident(
        number=next_number(now),
        title=" · ".join(filter(None, (str(of_category), product if same_product else "")))[:120],
        category=of_category,
        product=product if same_product else "",
        place=place if same_place else "",
        reasons={"found": len(alike) + 1, "hours": rule.window_hours, "shared": _counted(alike)},
        found_at=now,
    )
    incident.save()
    IncidentMember.objects.bulk_create(
        IncidentMember(
            incident=incident,
            complaint_id=pk,
            how=Membership.FOUND,
            reason=dict.fromkeys(names, 1),
            joined_at=now,
            joined_by=by,
        )
        for pk, names in {trace.complaint_id: (), **alike}.items()
    )
    record(incident, "suspected", by=by, at=now, members=len(alike) + 1)
    supervisors = list(User.objects.filter(role=Role.SUPERVISOR, is_active=True))
    tell_staff(supervisors, NoticeKind.INCIDENT, first, now=now, words=incident.number, count=len(alike) + 1)


def look_again(*, now):
    """Traces whose window is still open and that belong nowhere are looked at again, after a rule changed."""
    longest = max((rule.window_hours for rule in IncidentRule.objects.all()), default=0)
    since = now - timedelta(hours=longest)
    return Trace.objects.filter(received_at__gte=since, look_at=None).update(look_at=now, attempts=0)
