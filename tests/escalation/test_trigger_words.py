"""The preset trigger rules find what customers say, and not what only looks like it (ESC-2, ESC-3)."""

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from accounts.text import check_row
from complaints.states import Trigger
from complaints.words.phrases import fold
from escalation.models import TriggerRule
from escalation.services import rules
from escalation.services.rule_check import check_rule, finds, ordinary

LABELLED = tomllib.loads((Path(__file__).parent / "labelled.toml").read_text(encoding="utf-8"))
PRESETS = rules.preset("triggers")["rule"]
#: The floor of both figures on the labelled sentences; what the rules reach is printed when it falls below.
FLOOR = 0.9


def preset(code):
    return TriggerRule(**next(row for row in PRESETS if row["code"] == code))


def triggers_of(sentence):
    """Without the rule that counts only while a complaint is overdue."""
    found = (TriggerRule(**row) for row in PRESETS if row["trigger"] != Trigger.PRESSING)
    return {rule.trigger for rule in found if finds(rule, sentence)}


@pytest.mark.parametrize("code", [row["code"] for row in PRESETS])
def test_every_preset_passes_what_every_rule_of_the_desk_must_pass(code):
    check_row(preset(code))
    check_rule(preset(code))


def test_the_presets_find_what_is_labelled_and_little_else():
    right, missed, wrong = Counter(), [], []
    for label, sentences in LABELLED.items():
        wanted = {label} - {"none"}
        for sentence in sentences:
            found = triggers_of(sentence)
            right.update(found & wanted)
            missed += [(label, sentence)] if wanted - found else []
            wrong += [(sorted(found - wanted), sentence)] if found and not wanted else []
    hits = right.total()
    recall, precision = hits / (hits + len(missed)), hits / (hits + len(wrong))
    assert min(recall, precision) >= FLOOR, (recall, precision, missed, wrong)
    assert sum(map(len, LABELLED.values())) >= 120


def test_ordinary_sentences_bring_nothing_about():
    assert [(sentence, found) for sentence in ordinary() if (found := triggers_of(sentence))] == []


def test_words_are_found_as_they_were_written():
    (found,) = finds(preset("threat-zh-regulator"), "再拖我就打１２３４５！")
    assert found.text == "打１２３４５！"[:-1] or "１２３４５" in found.text


def test_a_phrase_of_plain_words_takes_gaps_and_excuses():
    rule = TriggerRule(form="words", expression="叫…领导", unless="不用叫", must_match="叫你们领导")
    assert [one.text for one in finds(rule, "叫一下你们领导，我不用叫别人")] == ["叫一下你们领导"]
    assert finds(rule, "不用叫领导") == []


def test_what_excuses_one_place_does_not_excuse_another():
    rule = preset("superior-zh-call")
    assert finds(rule, "领导力课程退不了，叫你们领导来") != []
    assert fold("x").letters == "x"
