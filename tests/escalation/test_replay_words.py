"""A rule of words tried on what customers said: whom it brings up, whom no more, and whether well (ESC-2, ESC-5)."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.roles import Role
from complaints.models import Complaint
from complaints.services.chase import chase
from complaints.services.contacts import record_contact
from complaints.services.sweeps.news import read_news
from complaints.states import State, Trigger
from escalation.models import Escalation, TriggerRule
from escalation.services.raising import escalate
from escalation.services.replay.words import Judgement, Known, judgement_of, try_rule
from escalation.services.rules import add_rule
from escalation.services.stepping import hand_back, resolve
from tests.builders import NOON, a_complaint, a_user

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
CALM = "快递盒塌了一角,想换一箱。"


def a_rule(expression="找你们老板", **facts):
    known = {"trigger": Trigger.SUPERIOR, "form": "words", "unless": "", "language": "zh-hans"}
    return TriggerRule(**known | {"expression": expression, "must_match": expression} | facts)


def stored(expression="找你们老板", **facts):
    rule = a_rule(expression, **facts)
    names = ("trigger", "form", "expression", "unless", "must_match", "must_not_match", "language", "escalates")
    given = {name: getattr(rule, name) for name in (*names, "is_active")}
    return add_rule(facts=given, by=a_user(Role.DIRECTOR), now=NOON)


def changed(rule, **facts):
    """What the form of a stored rule holds before it is saved."""
    draft = TriggerRule.objects.get(pk=rule.pk)
    for name, value in facts.items():
        setattr(draft, name, value)
    return draft


def says(complaint, words, now=NOON + HOUR):
    by = complaint.handler or complaint.received_by
    record_contact(complaint.pk, direction="in", channel="phone", summary=words, by=by, now=now)


def read(now=NOON + 2 * HOUR):
    read_news(by=User.objects.system(), now=now)
    return Escalation.objects.running()


def tried(draft):
    return try_rule(draft, since=NOON - timedelta(days=30), until=NOON + timedelta(days=3))


def test_a_new_rule_brings_up_whoever_said_its_words_anywhere():
    written = a_complaint(description=f"{CALM}我要找你们老板!")
    spoken, quiet = a_complaint(description=CALM), a_complaint(description=CALM)
    says(spoken, "客户说要找你们老板谈。")
    trial = tried(a_rule())
    assert {one.complaint for one in trial.moved} == {written.pk, spoken.pk}
    assert all(one.is_gained for one in trial.moved)
    assert (trial.before.texts, trial.after.texts, trial.escalated) == (0, 2, (0, 2))
    assert quiet.pk not in trial.after.hits
    assert {hit.words for hit in trial.after.hits.values()} == {"找你们老板"}


def test_the_stored_version_moves_nothing_and_finds_what_the_reading_found():
    rule = stored()
    complaint = a_complaint(description=f"{CALM}我要找你们老板!")
    a_complaint(description=CALM)
    (escalation,) = read()
    trial = tried(changed(rule))
    assert trial.moved == []
    assert set(trial.before.hits) == set(trial.after.hits) == {complaint.pk} == {escalation.complaint_id}
    assert trial.escalated == (1, 1)


def test_a_rule_put_out_of_use_no_longer_brings_up_what_nothing_else_did():
    rule = stored()
    alone, anyway = (a_complaint(description=f"{CALM}我要找你们老板!") for _turn in range(2))
    escalate(anyway.pk, trigger=Trigger.BY_HAND, reason="情况复杂", by=anyway.received_by, now=NOON)
    read()
    trial = tried(changed(rule, is_active=False))
    assert [(one.complaint, one.is_gained) for one in trial.moved] == [(alone.pk, False)]
    assert trial.escalated == (2, 1)


@pytest.mark.parametrize(
    ("ending", "judgement"), [(resolve, Judgement.SHOULD), (hand_back, Judgement.NEEDLESS), (None, Judgement.OPEN)]
)
def test_what_became_of_an_escalation_says_whether_it_is_missed(ending, judgement):
    rule = stored()
    a_complaint(description=f"{CALM}我要找你们老板!")
    (escalation,) = read()
    if ending is not None:
        words = {"answer" if ending is resolve else "instructions": "按方案处理"}
        ending(escalation.pk, **words, by=a_user(Role.SUPERVISOR), now=NOON + 3 * HOUR)
    (moved,) = tried(changed(rule, expression="找你们董事长")).moved
    assert (moved.is_gained, moved.judgement) == (False, judgement)


def test_a_complaint_closed_in_peace_need_not_have_gone_up():
    a_complaint(at=State.CLOSED, description=f"{CALM}我要找你们老板!")
    (moved,) = tried(a_rule()).moved
    assert moved.judgement == Judgement.NEEDLESS
    Complaint.objects.update(is_high_risk=True)
    (moved,) = tried(a_rule()).moved
    assert moved.judgement == Judgement.SHOULD


def test_words_another_rule_found_too_late_should_have_gone_up():
    assert judgement_of(Known(is_closed=True, is_missed=True)) == Judgement.SHOULD
    assert judgement_of(Known()) == Judgement.OPEN


def test_a_rule_that_only_adds_to_the_risk_moves_nobody():
    a_complaint(description=f"{CALM}我要找你们老板!")
    trial = tried(a_rule(escalates=False))
    assert (trial.after.texts, trial.moved, trial.escalated) == (1, [], (0, 0))


def test_excused_words_are_excused():
    a_complaint(description=f"{CALM}我不是要找你们老板。")
    assert tried(a_rule(unless="不是要找你们老板")).after.texts == 0


def test_pressing_counts_only_while_something_is_overdue():
    """ESC-2: overdue, and the customer presses again."""
    rule = a_rule("还要等多久", trigger=Trigger.PRESSING)
    early, late = a_complaint(at=State.TRIAGED), a_complaint(at=State.TRIAGED)
    for complaint, now in ((early, NOON + timedelta(minutes=5)), (late, NOON + timedelta(hours=30))):
        chase(complaint.pk, words="客户问还要等多久", by=complaint.handler, now=now)
    assert set(tried(rule).after.hits) == {late.pk}


def test_nothing_is_written_and_the_questions_stay_as_few():
    rule = stored()
    a_complaint(description=f"{CALM}我要找你们老板!")
    read()
    before = {model: list(model.objects.order_by("pk").values()) for model in apps.get_models()}
    with CaptureQueriesContext(connection) as few:
        tried(changed(rule, expression="找你们董事长"))
    assert before == {model: list(model.objects.order_by("pk").values()) for model in apps.get_models()}
    for _turn in range(5):
        says(a_complaint(description=f"{CALM}我要找你们老板!"), "找你们老板")
    read()
    with CaptureQueriesContext(connection) as many:
        assert len(tried(changed(rule, expression="找你们董事长")).moved) == 6
    assert len(many) == len(few)
