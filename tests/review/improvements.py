"""An improvement at its stages by the real services, and complaints on the days it is measured by."""

from datetime import timedelta
from decimal import Decimal

from accounts.models import User
from accounts.roles import Role
from complaints.models import Category, Complaint
from review.models import ImprovementAction, RootCause
from review.services.improvements import checking, planning
from tests.builders import NOON, a_complaint, a_user
from tests.review.causes import concluded

OTHER = "ecommerce.goods.quality"
BEGUN, DONE = NOON, NOON + timedelta(days=7)
CHECK_ON = planning.day_of(DONE) + timedelta(days=56)
CHECKED = planning.start_of(CHECK_ON) + timedelta(hours=1)


def goal(analysis, **changes):
    today = planning.day_of(NOON)
    facts = {
        "kind": "process",
        "title": "中转仓冷机纳入温度监控",
        "plan": "加装探头，超温三分钟告警到值班手机。",
        "owner": analysis.lead,
        "due_on": today + timedelta(days=7),
        "check_on": CHECK_ON,
        "target": Decimal("4.0"),
        "category": analysis.category,
    }
    return facts | changes


def planned(analysis=None, *, by=None, now=NOON, **changes):
    analysis = analysis or concluded(by=by)
    by = by or a_user(Role.SUPERVISOR)
    return planning.plan(analysis.pk, facts=goal(analysis, **changes), by=by, now=now)


def done(action=None, **changes):
    """Begun at once and done a week later."""
    action = action or planned(**changes)
    planning.begin(action.pk, by=action.owner, now=BEGUN)
    planning.finish(action.pk, result="已加装并演练", check_on=CHECK_ON, by=action.owner, now=DONE)
    return ImprovementAction.objects.get(pk=action.pk)


def received(count, *, since, days, category):
    """So many complaints spread evenly over the days; one is received and the others are its copies."""
    pattern = a_complaint(category=Category.objects.get(code=category))
    names = [
        field.attname for field in Complaint._meta.concrete_fields if not field.primary_key and not field.generated
    ]
    facts = {name: getattr(pattern, name) for name in names}
    rows = [
        Complaint(
            **facts
            | {
                "number": f"{pattern.number}-{place}",
                "tracking_hash": f"{pattern.number}-{place}",
                "received_at": since + timedelta(days=days * place / count),
            }
        )
        for place in range(count)
    ]
    Complaint.objects.bulk_create(rows)
    # It was received at some other time than those days.
    Complaint.objects.filter(pk=pattern.pk).update(received_at=since - timedelta(days=900))


def counted(*, before, after, others=(200, 200)):
    """Complaints before work began and after it was done, with those of another family."""
    here = RootCause.objects.get().category.code
    start = planning.start_of(planning.day_of(BEGUN)) - timedelta(days=56)
    later = planning.start_of(planning.day_of(DONE))
    for code, (first, second) in ((here, (before, after)), (OTHER, others)):
        received(first, since=start, days=56, category=code)
        received(second, since=later, days=56, category=code)


def check(now=CHECKED):
    return checking.check_improvements(by=User.objects.system(), now=now)
