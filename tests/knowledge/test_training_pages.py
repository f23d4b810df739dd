"""Training as the desk shows it: pages, and what they let somebody do (KNO-5)."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Certificate, RoleRequirement
from accounts.roles import Role
from knowledge.models import Attempt, Drill, DrillRun, LessonState, TrainingTest
from tests.builders import a_user
from tests.desk import desk_of
from tests.knowledge.lessons import QUESTIONS, RIGHT, a_certificate, a_drill, a_qualification, a_test, asked_of, taken
from tests.knowledge.shelves import WORDS, a_case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

HOME = "/admin/knowledge/drill/"


def signed_in(person):
    return desk_of(person, language="en")


def words_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def sent(answers, **others):
    return {f"q{place}": [str(one) for one in chosen] for place, chosen in answers.items()} | others


def test_everybody_finds_what_the_role_needs_the_tests_and_the_drills():
    drill, agent = a_drill(), a_user()
    a_certificate(agent, asked_of(Role.AGENT).qualification)

    told = words_of(signed_in(agent).get(HOME))

    assert "Your role needs: Complaint handling" in told
    assert Certificate.objects.get(user=agent).valid_until.isoformat() in told
    assert drill.title in told
    assert "Drills from frequent cases" not in told


def test_a_drill_is_read_answered_and_compared():
    drill, agent = a_drill(), a_user()
    browser = signed_in(agent)
    page = browser.get(f"{HOME}{drill.pk}/")
    assert WORDS["situation"] in words_of(page)
    assert WORDS["script"] not in words_of(page)
    assert QUESTIONS[0]["why"] not in words_of(page)

    compared = words_of(browser.post(f"{HOME}{drill.pk}/", sent(RIGHT, written="请先断电。", uid=page.context["uid"])))

    assert "2 of 2 right" in compared
    assert WORDS["script"] in compared
    assert QUESTIONS[0]["why"] in compared
    assert DrillRun.objects.get().person == agent


def test_a_drill_not_in_use_is_for_its_authors():
    drill = a_drill(LessonState.DRAFT)

    assert signed_in(a_user()).get(f"{HOME}{drill.pk}/").status_code == 404
    assert signed_in(a_user(Role.CURATOR)).get(f"{HOME}{drill.pk}/").status_code == 200


def test_an_author_makes_a_drill_of_a_frequent_case_and_another_puts_it_in_use():
    version = a_case()
    author, other = a_user(Role.CURATOR), a_user(Role.CURATOR)
    browser = signed_in(author)
    browser.post(f"{HOME}frequent/{version.pk}/")
    drill = Drill.objects.get()
    form = {
        "title": "漏电",
        "scenario": drill.scenario,
        "task": "写首条回复",
        "model_answer": "请先断电",
        "points": "先断电\n约时间",
        "seen": drill.edits,
        "form-TOTAL_FORMS": 2,
        "form-INITIAL_FORMS": 0,
        "form-0-ask": "第一句？",
        "form-0-options": "* 请断电\n请稍等",
        "form-0-why": "安全",
    }

    saved = browser.post(f"{HOME}{drill.pk}/edit/", form)

    assert saved.status_code == 302
    drill.refresh_from_db(fields=["questions", "points"])
    assert drill.questions == [{"ask": "第一句？", "options": ["请断电", "请稍等"], "right": [0], "why": "安全"}]
    assert drill.points == ["先断电", "约时间"]
    browser.post(f"{HOME}{drill.pk}/do/activate/")
    assert not Drill.objects.open().exists()
    signed_in(other).post(f"{HOME}{drill.pk}/do/activate/")
    assert Drill.objects.open().exists()


def test_a_refused_draft_keeps_what_was_typed():
    test = a_test(LessonState.DRAFT)
    form = {
        **{name: getattr(test, name) for name in ("pass_mark", "drawn", "minutes", "attempts_a_day", "valid_months")},
        "title": "测验",
        "task": "",
        "writing_share": 30,
        "model_answer": "",
        "points": "",
        "seen": test.edits,
        "form-TOTAL_FORMS": 1,
        "form-INITIAL_FORMS": 0,
        "form-0-ask": "没有答案的问题",
        "form-0-options": "甲\n乙",
    }

    answer = signed_in(a_user(Role.CURATOR)).post(f"/admin/knowledge/trainingtest/{test.pk}/edit/", form)

    assert answer.status_code == 409
    assert "Mark the right answers of question 1." in words_of(answer)
    assert "没有答案的问题" in answer.content.decode()


def test_a_test_is_begun_by_a_post_answered_saved_and_handed_in():
    test, agent = a_test(), a_user()
    browser = signed_in(agent)
    page = browser.get(f"/admin/knowledge/trainingtest/{test.pk}/")
    assert QUESTIONS[0]["ask"] not in words_of(page)
    assert browser.get(f"/admin/knowledge/trainingtest/{test.pk}/begin/").status_code == 405
    address = browser.post(f"/admin/knowledge/trainingtest/{test.pk}/begin/").url

    browser.post(address, sent({0: RIGHT[0]}))
    again = browser.get(address)
    assert re.search(r'name="q0" value="0" checked', again.content.decode())
    assert QUESTIONS[0]["why"] not in words_of(again)
    browser.post(address, sent(RIGHT) | {"hand-in": "1"})

    result = words_of(browser.get(address))
    assert "passed, 100 percent" in result
    assert QUESTIONS[0]["why"] in result
    assert Certificate.objects.get().user == agent


def test_somebody_elses_test_is_not_shown():
    attempt = taken(a_test(), a_user())
    address = f"/admin/knowledge/attempt/{attempt.pk}/"

    assert signed_in(a_user()).get(address).status_code == 404
    # Without a text there is nothing to mark, and scores are nobody's matter.
    assert signed_in(a_user(Role.CURATOR)).get(address).status_code == 404


def test_a_text_is_marked_on_the_page_of_the_attempt():
    test = a_test(task="写第一条回复", points=["先断电", "约定时间"])
    attempt = taken(test, a_user(), written="请先断开电源。")
    browser = signed_in(a_user(Role.SUPERVISOR))
    assert attempt.person.name in words_of(browser.get("/admin/knowledge/attempt/"))
    assert "请先断开电源。" in words_of(browser.get(f"/admin/knowledge/attempt/{attempt.pk}/"))

    browser.post(f"/admin/knowledge/attempt/{attempt.pk}/mark/", {"met": ["0", "1"], "comment": "好"})

    assert Attempt.objects.get().score == 100
    assert Certificate.objects.exists()


def test_a_certificate_is_read_by_its_holder_and_whoever_looks_them_up():
    agent = a_user()
    held = a_certificate(agent)
    address = f"/admin/accounts/certificate/{held.pk}/"

    assert held.code in words_of(signed_in(agent).get(address))
    assert signed_in(a_user()).get(address).status_code == 404
    assert held.number in words_of(
        signed_in(a_user(Role.SUPERVISOR)).get(f"/admin/accounts/certificate/?q={held.code}")
    )
    assert held.valid_until.isoformat() in words_of(
        signed_in(a_user(Role.SUPERVISOR)).get("/admin/accounts/certificate/teams/")
    )


def test_a_certificate_is_printed_the_same_each_time():
    agent = a_user()
    held = a_certificate(agent)
    address = f"/admin/accounts/certificate/{held.pk}/certificate.pdf"

    first, second = (signed_in(agent).get(address) for _time in range(2))

    assert first.content[:5] == b"%PDF-"
    assert first.content == second.content
    assert first["Content-Disposition"] == f'attachment; filename="{held.number}-en.pdf"'


def test_a_certificate_is_taken_back_by_the_director_with_a_reason():
    held = a_certificate(a_user())
    browser = signed_in(a_user(Role.DIRECTOR))

    browser.post(f"/admin/accounts/certificate/{held.pk}/revoke/", {"reason": " "})
    assert Certificate.objects.living().exists()
    browser.post(f"/admin/accounts/certificate/{held.pk}/revoke/", {"reason": "代考"})

    assert not Certificate.objects.living().exists()


def test_what_a_role_needs_is_proposed_by_one_and_put_in_force_by_another():
    day = timezone.localdate() + timedelta(days=14)
    form = {"role": Role.HANDLER, "qualification": a_qualification().pk, "from_on": day.isoformat()}
    signed_in(a_user(Role.CURATOR)).post("/admin/accounts/rolerequirement/propose/", form)
    requirement = RoleRequirement.objects.get()
    address = f"/admin/accounts/rolerequirement/{requirement.pk}/do/"
    administrator = signed_in(a_user(Role.ADMINISTRATOR))

    administrator.post(f"{address}activate/")
    assert RoleRequirement.objects.in_force(day).exists()
    administrator.post(f"{address}end/", {"reason": "试题有误"})

    assert not RoleRequirement.objects.in_force(day).exists()


def test_whoever_may_not_act_yet_reads_so_on_every_page():
    asked_of(Role.AGENT)
    browser = signed_in(a_user())

    for address in ("/admin/", "/admin/complaints/complaint/?tab=unclaimed", HOME):
        assert "Your role needs the certificate “Complaint handling”" in words_of(browser.get(address))
    assert "Your role needs the certificate" not in words_of(signed_in(a_user(Role.HANDLER)).get("/admin/"))


def test_the_next_version_of_a_test_is_begun_from_its_page():
    test = a_test()
    browser = signed_in(a_user(Role.CURATOR))

    browser.post(f"/admin/knowledge/trainingtest/{test.pk}/do/next/")

    draft = TrainingTest.objects.get(state=LessonState.DRAFT)
    assert (draft.version, draft.questions) == (2, QUESTIONS)
    assert browser.get(f"/admin/knowledge/trainingtest/{draft.pk}/edit/").status_code == 200
    assert "v2" in words_of(browser.get("/admin/knowledge/trainingtest/"))
