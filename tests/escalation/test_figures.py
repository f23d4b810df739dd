"""What should have been escalated and was not, and what need not have been (ESC-5)."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from accounts.models import User
from accounts.roles import Role
from complaints.errors import NotPermitted
from complaints.models import Complaint
from complaints.services.contacts import record_contact
from complaints.services.sweeps.news import read_news
from complaints.states import State, Trigger
from escalation.models import Escalation, TriggerFinding, TriggerRule
from escalation.services.figures import figures
from escalation.services.raising import escalate
from escalation.services.rules import load_rules
from escalation.services.stepping import hand_back, resolve
from review.services.revisit import record
from tests.builders import NOON, a_caller, a_complaint, a_user
from tests.desk import desk_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def read(now=NOON):
    read_news(by=User.objects.system(), now=now)


def told(by=None, group="handler", **facts):
    return figures(since=NOON - DAY, group=group, by=by or a_user(Role.DIRECTOR), now=NOON + 3 * DAY, **facts)


def by_hand(complaint):
    facts = {"trigger": Trigger.BY_HAND, "reason": "拿不准怎么答复", "by": complaint.handler, "now": NOON}
    return escalate(complaint.pk, **facts).pk


def says_goodbye(complaint, advice):
    """A survey that closes the complaint, with words that come too late to escalate it."""
    facts = {"channel": "phone", "reached": True, "rating": 4, "advice": advice}
    record(complaint.pk, **facts, by=a_caller(), now=NOON + timedelta(hours=1))
    read(NOON + timedelta(hours=2))


def test_words_that_came_too_late_should_have_been_escalated():
    load_rules(now=NOON)
    complaint = a_complaint(at=State.REVISIT)
    says_goodbye(complaint, "下次再这样就投诉到媒体")
    shown = told()
    assert (shown.total.escalated, shown.total.missed, shown.total.missed_rate) == (0, 1, 100)
    assert shown.missed == [complaint]


def test_a_complaint_closed_at_high_risk_and_never_escalated_should_have_been():
    complaint = a_complaint(at=State.CLOSED)
    Complaint.objects.update(is_high_risk=True)
    assert told().missed == [complaint]
    Complaint.objects.update(is_high_risk=False)
    assert told().missed == []


def test_handed_back_without_trigger_or_risk_it_need_not_have_been():
    boss = a_user(Role.SUPERVISOR)
    needless, decided, threatened = (a_complaint(at=State.TRIAGED, agent=a_user()) for _one in range(3))
    hand_back(by_hand(needless), instructions="照规则办即可", by=boss, now=NOON)
    resolve(by_hand(decided), answer="同意补发", by=boss, now=NOON)
    load_rules(now=NOON)
    hand_back(by_hand(threatened), instructions="先致歉", by=boss, now=NOON)
    facts = {"direction": "in", "channel": "phone", "summary": "我要打市长热线"}
    record_contact(threatened.pk, **facts, by=threatened.handler, now=NOON)
    read()
    shown = told()
    assert [one.complaint for one in shown.needless] == [needless]
    assert (shown.total.escalated, shown.total.needless, shown.total.needless_rate) == (4, 1, 25)
    assert {line.name: line.needless for line in shown.lines}[needless.handler.name] >= 1


@pytest.mark.parametrize("group", ["handler", "team", "category"])
def test_lines_stand_for_people_desks_and_categories_and_narrow_the_lists(group):
    one, other = a_complaint(at=State.TRIAGED, agent=a_user()), a_complaint(at=State.TRIAGED, agent=a_user())
    boss = a_user(Role.SUPERVISOR)
    for complaint in (one, other):
        hand_back(by_hand(complaint), instructions="照规则办即可", by=boss, now=NOON)
    shown = told(group=group)
    assert sum(line.escalated for line in shown.lines) == 2
    narrowed = told(group=group, key=getattr(one, f"{group}_id"))
    assert narrowed.total == shown.total
    assert one in [escalation.complaint for escalation in narrowed.needless]
    assert len(narrowed.needless) == (1 if group == "handler" else 2)


@pytest.mark.parametrize("role", [Role.AGENT, Role.HANDLER, Role.LEGAL, Role.ADMINISTRATOR])
def test_only_who_oversees_reads_them(role):
    with pytest.raises(NotPermitted):
        told(by=a_user(role))


def test_the_page_costs_the_same_for_more(django_assert_max_num_queries):
    boss = a_user(Role.SUPERVISOR)
    desk = desk_of(boss)
    for _one in range(6):
        hand_back(by_hand(a_complaint(at=State.TRIAGED)), instructions="照规则办即可", by=boss, now=NOON)
    Escalation.objects.update(at=NOON)
    cache.clear()
    # Each list of the menu that counts what waits is one question, asked at most twice a minute.
    with django_assert_max_num_queries(21):
        page = desk.get("/admin/escalation/triggerrule/figures/?days=90&by=team").content.decode()
    assert "不必升级" in page
    assert not TriggerFinding.objects.exists()
    assert not TriggerRule.objects.exists()
