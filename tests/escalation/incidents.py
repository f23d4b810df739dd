"""Six customers of one spoilt batch, and the incident they make."""

from datetime import timedelta

from accounts.models import User
from accounts.roles import Role
from complaints.models import Category
from complaints.services.intake import receive
from complaints.services.sweeps.news import read_news
from escalation.models import Incident
from escalation.services.incidents import finding, membership, response
from tests.builders import NOON, a_receipt, a_user, presets

TOLD = (
    "冷链酸奶送到就胀包，揭开盖子一股馊味。",
    "一箱鲜酪酸奶胀包，闻着发馊，孩子差点喝了。",
    "收到的酸奶盒盖鼓起来，胀包了，倒出来是馊的。",
    "冷链酸奶胀包发馊，六盒全部倒掉。",
    "给老人买的酸奶胀包，打开发馊，没敢喝。",
    "今天到货的鲜酪酸奶又是胀包，馊味很重。",
)
PRODUCT = "鲜酪原味酸奶六盒装"
STATEMENT = "这一批酸奶在冷链中转时升温变质，请不要食用；我们今天 18:00 前逐一联系您退款。"


def six(*, count=6, now=NOON, **facts):
    """Received one an hour, not graded; their news is read and looked at."""
    presets()
    agent = a_user()
    received = [
        receive(
            a_receipt(
                subject="酸奶胀包",
                description=text,
                product=PRODUCT,
                category=Category.objects.get(code="ecommerce.goods.quality"),
                **facts,
            ),
            by=agent,
            now=now + timedelta(hours=hour),
        ).complaint
        for hour, text in enumerate(TOLD[:count])
    ]
    look(now=now + timedelta(hours=count))
    return received


def look(*, now):
    system = User.objects.system()
    read_news(by=system, now=now)
    return finding.find_incidents(by=system, now=now)


def serve(*, now):
    return membership.serve_members(by=User.objects.system(), now=now)


def confirmed(*, now=NOON, **facts):
    """The six as one confirmed incident; returns it and the supervisor who leads."""
    supervisor = a_user(Role.SUPERVISOR)
    six(now=now, **facts)
    later = now + timedelta(hours=7)
    incident = Incident.objects.get()
    response.confirm(incident.pk, title="鲜酪酸奶冷链胀包", lead=supervisor, by=supervisor, now=later)
    serve(now=later)
    return Incident.objects.get(), supervisor, later


def spoken(incident, supervisor, *, now, text=STATEMENT):
    """A statement written by the lead and approved by another of the team."""
    other = a_user(Role.LEGAL)
    response.name_responder(incident.pk, person=other, part="legal", by=supervisor, now=now)
    statement = response.write_statement(incident.pk, text=text, by=supervisor, now=now)
    response.approve_statement(incident.pk, version=statement.version, by=other, now=now)
    serve(now=now)
    return statement
