"""The people of the demo desk: one login per role at least. Made for try-outs; `doctor` warns of them elsewhere."""

from datetime import timedelta
from typing import NamedTuple

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import Department, Shift, Team, User
from accounts.roles import Role
from accounts.services.delegation import delegate

PASSWORD = "redress-demo"  # noqa: S105 — printed on the screen; the demo holds nothing secret


class Person(NamedTuple):
    username: str
    name: str
    role: Role
    department: str
    team: str | None = None
    skills: tuple[str, ...] = ()


PEOPLE = (
    Person("agent", "李晓燕", Role.AGENT, "customer_service", "internet-desk", ("english",)),
    Person("agent2", "赵磊", Role.AGENT, "customer_service", "ecommerce-desk"),
    Person("agent3", "何雨桐", Role.AGENT, "customer_service", "general-desk"),
    Person("agent4", "沈佳宁", Role.AGENT, "customer_service", "internet-desk"),
    Person("agent5", "胡晓东", Role.AGENT, "customer_service", "ecommerce-desk"),
    Person("agent6", "韩梅", Role.AGENT, "customer_service", "general-desk"),
    Person("handler", "陈刚", Role.HANDLER, "logistics"),
    Person("handler2", "林子墨", Role.HANDLER, "technology"),
    Person("handler3", "黄丽萍", Role.HANDLER, "goods_inspection"),
    Person("handler4", "刘建华", Role.HANDLER, "after_sales"),
    Person("handler5", "马文静", Role.HANDLER, "billing"),
    Person("handler6", "徐航", Role.HANDLER, "security"),
    Person("supervisor", "王敏", Role.SUPERVISOR, "customer_service"),
    Person("supervisor2", "罗志强", Role.SUPERVISOR, "customer_service"),
    Person("director", "周建国", Role.DIRECTOR, "operations"),
    Person("legal", "孙若兰", Role.LEGAL, "legal"),
    Person("finance", "钱芳", Role.FINANCE, "finance"),
    Person("qa", "吴婷", Role.CURATOR, "qa"),
    Person("admin", "郑凯", Role.ADMINISTRATOR, "technology"),
    Person("auditor", "冯岚", Role.AUDITOR, "operations"),
    Person("api", "官网接口", Role.INTEGRATION, "technology"),
    Person("handler7", "覃勇", Role.HANDLER, "operations"),
    Person("handler8", "叶知秋", Role.HANDLER, "product"),
    Person("handler9", "蒋思琪", Role.HANDLER, "marketing"),
    Person("handler10", "邹明", Role.HANDLER, "qa"),
    Person("legal2", "高远", Role.LEGAL, "legal"),
    Person("qa2", "方晴", Role.CURATOR, "qa"),
    Person("qa3", "苏颖", Role.CURATOR, "qa"),
)

#: The two agents of each preset's desk.
_DESKS = {"internet": ("agent", "agent4"), "ecommerce": ("agent2", "agent5"), "general": ("agent3", "agent6")}

#: Those named on the first screen: one login for each part in the story.
LEADING = (
    "agent",
    "agent2",
    "handler",
    "supervisor",
    "director",
    "legal",
    "finance",
    "qa",
    "admin",
    "auditor",
)


@transaction.atomic
def hire(*, now):
    """Create the people who are missing, put the agents on duty for a fortnight, and let one stand in for another."""
    departments = {department.code: department for department in Department.objects.all()}
    teams = {team.code: team for team in Team.objects.all()}
    password = make_password(PASSWORD)
    for serial, person in enumerate(PEOPLE, 1):
        if not User.objects.filter(username=person.username).exists():
            User.objects.create(
                username=person.username,
                password=password,
                name=person.name,
                role=person.role,
                department=departments[person.department],
                team=teams.get(person.team),
                skills=list(person.skills),
                employee_number=f"KF{serial:04d}",
            )
    users = {user.username: user for user in User.objects.filter(username__in=[one.username for one in PEOPLE])}
    if not Shift.objects.exists():
        _fill_roster(users, now=now)
        today = now.date()
        delegate(
            delegator=users["supervisor2"],
            delegate=users["supervisor"],
            starts_on=today - timedelta(days=1),
            ends_on=today + timedelta(days=6),
            reason="年假期间由王敏代行审批",
            by=users["supervisor2"],
            now=now,
        )
    return users


def agent_for(story):
    """Who handles a story: the agent it names when that agent sits at its desk, else a colleague there."""
    first, second = _DESKS[story["preset"]]
    return first if story.get("agent", first) == first else second


def _fill_roster(users, *, now):
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    Shift.objects.bulk_create(
        Shift(
            user=users[username],
            starts_at=midnight + timedelta(days=day, hours=1),
            ends_at=midnight + timedelta(days=day, hours=13),
            is_fast_lane=username == "agent2",
        )
        for username in (agent for desk in _DESKS.values() for agent in desk)
        for day in range(-1, 14)
    )
