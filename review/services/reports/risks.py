"""Who complained again, and what may become more than a complaint (MON-3, ESC-3, ESC-6)."""

from django.db.models import Count

from complaints.models import Category, Complaint
from complaints.states import Resolution, Severity
from escalation.models import Incident, OutsideMatter
from review.services.reports.parts import fact, finding, named, percent, table

_MOST = 10


def repeats(asked):
    """Customers with more than one complaint, duplicates apart, and the types they complained of twice."""
    now, then = asked.both(_again)
    people, count, received = now
    rows = _received(asked.period).filter(category__isnull=False).values("complainant", "category")
    twice = rows.annotate(times=Count("pk")).filter(times__gt=1).values_list("category", "times")
    types = {}
    for category, times in twice:
        customers, complaints = types.get(category, (0, 0))
        types[category] = (customers + 1, complaints + times)
    names = {one.pk: named(one) for one in Category.objects.filter(pk__in=types)}
    ranked = sorted(types.items(), key=lambda one: (-one[1][1], one[0]))[:_MOST]
    told = [(names[key], pair) for key, pair in ranked]
    said = [finding("again", count=people, complaints=count)] if people else []
    return {
        "facts": [
            fact("again_customers", people, then[0]),
            fact("again", percent(count, received), None, "percent"),
        ],
        "tables": [table("again", [("customers", "count"), ("received", "count")], told)],
        "findings": said,
    }


def risks(asked):
    """High risk, urgent, outside bodies and group incidents; incidents by number and title, which name no customer."""
    now, then = asked.both(_grave)
    facts = [fact(code, now[code], then[code]) for code in now]
    since, until = asked.period.moments
    incidents = Incident.objects.filter(found_at__gte=since, found_at__lt=until).order_by("-found_at")
    members = incidents.annotate(members_count=Count("members"))
    rows = [
        ({"zh": f"{one.number} {one.title}", "en": f"{one.number} {one.title}"}, [one.members_count])
        for one in members[:_MOST]
    ]
    said = [finding("incidents", count=len(rows))] if rows else []
    if now["outside"]:
        said.append(finding("outside", count=now["outside"]))
    return {"facts": facts, "tables": [table("incidents", [("members", "count")], rows)], "findings": said}


def _received(period):
    since, until = period.moments
    rows = Complaint.objects.filter(received_at__gte=since, received_at__lt=until)
    return rows.exclude(resolution=Resolution.DUPLICATE).order_by()


def _again(period):
    """How many customers, how many complaints of theirs, how many complaints in all."""
    people = _received(period).values("complainant").annotate(times=Count("pk"))
    counts = list(people.filter(times__gt=1).values_list("times", flat=True))
    return len(counts), sum(counts), _received(period).count()


def _grave(period):
    since, until = period.moments
    return {
        "high_risk": _received(period).filter(is_high_risk=True).count(),
        "urgent": _received(period).filter(severity=Severity.S1).count(),
        "outside": OutsideMatter.objects.filter(opened_at__gte=since, opened_at__lt=until).count(),
        "incidents": Incident.objects.filter(found_at__gte=since, found_at__lt=until).count(),
    }
