"""A root cause analysis at its stages, by the real services."""

from accounts.models import Department, User
from accounts.roles import Role
from complaints.services.sweeps.news import read_news
from review.models import CauseCode, RootCause
from review.services.causes import analysis, members
from review.services.causes.presets import load_causes
from tests.builders import BEGINNING, NOON, a_complaint, a_user

PROBLEM = "冷链酸奶到货胀包"
WHYS = ("中转仓温度超标", "冷机夜间停机", "停机没有告警", "告警只覆盖干线车辆", "改造时漏列中转仓冷机")


def rules():
    load_causes(now=BEGINNING)


def begun(complaint=None, *, by=None, now=NOON):
    complaint = complaint or a_complaint()
    return members.open_analysis(complaint.pk, problem=PROBLEM, by=by or a_user(Role.SUPERVISOR), now=now)


def asked(found, *, by, count=5, now=NOON):
    for number, answer in enumerate(WHYS[:count], 1):
        analysis.answer_why(found.pk, number=number, answer=answer, evidence="", by=by, now=now)
    analysis.put_on_bone(found.pk, branch="machine", text="冷机停机", is_main=True, by=by, now=now)
    return RootCause.objects.get(pk=found.pk)


def conclusion(**changes):
    return {
        "code": CauseCode.objects.get(code="machine-no-monitoring"),
        "department": Department.objects.get(code="logistics"),
        "cause": "中转仓冷机不在温度监控范围内",
    } | changes


def concluded(complaint=None, *, by=None, now=NOON):
    """Found and told to its members; the coded causes are loaded."""
    rules()
    by = by or a_user(Role.SUPERVISOR)
    found = asked(begun(complaint, by=by, now=now), by=by, now=now)
    analysis.conclude(found.pk, **conclusion(), by=by, now=now)
    told(now=now)
    return RootCause.objects.get(pk=found.pk)


def told(*, now):
    return members.tell_members(by=User.objects.system(), now=now)


def read(*, now):
    return read_news(by=User.objects.system(), now=now)
