"""Drills, tests and certificates, made by walking the real services."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from accounts.models import Qualification
from accounts.roles import Role
from accounts.services.certificates import activate_requirement, propose_requirement
from knowledge.models import Drill, LessonState, TrainingTest
from knowledge.services.training import attempts, drills, lessons, papers
from tests.builders import a_user
from tests.knowledge.shelves import a_case

QUESTIONS = [
    {
        "ask": "客户说漏电，第一句话？",
        "options": ["请先断电", "请稍等", "请提供订单"],
        "right": [0],
        "why": "安全先行。",
    },
    {
        "ask": "哪些话不能说？",
        "options": ["尽快处理", "今天18点前回电", "不是我们的责任"],
        "right": [0, 2],
        "why": "模糊、推责。",
    },
    {"ask": "超出权限的补偿？", "options": ["先答应", "提交审批"], "right": [1], "why": "先批后承诺。"},
    {"ask": "何时记录？", "options": ["每次联系之后", "结案时"], "right": [0], "why": "记录要即时。"},
]
RIGHT = {place: row["right"] for place, row in enumerate(QUESTIONS)}
WRONG = {place: [] for place in RIGHT}
#: A text to write besides.
TASK = {"task": "写第一条回复", "model_answer": "请先断电。", "points": ["先断电", "约定时间"], "writing_share": 40}


def a_qualification(code="handling"):
    names = {"name": "投诉处理上岗证", "name_en": "Complaint handling"}
    return Qualification.objects.get_or_create(code=code, defaults=names)[0]


def a_test(at=LessonState.ACTIVE, *, qualification=None, author=None, **words):
    """The next version of the test for a qualification; four questions, all put."""
    author, now = author or a_user(Role.CURATOR), timezone.now()
    draft = papers.draft_test((qualification or a_qualification()).pk, by=author, now=now)
    facts = {"questions": QUESTIONS, "pass_mark": 75} | words
    draft = lessons.write(TrainingTest, draft.pk, words=facts, seen=draft.edits, by=author, now=now)
    if at == LessonState.DRAFT:
        return draft
    return lessons.activate(TrainingTest, draft.pk, by=a_user(Role.CURATOR), now=now)


def taken(test, person, *, answers=RIGHT, written="", now=None):
    """An attempt handed in."""
    now = now or timezone.now()
    begun = attempts.begin(test.pk, by=person, now=now)
    return attempts.hand_in(begun.pk, answers=answers, written=written, by=person, now=now)


def a_certificate(person, qualification=None):
    """Earned today."""
    qualification = qualification or a_qualification()
    test = TrainingTest.objects.filter(qualification=qualification, state=LessonState.ACTIVE).first()
    taken(test or a_test(qualification=qualification), person)
    return person.certificates.living().get(qualification=qualification)


def asked_of(role, *, in_force=True, qualification=None):
    """A requirement proposed the day before yesterday for today."""
    before = timezone.now() - timedelta(days=2)
    proposed = propose_requirement(
        role=role,
        qualification=qualification or a_qualification(),
        from_on=timezone.localdate(),
        by=a_user(Role.CURATOR),
        now=before,
    )
    if not in_force:
        return proposed
    return activate_requirement(proposed.pk, by=a_user(Role.ADMINISTRATOR), now=before)


def a_drill(at=LessonState.ACTIVE, *, version=None, **words):
    """A drill of a published case."""
    author, now = a_user(Role.CURATOR), timezone.now()
    draft = drills.draft_drill((version or a_case()).pk, by=author, now=now)
    facts = {"questions": QUESTIONS[:2]} | words
    draft = lessons.write(Drill, draft.pk, words=facts, seen=draft.edits, by=author, now=now)
    if at == LessonState.DRAFT:
        return draft
    return lessons.activate(Drill, draft.pk, by=a_user(Role.CURATOR), now=now)


def practised(drill, person, *, answers=RIGHT, written="", uid=None):
    return drills.practise(
        drill.pk, uid=uid or uuid4(), answers=answers, written=written, by=person, now=timezone.now()
    )
