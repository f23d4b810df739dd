"""The pages of inspection: the sheet beside the record, results, rounds, fairness (REV-5)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.roles import Role
from complaints.models import Category, Complaint
from complaints.states import State
from review.models import Appeal, Assessment, Inspection, InspectionRound, InspectionState, ScoreSheet, SheetState
from review.services.fairness import FEWEST, fairness
from review.services.inspection.appeals import appeal
from tests.builders import NOON, a_complaint, a_user
from tests.desk import desk_of
from tests.review.inspecting import DAY, LATER, a_round, scored, sheet

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def later(time_machine):
    time_machine.move_to(LATER, tick=False)


def page(inspection):
    return reverse("admin:review_inspection_change", args=[inspection.pk])


def act(inspection, name):
    return reverse("admin:review_inspection_act", args=[inspection.pk, name])


def told(used, **points):
    """The sheet as a browser sends it."""
    sent = {"comment": points.pop("comment", "")}
    for one in used.criteria.all():
        given = points.get(one.code, one.points)
        sent[f"p{one.pk}"] = "na" if given is None else str(given)
        sent[f"r{one.pk}"] = "" if given in (None, one.points) else "记录里看不到"
    return sent


def test_an_inspector_goes_from_one_complaint_to_the_next_and_back_to_the_list():
    first, second = a_round(each=2).inspections.order_by("position")
    desk = desk_of(a_user(Role.CURATOR), language="en")
    listed = desk.get(reverse("admin:review_inspection_changelist"))
    assert page(first) in listed.content.decode()
    shown = desk.get(page(first)).content.decode()
    assert "装车时生鲜件垫在了底层" in shown, "the record stands beside the sheet"
    assert "Empathy and wording" in shown
    answer = desk.post(act(first, "score"), told(sheet(), empathy=4))
    assert answer.url == page(second)
    assert desk.post(act(second, "score"), told(sheet(), promises=None)).url == reverse(
        "admin:review_inspection_changelist"
    )
    assert list(Inspection.objects.order_by("position").values_list("score", flat=True)) == [
        Decimal("97.0"),
        Decimal("100.0"),
    ]


def test_points_taken_without_a_word_come_back_with_what_was_typed():
    inspection = a_round(each=1).inspections.get()
    desk = desk_of(a_user(Role.CURATOR), language="en")
    sent = told(sheet(), facts=2, comment="总体不错")
    sent = {name: "" if name.startswith("r") else value for name, value in sent.items()}
    answer = desk.post(act(inspection, "score"), sent)
    assert answer.status_code == 422
    assert "Say why points are taken" in answer.content.decode()
    assert "总体不错" in answer.content.decode()
    assert not Assessment.objects.exists()


def test_the_second_inspector_sees_nothing_of_the_first():
    inspection = a_round(each=1, second_percent=100).inspections.get()
    scored(inspection, facts=1)
    shown = desk_of(a_user(Role.CURATOR)).get(page(inspection)).content.decode()
    assert "记录里看不到" not in shown
    assert "data-sheet" in shown


def test_opinions_apart_are_settled_beside_both():
    inspection = a_round(each=1, second_percent=100).inspections.get()
    scored(inspection, facts=0)
    scored(inspection)
    desk = desk_of(a_user(Role.DIRECTOR), language="en")
    shown = desk.get(page(inspection)).content.decode()
    assert "First opinion" in shown
    assert "Second opinion" in shown
    assert desk.post(act(inspection, "settle"), told(sheet(), facts=3, comment="以录音为准")).status_code == 302
    assert Inspection.objects.get().score == Decimal("92.0")


def test_an_agent_reads_the_own_score_and_appeals():
    inspection = a_round(each=1).inspections.get()
    scored(inspection, facts=0)
    desk = desk_of(inspection.agent, language="en")
    shown = desk.get(page(inspection)).content.decode()
    assert "记录里看不到" in shown
    assert "data-sheet" not in shown
    assert desk.post(act(inspection, "appeal"), {"reason": "证据在附件二"}).url == page(inspection)
    assert Appeal.objects.get().reason == "证据在附件二"
    assert "证据在附件二" in desk.get(page(inspection)).content.decode()


def test_a_director_decides_an_appeal():
    inspection = scored(a_round(each=1).inspections.get(), facts=0)
    appeal(inspection.pk, reason="证据在附件二", by=inspection.agent, now=LATER)
    desk = desk_of(a_user(Role.DIRECTOR), language="en")
    listed = desk.get(reverse("admin:review_inspection_changelist"), {"tab": "appeals"}).content.decode()
    assert page(inspection) in listed
    same = desk.post(act(inspection, "grant"), told(sheet(), facts=0, comment="改判"))
    assert (same.status_code, "same score" in same.content.decode()) == (409, True)
    desk.post(act(inspection, "reject"), {"reason": "附件二是事后补的"})
    assert Inspection.objects.get().state == InspectionState.FINAL


def test_a_colleague_finds_nothing_there():
    inspection = scored(a_round(each=1).inspections.get())
    assert desk_of(a_user(team="ecommerce-desk")).get(page(inspection)).status_code == 404
    assert desk_of(a_user(Role.FINANCE)).get(page(inspection)).status_code == 403


def test_qa_draws_a_round_by_a_form_and_reads_it():
    a_complaint(at=State.CLOSED)
    desk = desk_of(a_user(Role.CURATOR), language="en")
    link = reverse("admin:review_inspectionround_draw")
    assert "Seed" in desk.get(link).content.decode()
    facts = {"title": "第三周", "sheet": sheet().pk, "since": DAY, "until": DAY, "stratum": "agent", "per_stratum": 3}
    facts |= {"second_percent": 0, "tolerance": 10, "appeal_days": 5, "seed": 42}
    assert desk.post(link, facts | {"until": "2027-01-01"}).status_code == 409
    answer = desk.post(link, facts)
    drawn = InspectionRound.objects.get()
    assert answer.url == reverse("admin:review_inspectionround_change", args=[drawn.pk])
    assert drawn.population_digest in desk.get(answer.url).content.decode()
    refused = desk.post(reverse("admin:review_inspectionround_finish", args=[drawn.pk]), follow=True)
    assert "still wait" in refused.content.decode()


def test_results_name_only_those_one_may_see():
    mine, other = a_user(), a_user()
    drawn = a_round(agents=[mine, other], each=1)
    for inspection in drawn.inspections.all():
        scored(inspection, now=LATER - timedelta(hours=1), facts=3)
    link = reverse("admin:review_inspection_results")
    whole = desk_of(a_user(Role.DIRECTOR), language="en").get(link).content.decode()
    assert (str(mine) in whole, str(other) in whole, "too few to compare" in whole) == (True, True, True)
    own = desk_of(mine, language="en").get(link).content.decode()
    assert (f"<td>{mine}" in own, f"<td>{other}" in own) == (True, False)


def test_fairness_is_for_those_who_oversee():
    for number in range(6):
        a_complaint(at=State.CLOSED, refund_cny="89.00" if number else "200.00")
    link = reverse("admin:review_inspection_fairness")
    shown = desk_of(a_user(Role.SUPERVISOR), language="en").get(link).content.decode()
    assert "6 of them comparable" in shown
    assert "Far from what was usual" in shown
    assert desk_of(a_user(Role.AGENT)).get(link).status_code == 403


def test_what_is_rare_is_compared_within_its_family_and_then_whatever_its_severity():
    rare = (
        ("ecommerce.goods.quality", "S2"),
        ("ecommerce.goods.not_as_described", "S2"),
        ("ecommerce.goods.counterfeit", "S3"),
    )
    for number in range(6):
        category, severity = rare[number % 3]
        _closed(category, severity, "200.00" if number == 0 else "89.00")
    for _number in range(FEWEST):
        _closed("ecommerce.logistics.delay", "S3", "20.00")
    found = fairness(since=NOON, until=LATER, group="agent", by=a_user(Role.SUPERVISOR))
    assert (found.count, found.judged) == (11, 11)
    told = {group.words.split(" · ")[0]: (group.count, len(group.words.split(" · "))) for group in found.groups}
    # Two categories of one family, and of two grades: no grade stands in its name.
    assert told == {"商品类": (6, 3), "配送延误": (FEWEST, 4)}
    assert [outlier.received for outlier in found.outliers] == [200.0]


def _closed(category, severity, refund_cny):
    complaint = a_complaint(at=State.CLOSED, refund_cny=refund_cny)
    facts = {"category": Category.objects.get(code=category), "severity": severity}
    Complaint.objects.filter(pk=complaint.pk).update(**facts, demand="refund", demand_cny=150)


def test_a_sheet_is_drafted_by_one_and_put_in_use_by_another():
    author, other = a_user(Role.CURATOR), a_user(Role.DIRECTOR)
    first, desk = sheet(), desk_of(author, language="en")
    link = reverse("admin:review_scoresheet_act", args=[first.pk, "draft"])
    place = desk.post(link).url
    draft = ScoreSheet.objects.get(state=SheetState.DRAFT)
    shown = desk.get(place)
    form, lines = shown.context["form"], shown.context["lines"]
    sent = {"seen": form["seen"].value(), "name": "新评分表", "name_en": "New", "pass_mark": 80}
    sent |= {f"form-{name}": lines.management_form[name].value() for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    for line in lines:
        sent |= {
            field.html_name: field.value() for field in line.visible_fields() if field.value() not in (None, False)
        }
    wrong = sent | {"form-0-weight": 20}
    assert "have to make 100" in desk.post(place, wrong).content.decode()
    assert desk.post(place, sent).status_code == 302
    activate = reverse("admin:review_scoresheet_act", args=[draft.pk, "activate"])
    assert "own draft" in desk.post(activate, follow=True).content.decode()
    desk_of(other).post(activate)
    states = dict(ScoreSheet.objects.values_list("version", "state"))
    assert states == {1: SheetState.RETIRED, 2: SheetState.ACTIVE}
    assert ScoreSheet.objects.get(version=2).pass_mark == 80


def test_the_pages_ask_as_much_of_ten_as_of_two(django_assert_max_num_queries):
    drawn = a_round(agents=[a_user(), a_user()], each=3)
    for inspection in drawn.inspections.all():
        scored(inspection, now=LATER - timedelta(hours=1))
    desk = desk_of(a_user(Role.CURATOR))
    for name, args in (
        ("review_inspection_results", []),
        ("review_inspection_changelist", []),
        ("review_inspectionround_change", [drawn.pk]),
        ("review_inspection_fairness", []),
    ):
        with django_assert_max_num_queries(30):
            assert desk.get(reverse(f"admin:{name}", args=args)).status_code == 200
    assert NOON < LATER
