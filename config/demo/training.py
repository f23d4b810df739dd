"""Training on the demo desk: a qualification with its test, drills of published cases, and who is certified."""

import tomllib
from datetime import timedelta
from pathlib import Path

from django.db import transaction

from accounts.models import Qualification
from knowledge.models import CaseVersion, Drill, TrainingTest, VersionState
from knowledge.services.training import attempts, drills, lessons, papers

_TOLD = Path(__file__).parent / "training.toml"
_MOST_DRILLS = 3
#: Who sat the test how many days ago; the first one's certificate is about to run out.
_PASSED = (("agent", 350), ("agent2", 120), ("agent3", 90), ("agent4", 60), ("handler", 45), ("supervisor", 30))
#: Who answered the first question only.
_FAILED = ("agent5", 1)


@transaction.atomic
def train(users, *, now):
    """Nothing happens a second time."""
    if TrainingTest.objects.exists():
        return
    told = tomllib.loads(_TOLD.read_text(encoding="utf-8"))
    test = _test(told, users, at=now - timedelta(days=360))
    for name, days_ago in _PASSED:
        _sit(test, users[name], list(range(len(test.questions))), at=now - timedelta(days=days_ago))
    name, days_ago = _FAILED
    _sit(test, users[name], [0], at=now - timedelta(days=days_ago))
    for version in CaseVersion.objects.filter(state=VersionState.PUBLISHED).order_by("pk")[:_MOST_DRILLS]:
        _drill(version, told, users, at=now - timedelta(days=2))


def _test(told, users, *, at):
    qualification = Qualification.objects.get_or_create(
        code=told["qualification"]["code"], defaults=told["qualification"]
    )[0]
    draft = papers.draft_test(qualification.pk, by=users["qa"], now=at)
    words = told["test"] | {"questions": [_row(question) for question in told["question"]]}
    lessons.write(TrainingTest, draft.pk, words=words, seen=draft.edits, by=users["qa"], now=at)
    return lessons.activate(TrainingTest, draft.pk, by=users["qa2"], now=at)


def _sit(test, person, places, *, at):
    begun = attempts.begin(test.pk, by=person, now=at)
    answers = {place: test.questions[place]["right"] for place in places}
    attempts.hand_in(begun.pk, answers=answers, written="", by=person, now=at + timedelta(minutes=9))


def _drill(version, told, users, *, at):
    draft = drills.draft_drill(version.pk, by=users["qa"], now=at)
    words = {"questions": [_row(question) for question in told["drill"]]}
    lessons.write(Drill, draft.pk, words=words, seen=draft.edits, by=users["qa"], now=at)
    lessons.activate(Drill, draft.pk, by=users["qa2"], now=at)


def _row(question):
    options = question["options"]
    return {
        "ask": question["ask"],
        "options": [option.removeprefix("*") for option in options],
        "right": [place for place, option in enumerate(options) if option.startswith("*")],
        "why": question["why"],
    }
