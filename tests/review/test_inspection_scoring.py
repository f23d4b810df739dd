"""Scoring, second opinions and appeals: by people who had no part in it, for good (REV-5, AUD-3)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation

from accounts.roles import Role
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import ComplaintEvent, EventKind, NoticeKind, StaffNotice
from review.models import Appeal, AppealState, Assessment, Inspection, InspectionState, Mark, RoundState
from review.services.inspection.appeals import appeal, decide_appeal
from review.services.inspection.rounds import finish_round
from review.services.inspection.scoring import score, set_aside, settle
from tests.builders import a_user
from tests.review.inspecting import LATER, a_round, marks_of, scored, sheet

pytestmark = pytest.mark.django_db
S = InspectionState


def one(**facts):
    return a_round(each=1, **facts).inspections.select_related("round__sheet", "agent", "complaint").get()


def kinds(complaint_id):
    return list(
        ComplaintEvent.objects.filter(complaint=complaint_id, kind__startswith="review.").values_list("kind", flat=True)
    )


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def test_a_full_sheet_makes_a_hundred_and_the_handler_is_told():
    inspection = scored(one())
    assert (inspection.state, inspection.score, inspection.is_passed) == (S.DONE, Decimal("100.0"), True)
    assert kinds(inspection.complaint_id) == [EventKind.INSPECTED]
    assert StaffNotice.objects.get(kind=NoticeKind.INSPECTED).to == inspection.agent


def test_the_record_of_the_complaint_names_no_points():
    """The desk reads the record; the points are the handler's own."""
    inspection = scored(one(), empathy=1)
    assert ComplaintEvent.objects.get(kind=EventKind.INSPECTED).facts == {"inspection": inspection.round.title}


@pytest.mark.parametrize(
    ("points", "expected", "is_passed"),
    [
        ({"empathy": 3}, "94.0", True),
        ({"facts": 0}, "80.0", False),
        ({"promises": None}, "100.0", True),
        ({"promises": None, "facts": 0}, "76.5", False),
        ({"privacy": 0}, "0.0", False),
    ],
)
def test_weights_lines_left_out_and_fatal_lines(points, expected, is_passed):
    inspection = scored(one(), **points)
    assert (inspection.score, inspection.is_passed) == (Decimal(expected), is_passed)
    assert inspection.is_fatal == ("privacy" in points)


def test_points_taken_need_a_word_and_every_line_a_mark():
    inspection, qa = one(), a_user(Role.CURATOR)
    marks = marks_of(sheet(), facts=2)
    silent = {key: (points, "") for key, (points, _remark) in marks.items()}
    for wrong, sentence in ((silent, "why points are taken"), (dict(list(marks.items())[1:]), "every line")):
        with pytest.raises(RuleBroken, match=sentence):
            score(inspection.pk, marks=wrong, by=qa, now=LATER)
    too_many = marks_of(sheet(), facts=9)
    with pytest.raises(RuleBroken, match="at most"):
        score(inspection.pk, marks=too_many, by=qa, now=LATER)
    assert not Assessment.objects.exists()


def test_nobody_scores_what_they_handled_or_is_about_them():
    inspection, qa = one(), a_user(Role.CURATOR)
    type(inspection.complaint).objects.filter(pk=inspection.complaint_id).update(about_staff=qa)
    with pytest.raises(NotPermitted, match="against themselves"):
        scored(inspection, by=qa)
    type(inspection.complaint).objects.filter(pk=inspection.complaint_id).update(about_staff=None, received_by=qa)
    with pytest.raises(NotPermitted, match="handled"):
        scored(inspection, by=qa)
    other = a_user(Role.CURATOR)
    ComplaintEvent.record(
        type(inspection.complaint).objects.get(pk=inspection.complaint_id), EventKind.CONTACTED, by=other, at=LATER
    )
    with pytest.raises(NotPermitted, match="part in"):
        scored(inspection, by=other)


def test_agents_and_supervisors_do_not_score():
    inspection = one()
    for role in (Role.AGENT, Role.SUPERVISOR, Role.AUDITOR):
        with pytest.raises(NotPermitted):
            scored(inspection, by=a_user(role))


def test_two_opinions_that_agree_make_their_mean():
    inspection = one(second_percent=100)
    first = scored(inspection)
    assert (first.state, first.score, kinds(first.complaint_id)) == (S.SECOND, None, [])
    with pytest.raises(NotPermitted, match="already gave"):
        scored(inspection, by=first.first_by)
    both = scored(inspection, empathy=4)
    assert (both.state, both.score) == (S.DONE, Decimal("98.5"))


@pytest.mark.parametrize("points", [{"facts": 0}, {"respect": 0}, {"facts": 2, "empathy": 3}])
def test_two_opinions_apart_wait_for_a_third_who_settles_them(points):
    inspection = one(second_percent=100)
    scored(inspection)
    assert scored(inspection, **points).state == S.APART
    director, marks = a_user(Role.DIRECTOR), marks_of(sheet(), facts=3)
    with pytest.raises(RuleBroken, match="why"):
        settle(inspection.pk, marks=marks, comment=" ", by=director, now=LATER)
    for said in Assessment.objects.all():
        with pytest.raises(NotPermitted, match="already gave"):
            settle(inspection.pk, marks=marks, comment="以录音为准", by=said.by, now=LATER)
    settled = settle(inspection.pk, marks=marks, comment="以录音为准", by=director, now=LATER)
    assert (settled.state, settled.score) == (S.DONE, Decimal("92.0"))


def test_an_appeal_is_granted_by_somebody_else_with_other_marks():
    inspection = scored(one(), facts=0)
    appeal(inspection.pk, reason="证据在附件二", by=inspection.agent, now=LATER)
    assert Inspection.objects.get().score == Decimal("80.0")
    with pytest.raises(NotPermitted, match="already gave"):
        decide_appeal(inspection.pk, decision="维持", by=inspection.first_by, now=LATER)
    director = a_user(Role.DIRECTOR)
    with pytest.raises(RuleBroken, match="same score"):
        decide_appeal(inspection.pk, decision="改判", marks=marks_of(sheet(), facts=0), by=director, now=LATER)
    decide_appeal(inspection.pk, decision="附件二确有核实", marks=marks_of(sheet()), by=director, now=LATER)
    final, row = Inspection.objects.get(), Appeal.objects.get()
    assert (final.state, final.score, final.is_passed) == (S.FINAL, Decimal("100.0"), True)
    assert (row.state, row.score_before, row.decided_by) == (AppealState.GRANTED, Decimal("80.0"), director)
    assert kinds(final.complaint_id) == [
        EventKind.INSPECTED,
        EventKind.INSPECTION_APPEALED,
        EventKind.INSPECTION_APPEAL_DECIDED,
    ]
    assert StaffNotice.objects.get(kind=NoticeKind.INSPECTION_DECIDED).to == inspection.agent


def test_a_rejected_appeal_leaves_the_score_and_there_is_no_second_one():
    inspection = scored(one(), facts=0)
    appeal(inspection.pk, reason="证据在附件二", by=inspection.agent, now=LATER)
    with pytest.raises(RuleBroken, match="why"):
        decide_appeal(inspection.pk, decision="", by=a_user(Role.DIRECTOR), now=LATER)
    decide_appeal(inspection.pk, decision="附件二是事后补的", by=a_user(Role.DIRECTOR), now=LATER)
    assert (Inspection.objects.get().state, Inspection.objects.get().score) == (S.FINAL, Decimal("80.0"))
    with pytest.raises(RuleBroken, match="once"):
        appeal(inspection.pk, reason="再看看", by=inspection.agent, now=LATER)


def test_only_whoever_was_scored_appeals_and_only_in_time():
    inspection = scored(one(), facts=0)
    colleague = a_user(team="ecommerce-desk")
    with pytest.raises(NotPermitted):
        appeal(inspection.pk, reason="我觉得不公平", by=colleague, now=LATER)
    with pytest.raises(RuleBroken, match="until"):
        appeal(inspection.pk, reason="证据在附件二", by=inspection.agent, now=LATER + timedelta(days=6))


def test_a_round_is_finished_when_nothing_waits_and_no_appeal_can_come():
    inspection, qa = one(), a_user(Role.CURATOR)
    with pytest.raises(RuleBroken, match="still wait"):
        finish_round(inspection.round_id, by=qa, now=LATER)
    scored(inspection)
    with pytest.raises(RuleBroken, match="Appeals may still come"):
        finish_round(inspection.round_id, by=qa, now=LATER)
    done = finish_round(inspection.round_id, by=qa, now=LATER + timedelta(days=6))
    assert (done.state, done.finished_by) == (RoundState.FINISHED, qa)
    with pytest.raises(RuleBroken, match="finished"):
        finish_round(inspection.round_id, by=qa, now=LATER + timedelta(days=7))


def test_only_what_nobody_scored_is_set_aside_with_a_reason():
    inspection, qa = one(), a_user(Role.CURATOR)
    with pytest.raises(RuleBroken, match="why"):
        set_aside(inspection.pk, reason="", by=qa, now=LATER)
    scored(inspection)
    with pytest.raises(RuleBroken, match="nobody has scored"):
        set_aside(inspection.pk, reason="重复", by=qa, now=LATER)


def test_each_sees_the_scores_that_are_theirs():
    inspection = one()
    agent, colleague = inspection.agent, a_user(team="ecommerce-desk")
    assert not Inspection.objects.visible_to(agent).exists(), "blind until it is scored"
    scored(inspection)
    seen = {
        person: Inspection.objects.visible_to(person).exists()
        for person in (agent, colleague, a_user(Role.SUPERVISOR), a_user(Role.FINANCE), a_user(Role.AUDITOR))
    }
    assert list(seen.values()) == [True, False, True, False, True]
    elsewhere = a_user(Role.SUPERVISOR, team="internet-desk")
    assert not Inspection.objects.visible_to(elsewhere).exists()


@pytest.mark.parametrize(
    "act", [lambda: Assessment.objects.update(score=1), lambda: Mark.objects.all().delete()], ids=["update", "delete"]
)
def test_an_opinion_is_never_changed(act):
    scored(one())
    with pytest.raises(DatabaseError), transaction.atomic():
        act()
