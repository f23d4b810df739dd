"""The list of calls and the page somebody has open while calling (REV-1)."""

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from complaints.services.sweeps.news import read_news_of
from complaints.states import State
from review.models import Revisit, RevisitRules
from review.services.revisit_figures import revisit_figures
from tests.builders import NOON, a_caller, a_complaint, a_user
from tests.desk import desk_of
from tests.review.rounds import DAY, HOUR, a_round, fresh, nobody_answers, passes, rates

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
LIST = "/admin/review/revisitstep/"
DUE = NOON + 2 * DAY


@pytest.fixture
def due(time_machine):
    """A call that is due, the handler, and the colleague it was given to."""
    handler = a_user()
    mate = a_user(name="周航")
    complaint, round_ = a_round(agent=handler)
    passes(DUE)
    time_machine.move_to(DUE, tick=False)
    return complaint, round_.steps.calls().get(), handler, mate


def call_page(step):
    return reverse("admin:review_revisitstep_call", args=[step.pk])


def test_the_list_shows_each_their_calls_and_to_the_handler_no_way_to_make_one(due):
    complaint, step, handler, mate = due
    mine = desk_of(mate, language="en").get(LIST).content.decode()
    assert complaint.number in mine
    assert call_page(step) in mine
    own = desk_of(handler, language="en").get(LIST).content.decode()
    assert complaint.number in own
    assert "Take over" not in own
    assert "Take over" in desk_of(a_caller(), language="en").get(LIST).content.decode()


def test_the_page_has_script_masked_number_and_one_form_that_records(due):
    complaint, step, _handler, mate = due
    desk = desk_of(mate, language="en")
    page = desk.get(call_page(step)).content.decode()
    assert "周航" in page
    assert "原路退款" in page
    assert "顾**" in page
    assert complaint.complainant.contact_points.get().value not in page
    facts = {"seen": fresh(complaint).events_count, "channel": "phone"}
    assert desk.post(call_page(step), facts | {"reached": "on", "rating": "2"}).status_code == 409
    answer = desk.post(call_page(step), facts | {"reached": "on", "rating": "4", "process_rating": "5"})
    assert (answer.status_code, answer.url) == (302, LIST)
    assert Revisit.objects.get(rating=4).by == mate
    gone = desk.get(call_page(step)).content.decode()
    assert "not due any more" in gone
    assert "Asked by you since yesterday" in desk.get(LIST).content.decode()


def test_the_handler_sees_no_form_and_is_refused_in_words(due):
    complaint, step, handler, _mate = due
    desk = desk_of(handler, language="en")
    assert 'name="rating"' not in desk.get(call_page(step)).content.decode()
    facts = {"seen": fresh(complaint).events_count, "channel": "phone", "reached": "on", "rating": "5"}
    refused = desk.post(call_page(step), facts)
    assert refused.status_code == 403
    assert "nobody is asked how well they did it" in refused.content.decode()
    assert fresh(complaint).state == State.REVISIT


def test_a_call_is_taken_over_in_one_click(due):
    _complaint, step, _handler, _mate = due
    qa = a_caller()
    answer = desk_of(qa).post(reverse("admin:review_revisitstep_take", args=[step.pk]))
    assert answer.url == call_page(step)
    step.refresh_from_db()
    assert step.caller == qa


def test_a_customer_who_wants_another_time_is_called_then(due):
    complaint, step, _handler, mate = due
    desk = desk_of(mate, language="en")
    facts = {"seen": fresh(complaint).events_count, "channel": "phone", "outcome": "later"}
    assert desk.post(call_page(step), facts).status_code == 409
    assert desk.post(call_page(step), facts | {"again_at": "2026-11-23T10:00"}).status_code == 302
    following = step.round.steps.open().first()
    assert following.due_at.isoformat() == "2026-11-23T02:00:00+00:00"


def test_a_list_of_many_costs_as_many_queries_as_one_of_few(due, django_assert_max_num_queries):
    _complaint, _step, handler, mate = due
    for _other in range(4):
        other = a_complaint(at=State.REVISIT, agent=handler)
        read_news_of(other.pk, by=User.objects.system(), now=NOON + HOUR)
    passes(DUE)
    desk = desk_of(mate)
    desk.get(LIST)
    with django_assert_max_num_queries(32):
        assert desk.get(LIST).content.decode().count("/call/") >= 5


def test_the_rules_are_kept_by_supervisors_and_leave_no_gap():
    rules = RevisitRules.objects.get(preset="general")
    address = reverse("admin:review_revisitrules_change", args=[rules.pk])
    facts = {
        "first": "survey",
        "second": "",
        "third": "call",
        "first_after_hours": 4,
        "again_after_hours": 20,
        "answer_within_hours": 24,
        "call_within_hours": 4,
    }
    desk = desk_of(a_user(Role.SUPERVISOR), language="en")
    assert "Without a second attempt there is no third." in desk.post(address, facts).content.decode()
    assert desk.post(address, facts | {"third": ""}).status_code == 302
    rules.refresh_from_db()
    assert [str(way) for way in rules.ways] == ["survey"]


def test_the_figures_count_the_unreached_apart():
    supervisor = a_user(Role.SUPERVISOR)
    ratings = (5, 4, 3, 1, None)
    for rating in ratings:
        complaint, _round = a_round()
        if rating is None:
            nobody_answers(complaint, now=NOON + DAY, outcome="declined")
        else:
            rates(complaint, rating, now=NOON + DAY, process_rating=4)
    a_round()
    figures = revisit_figures(since=NOON, by=supervisor, now=NOON + 2 * DAY)
    total = figures.total
    assert (total.asked, total.rated, total.unreached, total.satisfied, total.dissatisfied) == (5, 4, 1, 2, 1)
    assert (total.reached_rate, total.satisfied_rate, total.handled_well_rate) == (80, 50, 100)
    assert len(figures.lines) == 1
    assert len(revisit_figures(since=NOON, by=supervisor, now=NOON + 2 * DAY, group="handler").lines) == len(ratings)
    page = desk_of(supervisor, language="en").get("/admin/review/revisitround/?by=handler")
    assert page.status_code == 200
