"""What outside bodies have to do with complaints of the demo desk: one notice of 12315, one of a court (ESC-7)."""

from datetime import timedelta

from django.db import transaction

from accounts.models import User
from accounts.roles import Role
from complaints.deadlines.workdays import CHINA
from complaints.models import Complaint
from complaints.states import Severity
from escalation.models import EvidencePackage, Milestone, OutsideBody, OutsideMatter
from escalation.services.outside import note, open_matter
from escalation.services.packages import order_package

_NOTICES = (
    {
        "body": "12315",
        "days_ago": 4,
        "reference": "1330106002026112200417",
        "claim": "消费者向 12315 投诉：商家迟迟不处理，要求退款并说明原因。",
        "taken_up": True,
    },
    {
        "body": "court",
        "days_ago": 6,
        "reference": "（2026）浙 0192 民初 4471 号",
        "claim": "消费者起诉，要求退还货款、赔偿损失并承担诉讼费。",
        "hearing_in_days": 24,
        "official": "第三法庭 书记员",
    },
)


@transaction.atomic
def turn_outside(*, now):
    """Open the matters on the gravest complaints that are open; nothing happens where there is no lawyer."""
    lawyer = User.objects.filter(role=Role.LEGAL, is_active=True).order_by("pk").first()
    grave = Complaint.objects.open().filter(severity__in=[Severity.S1, Severity.S2]).order_by("severity", "pk")
    grave = grave.exclude(pk__in=OutsideMatter.objects.values("complaint").order_by())
    if lawyer is None or EvidencePackage.objects.exists():
        return
    for complaint, notice in zip(grave[: len(_NOTICES)], _NOTICES, strict=False):
        _open(complaint, notice, by=lawyer, now=now)


def _open(complaint, notice, *, by, now):
    received_on = (now - timedelta(days=notice["days_ago"])).astimezone(CHINA).date()
    hearing_in = notice.get("hearing_in_days")
    matter = open_matter(
        complaint.pk,
        body=OutsideBody.objects.get(code=notice["body"]),
        reference=notice["reference"],
        received_on=received_on,
        claim=notice["claim"],
        official=notice.get("official", ""),
        hearing_at=hearing_in and now.replace(hour=1, minute=30) + timedelta(days=hearing_in),
        representative=by,
        by=by,
        now=now,
    )
    if notice.get("taken_up"):
        note(matter.pk, Milestone.ACCEPTED, on=received_on + timedelta(days=2), by=by, now=now)
    order_package(
        complaint.pk,
        matter=matter,
        profile="court" if matter.body.kind == "court" else "regulator",
        recipient=matter.body.name,
        purpose="举证" if matter.body.kind == "court" else "配合调查",
        language="zh-hans",
        by=by,
        now=now,
    )
