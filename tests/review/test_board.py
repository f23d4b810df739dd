"""The board: its figures, the way to the complaints behind each, its files and its wall (MON-1, ESC-5)."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.roles import RIGHTS, Role
from complaints.models import Complaint
from complaints.querysets import _WHOLE_DESK
from complaints.services.sweeps.news import read_news
from complaints.states import Channel, State
from escalation.services.raising import escalate
from review.services.figures import reading
from review.services.figures.board import Period
from review.services.figures.paid import given_by_cause
from review.services.figures.rounds import count_changed
from tests.builders import NOON, a_complaint, a_user
from tests.desk import desk_of, numbers_on
from tests.review.causes import concluded

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=2)


@pytest.fixture
def desk(time_machine):
    time_machine.move_to(LATER, tick=False)
    return desk_of(a_user(Role.SUPERVISOR), language="en")


def counted(now=LATER):
    system = User.objects.system()
    read_news(by=system, now=now)
    count_changed(by=system, now=now)


def some():
    """Three of different fates."""
    solved = a_complaint(at=State.CLOSED, channel=Channel.EMAIL, product="=2+3")
    waiting = a_complaint(at=State.INVESTIGATING, now=NOON + timedelta(days=1))
    escalate(waiting.pk, trigger="by_hand", reason="僵住了", by=waiting.handler, now=NOON + timedelta(days=1))
    fresh = a_complaint(now=LATER)
    counted()
    return solved, waiting, fresh


def test_who_may_see_the_board_sees_every_complaint_it_counts():
    """Otherwise the list behind a number would be shorter than the number."""
    assert {role for role, rights in RIGHTS.items() if "review.view_board" in rights} <= _WHOLE_DESK


def test_every_number_leads_to_exactly_its_complaints(desk):
    some()
    page = desk.get(reverse("board")).content.decode()
    links = re.findall(r'<td><a href="([^"]*figure=[^"]+)">(\d+)</a></td>', page)
    assert len(links) > 12
    for link, number in links:
        listed = desk.get(unescape(link))
        # Deadlines and bookings may be several of one complaint.
        several = re.search(r"m%3D(kept|broken|given|caused|rated)", link)
        found = len(numbers_on(listed))
        assert found == int(number) or (several and 0 < found <= int(number)), (link, number)


def test_compensation_is_told_by_the_cause_found_for_it(desk):
    solved, _waiting, _fresh = some()
    period = Period(LATER.date() - timedelta(days=30), LATER.date())
    assert [cause for cause, _cents, _count in given_by_cause(period, filters={}, most=10)] == [None]
    code = concluded(solved, now=LATER).code
    for channel, causes in ((None, [code.pk]), (solved.channel, [code.pk]), (Channel.CHAT, [])):
        filters = {"channel": (channel,)} if channel else {}
        told = given_by_cause(period, filters=filters, most=10)
        totals = reading.totals(*period, filters=filters)
        assert [cause for cause, _cents, _count in told] == causes
        assert sum(cents for _cause, cents, _count in told) == sum(
            cents for measure, cents in totals.items() if measure.startswith("cents:")
        )
    page = desk.get(reverse("board")).content.decode()
    link = re.search(rf'href="([^"]+caused%253A{code.pk}%[^"]+)"', page)[1]
    assert numbers_on(desk.get(unescape(link))) == [solved.number]
    assert f"Compensated, root cause: {code.name_en}" in desk.get(unescape(link)).content.decode()


def test_a_list_behind_a_number_says_what_it_is_and_leads_back_to_the_whole(desk):
    _solved, _waiting, fresh = some()
    page = desk.get(reverse("board"), {"period": "today"}).content.decode()
    link = unescape(re.search(r'href="([^"]+m%3Dreceived[^"]+)"', page)[1])
    listed = desk.get(link)
    assert numbers_on(listed) == [fresh.number]
    assert "Received · 2026-11-20" in listed.content.decode()


@pytest.mark.parametrize("figure", ["", "m=nonsense&since=2026-01-01&until=2026-01-02", "m=received", "m=open:%00"])
def test_an_address_written_by_hand_narrows_nothing(desk, figure):
    some()
    listed = desk.get(reverse("admin:complaints_complaint_changelist"), {"tab": "all", "figure": figure})
    assert len(numbers_on(listed)) == 3


def test_who_may_not_see_the_board_is_not_led_behind_it():
    some()
    agent = Complaint.objects.earliest("pk").received_by
    figure = "m=received&since=2026-01-01&until=2026-01-02"
    listed = desk_of(agent).get(reverse("admin:complaints_complaint_changelist"), {"tab": "all", "figure": figure})
    assert len(numbers_on(listed)) > 0
    assert desk_of(agent).get(reverse("board")).status_code == 403


def test_filters_and_comparison_are_kept_in_every_link(desk):
    some()
    page = desk.get(reverse("board"), {"channel": "email", "period": "7", "against": "year"})
    asked = page.context["asked"]
    assert asked.filters == {"channel": ("email",)}
    assert page.context["board"].total.received == 1
    assert "channel=email" in asked.link(by="team")
    assert "against=year" in asked.link(by="team")
    assert page.context["board"].against.since.year == 2025


@pytest.mark.parametrize(
    "query", [{"period": "own", "since": "x"}, {"channel": "drone"}, {"by": "nobody"}, {"team": "9"}]
)
def test_what_is_not_offered_counts_as_not_asked(desk, query):
    some()
    assert desk.get(reverse("board"), query).context["board"].total.received == 3


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_file_holds_every_table_and_no_formula(desk, kind):
    some()
    answer = desk.get(reverse("board"), {"export": kind})
    content = b"".join(answer) if answer.streaming else answer.content
    assert "attachment" in answer["Content-Disposition"]
    assert len(content) > 500
    if kind == "csv":
        assert "'=2+3" in content.decode()


def test_the_wall_shows_the_same_figures_and_asks_again(desk):
    some()
    page = desk.get(reverse("board_wall"), {"period": "7"})
    assert page.context["board"].total.received == 3
    assert 'data-wall="30"' in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_an_empty_desk_has_a_board(desk):
    page = desk.get(reverse("board"), {"period": "today"}).content.decode()
    assert "Nothing was received in this period" in page


def test_the_board_asks_as_much_of_ten_complaints_as_of_three(desk, django_assert_max_num_queries):
    some()
    desk.get(reverse("board"))
    for _turn in range(3):
        a_complaint(at=State.TRIAGED, now=LATER)
    counted()
    with django_assert_max_num_queries(34):
        desk.get(reverse("board"), {"channel": "phone", "severity": "S3"})
