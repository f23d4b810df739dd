"""A trigger rule is tried before it is stored, and each version is kept (ESC-2, A22)."""

import string
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.roles import Role
from complaints.errors import NotPermitted, Outdated, RuleBroken
from complaints.words.phrases import fold
from escalation.models import RiskWeight, TriggerRule
from escalation.services import rule_check, rules
from escalation.services.rule_check import MOST_MS, check_rule, milliseconds
from tests.architecture.escalation_calls import A_RULE
from tests.builders import NOON, a_user

#: Patterns known to hang engines that go back, and some that are merely huge.
EVIL = [
    *(r"(a+)+$", r"(a*)*$", r"(a|aa)+$", r"(a|a?)+$", r"(.*a){12}$", r"(a+)+b", r"([a-zA-Z]+)*$", r"(a|b|ab)*c"),
    *(r"^(a?){25}a{25}$", r"(x+x+)+y", r"(\w+\s?)*$", r"^(([a-z])+.)+[A-Z]([a-z])+$", r"(.*)*,", r"(?:a|a)*b"),
    *(r"(\d+)*\.", r"(\s*\S+)*x", r"((a+)*)*b", r"(aa|aab?)*$", r"(a.*a.*a.*)+b", r"[\s\S]*[\s\S]*[\s\S]*x"),
    *(r"(我+)+$", r"(要|要)*走", r"(.*?领导)+!", r"(领.*导.*)*经理", r"(?:.+)+投诉", r"(.{0,9}){9}z", r"(\pL+)*\d"),
    *(
        r"a{1000}",
        r"(a{30}){30}",
        r"((a{9}){9}){9}",
        r".{999}x",
        r"(.{1,99}){1,9}x",
        r"(\w{1,50}){1,20}!",
        r"[^a]{500}b",
    ),
    *(r"(a|b){1,400}c", r"(?i)(ä|ö|ü){300}", r".*.*.*.*.*.*.*.*x", r"(a?){500}", r"(ab?c?){300}d", r"\p{Han}{800}x"),
    *(
        r"(?=a)a",
        r"(?!a)b",
        r"(?<=a)b",
        r"(a)\1",
        r"(?P<x>a)(?P=x)",
        r"(?>a+)b",
        r"a++b",
        r"(?R)",
        r"[",
        r"(",
        r"a{2,1}",
    ),
    *(r"*", r"\8", r"(?#x", r"(?:(?:(?:(?:(?:(?:(?:a*)*)*)*)*)*)*)*b", r"(" * 1500 + "a" + ")" * 1500),
]
LONG = 100_000


def a_rule(**facts):
    return TriggerRule(**A_RULE | facts)


@pytest.mark.parametrize("expression", EVIL, ids=range(len(EVIL)))
def test_an_evil_pattern_is_refused_or_quick(expression):
    rule = a_rule(form="pattern", expression=expression, must_match="aaaa aaab 我要走 投诉到媒体")
    chance = Random(1)  # noqa: S311 — the same texts on every machine
    mixed = "".join(chance.choice("ab xy领导,1.") for _letter in range(LONG))
    try:
        check_rule(rule)
    except RuleBroken:
        return
    for text in ("a" * LONG, "ab" * (LONG // 2), "领导 " * (LONG // 3), mixed):
        assert milliseconds(rule, fold(text)) < MOST_MS


def test_there_are_fifty_of_them():
    assert len(set(EVIL)) >= 50


@given(
    expression=st.text(alphabet=string.printable + "领导投诉。…", max_size=40),
    form=st.sampled_from(["words", "pattern"]),
    unless=st.text(alphabet="领导力 \n…a", max_size=20),
    must_match=st.text(max_size=60),
)
@settings(max_examples=150)
def test_whatever_is_typed_is_taken_or_refused_in_words(expression, form, unless, must_match):
    rule = a_rule(expression=expression, form=form, unless=unless, must_match=must_match)
    try:
        check_rule(rule)
    except RuleBroken:
        pass
    else:
        assert all(rule_check.finds(rule, line) for line in must_match.splitlines() if line.strip())


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"expression": "…", "form": "words"}, "at least two letters"),
        ({"expression": "(投诉", "form": "pattern"}, "does not take this pattern"),
        ({"expression": "(?=投诉)", "form": "pattern"}, "no look-around"),
        ({"expression": "(投诉)?", "form": "pattern"}, "found in an empty text"),
        ({"unless": "听"}, "too short"),
        ({"must_match": " \n"}, "at least one sentence"),
        ({"must_match": "我要投诉到有关部门"}, "must find “我要投诉到有关部门”"),
        ({"must_not_match": "不会投诉到媒体"}, "must not find “不会投诉到媒体”"),
        ({"must_match": "投诉到媒体" + "。" * 200}, "200 characters"),
        ({"must_match": "投诉到媒体\n" * 21}, "At most 20"),
        ({"expression": "客服|退|快递", "form": "pattern", "must_match": "客服"}, "ordinary sentences, such as"),
        ({"expression": ".", "form": "pattern"}, "ordinary sentences"),
        ({"expression": "投诉\x00媒体"}, "no text"),
    ],
)
def test_a_rule_that_is_no_good_is_refused_in_words(facts, why, in_english):
    with pytest.raises(RuleBroken, match=why):
        check_rule(a_rule(**facts))


def test_a_slow_rule_is_refused(monkeypatch, in_english):
    monkeypatch.setattr(rule_check, "milliseconds", lambda *_what: MOST_MS + 1)
    with pytest.raises(RuleBroken, match="51 ms"):
        check_rule(a_rule())


@pytest.mark.django_db
def test_each_version_is_kept_with_who_and_why():
    director = a_user(Role.DIRECTOR)
    rule = rules.add_rule(facts=A_RULE, by=director, now=NOON)
    changed = A_RULE | {"must_match": "我要投诉到媒体\n再投诉到媒体"}
    rules.change_rule(rule.pk, facts=changed, reason="补一个例句", seen=1, by=director, now=NOON)
    kept = [(one.version, one.reason, one.by, one.content["must_match"]) for one in rule.changes.all()]
    assert kept == [(2, "补一个例句", director, changed["must_match"]), (1, "", director, A_RULE["must_match"])]
    with pytest.raises(Outdated):
        rules.change_rule(rule.pk, facts=A_RULE, reason="旧页面", seen=1, by=director, now=NOON)
    with pytest.raises(RuleBroken):
        rules.change_rule(rule.pk, facts=A_RULE, reason=" ", seen=2, by=director, now=NOON)


@pytest.mark.django_db
def test_there_are_no_twins_and_no_end_of_rules(monkeypatch, in_english):
    director = a_user(Role.DIRECTOR)
    rules.add_rule(facts=A_RULE, by=director, now=NOON)
    with pytest.raises(RuleBroken, match="such a rule already"):
        rules.add_rule(facts=A_RULE, by=director, now=NOON)
    monkeypatch.setattr(rules, "MOST_ACTIVE", 1)
    with pytest.raises(RuleBroken, match="1 rules already"):
        rules.add_rule(facts=A_RULE | {"expression": "投诉到…媒体"}, by=director, now=NOON)


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR, Role.CURATOR, Role.AUDITOR])
def test_whoever_has_not_the_right_changes_none(role):
    with pytest.raises(NotPermitted):
        rules.add_rule(facts=A_RULE, by=a_user(role), now=NOON)


@pytest.mark.django_db
def test_loading_the_presets_twice_adds_nothing_and_keeps_what_was_edited():
    added = rules.load_rules(now=NOON)
    assert added == TriggerRule.objects.count() + RiskWeight.objects.count()
    assert TriggerRule.objects.count() > 15
    TriggerRule.objects.filter(code="threat-zh-media").update(is_active=False)
    assert rules.load_rules(now=NOON) == 0
    assert not TriggerRule.objects.get(code="threat-zh-media").is_active


@pytest.mark.django_db
def test_the_form_saves_a_rule_and_shows_a_refusal_beside_what_was_typed(client, in_english):
    client.force_login(a_user(Role.DIRECTOR, language="en"))
    add = "/admin/escalation/triggerrule/add/"
    bad = A_RULE | {"form": "pattern", "expression": "(投诉"}
    page = client.post(add, bad).content.decode()
    assert "does not take this pattern" in page
    assert "(投诉" in page
    assert client.post(add, A_RULE | {"escalates": "on", "is_active": "on"}).status_code == 302
    rule = TriggerRule.objects.get()
    change = f"/admin/escalation/triggerrule/{rule.pk}/change/"
    counting = {name: value for name, value in A_RULE.items() if name != "escalates"}
    assert client.post(change, counting | {"seen": 1, "reason": "只计数"}).status_code == 302
    rule.refresh_from_db()
    assert (rule.version, rule.escalates) == (2, False)
    assert "只计数" in client.get(change).content.decode()
