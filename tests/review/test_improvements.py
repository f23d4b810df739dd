"""Improvements: a goal in a number, measured before and after beside others, decided and opened again (REV-4)."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from accounts.roles import Role
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import EventKind, NoticeKind, StaffNotice
from review.models import ActionState, CauseMember, ImprovementAction, Measurement, RecurrenceRule, Verdict
from review.services.causes import members
from review.services.improvements import checking, planning
from review.services.improvements.counting import by_day, weeks
from tests.builders import BEGINNING, NOON, a_complaint, a_user
from tests.desk import desk_of
from tests.review.causes import begun, concluded, read, told
from tests.review.improvements import CHECK_ON, CHECKED, check, counted, done, planned

pytestmark = pytest.mark.django_db


def state():
    return ImprovementAction.objects.get().state


def test_a_clear_fall_to_the_goal_proves_it_at_the_check_date():
    action = done()
    counted(before=60, after=6)
    assert check(CHECKED - timedelta(hours=2)) == 0
    assert check() == 1
    found = Measurement.objects.get()
    assert (found.before, found.after, found.other_before, found.other_after) == (60, 6, 200, 200)
    assert found.ratio == pytest.approx(0.1)
    assert (state(), found.verdict) == (ActionState.EFFECTIVE, Verdict.EFFECTIVE)
    told_then = StaffNotice.objects.filter(to=action.owner, kind=NoticeKind.IMPROVEMENT, at=CHECKED)
    assert told_then.count() == 1
    assert check(CHECKED + timedelta(days=1)) == 0


def test_no_fall_opens_it_again_with_its_figures_as_the_reason():
    complaint = a_complaint()
    action = done(planned(concluded(complaint)))
    counted(before=40, after=38)
    check()
    told(now=CHECKED)
    again = ImprovementAction.objects.get()
    assert (again.state, again.round, again.next_check_at) == (ActionState.REOPENED, 2, None)
    event = complaint.events.get(kind=EventKind.IMPROVEMENT_REOPENED)
    assert event.facts["improvement"] == action.number
    assert "21.4" in event.facts["reason"]


def test_the_second_round_is_still_measured_against_the_time_before_the_first():
    action = done()
    counted(before=40, after=38)
    check()
    later = CHECKED + timedelta(days=3)
    planning.begin(action.pk, by=action.owner, now=later)
    finished = later + timedelta(days=4)
    check_on = planning.day_of(finished) + timedelta(days=28)
    planning.finish(action.pk, result="换了探头", check_on=check_on, by=action.owner, now=finished)
    again = ImprovementAction.objects.get()
    assert again.before_until == planning.day_of(NOON)
    assert again.after_from == planning.day_of(finished)


def test_too_few_decide_nothing_and_a_person_does_so_in_writing():
    action = done(target="1.0")
    counted(before=4, after=2)
    check()
    assert state() == ActionState.CHECKING
    with pytest.raises(RuleBroken):
        checking.decide(action.pk, is_effective=True, reason="已连续两月无同类", by=action.owner, now=CHECKED)
    other = a_user(Role.SUPERVISOR)
    with pytest.raises(RuleBroken):
        checking.decide(action.pk, is_effective=True, reason=" ", by=other, now=CHECKED)
    checking.check_again(action.pk, check_on=CHECK_ON + timedelta(days=30), by=other, now=CHECKED)
    assert (state(), check(CHECKED + timedelta(days=29))) == (ActionState.DONE, 0)
    assert check(CHECKED + timedelta(days=31)) == 1
    checking.decide(action.pk, is_effective=True, reason="已连续两月无同类", by=other, now=CHECKED)
    assert state() == ActionState.EFFECTIVE


def test_it_is_planned_from_a_concluded_analysis_with_time_to_see_something():
    with pytest.raises(RuleBroken):
        planned(begun())
    analysis = concluded()
    with pytest.raises(RuleBroken):
        planned(analysis, check_on=planning.day_of(NOON) + timedelta(days=10))
    with pytest.raises(RuleBroken):
        planned(analysis, category=None)
    with pytest.raises(NotPermitted):
        planned(analysis, by=a_user())


def test_somebody_else_neither_begins_nor_reports_it():
    action = planned(owner=a_user())
    with pytest.raises(NotPermitted):
        planning.begin(action.pk, by=a_user(), now=NOON)
    assert planning.begin(action.pk, by=action.owner, now=NOON).state == ActionState.IN_PROGRESS


def test_figures_once_measured_cannot_be_changed():
    done()
    counted(before=10, after=10)
    check()
    with pytest.raises(Exception, match="append"), transaction.atomic():
        Measurement.objects.update(after=0)


def test_counting_knows_scope_comparison_and_local_days():
    action = done()
    counted(before=14, after=7, others=(21, 28))
    since = planning.day_of(NOON) - timedelta(days=56)
    figures = by_day(action, since, planning.day_of(NOON))
    assert tuple(map(sum, zip(*figures.values(), strict=True))) == (14, 21)
    whole = list(weeks(figures, since, planning.day_of(NOON)))
    assert [days for _first, days, _one, _other in whole] == [7] * 8
    action.comparison = "siblings"
    assert sum(other for _one, other in by_day(action, since, planning.day_of(NOON)).values()) == 0


def recurring(count, *, threshold=3):
    RecurrenceRule.objects.all().delete()
    RecurrenceRule.objects.create(threshold=threshold, days=90, valid_from=BEGINNING.date())
    found = concluded()
    boss = a_user(Role.SUPERVISOR)
    for _place in range(count - 1):
        members.join(a_complaint().pk, analysis=found, by=boss, now=NOON)
    read(now=NOON)
    return found


@pytest.mark.parametrize(("count", "opened"), [(2, 0), (3, 1), (6, 1)])
def test_a_cause_that_comes_back_opens_one_improvement_by_itself(count, opened):
    found = recurring(count)
    assert ImprovementAction.objects.count() == opened
    read(now=NOON)
    assert ImprovementAction.objects.count() == opened
    if opened:
        action = ImprovementAction.objects.get()
        assert (action.recurring, action.owner, action.category) == (found.code, found.lead, found.category)


def test_what_came_before_an_effective_one_counts_no_more():
    recurring(3)
    ImprovementAction.objects.update(state=ActionState.EFFECTIVE, decided_at=NOON + timedelta(days=1))
    found = CauseMember.objects.first().analysis
    later = NOON + timedelta(days=2)
    for place in range(3):
        complaint = a_complaint(now=later)
        members.join(complaint.pk, analysis=found, by=found.lead, now=later)
        read(now=later)
        assert ImprovementAction.objects.count() == (2 if place == 2 else 1)


def test_the_page_shows_goal_figures_chart_and_table():
    boss = a_user(Role.SUPERVISOR)
    action = done(planned(concluded(by=boss), by=boss))
    counted(before=60, after=6)
    check()
    page = desk_of(boss).get(reverse("admin:review_improvementaction_change", args=[action.pk])).content.decode()
    assert all(words in page for words in ("32.1", "−90%", "有效", "data-value"))
    assert page.count("<tr>") >= 16
    assert (
        action.number
        in desk_of(boss).get(reverse("admin:review_improvementaction_changelist") + "?state=all").content.decode()
    )


def test_one_is_planned_and_worked_by_the_forms_of_its_pages():
    boss = a_user(Role.SUPERVISOR)
    found = concluded(by=boss)
    desk = desk_of(boss)
    form = desk.get(reverse("admin:review_improvementaction_plan", args=[found.pk])).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    sent |= {"title": "加装探头", "plan": "三分钟告警", "kind": "process", "target": "3", "metric": "complaints"}
    sent |= {"comparison": "rest", "before_days": 56}
    answer = desk.post(reverse("admin:review_improvementaction_plan", args=[found.pk]), sent)
    assert answer.status_code == 302, answer.content.decode()
    action = ImprovementAction.objects.get()
    for name, facts in (("begin", {}), ("finish", {"result": "已装", "check_on": "2030-01-01"}), ("measure", {})):
        answer = desk.post(reverse("admin:review_improvementaction_act", args=[action.pk, name]), facts)
        assert answer.status_code == 302, name
    assert state() == ActionState.DONE
