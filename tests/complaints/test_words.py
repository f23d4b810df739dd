"""Outgoing words are looked over; who sends them all the same says why (COM-3)."""

import pytest
from django.core.exceptions import ValidationError

from accounts.roles import Role
from complaints.models import EventKind, WordRule
from complaints.services.closing import refuse_complaint
from complaints.services.proposal import propose
from complaints.services.words import WordsRefused, check_told, findings_in
from complaints.states import State
from tests.builders import NOON, a_complaint, a_user, choices
from tests.desk import desk_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def words(*texts):
    return [one.words for one in findings_in(*texts, now=NOON)]


def test_the_words_a_desk_begins_with_are_found_in_both_languages():
    assert set(words("我们会尽快处理，您自己操作造成的我们也没办法。")) == {"尽快", "您自己操作造成", "我们也没办法"}
    assert set(words("We guarantee to call you ASAP.")) == {"We guarantee", "ASAP"}
    assert words("我们查到包裹在转运时受压，今天 18:00 前给您方案。") == []


def test_a_vague_word_beside_a_clock_time_is_not_vague():
    assert words("我们尽快处理，今天18:00前给您回电。") == []
    assert words("我们尽快处理。今天18:00前给您回电。") == ["尽快"]


def test_a_rule_out_of_use_finds_nothing():
    WordRule.objects.filter(phrase="尽快").update(is_active=False)
    assert words("尽快") == []


def test_the_refusal_names_the_words_and_what_to_say_instead():
    with pytest.raises(WordsRefused, match="“尽快”: 写明具体时间"):
        check_told("我们尽快处理", now=NOON)


def test_a_proposal_with_such_words_waits_for_a_reason_and_keeps_it():
    complaint = a_complaint(at=State.INVESTIGATING)
    facts = {"message": "我们会尽快退款。", "choices": choices(), "by": complaint.handler, "now": NOON}
    with pytest.raises(WordsRefused):
        propose(complaint.pk, **facts)
    propose(complaint.pk, **facts, override="客户要求这样写")
    event = complaint.events.get(kind=EventKind.PROPOSED)
    assert (event.facts["words"], event.facts["override"]) == (["尽快 (vague-zh-01)"], "客户要求这样写")


def test_titles_and_descriptions_are_read_by_the_customer_too():
    complaint = a_complaint(at=State.INVESTIGATING)
    first, second = choices()
    with pytest.raises(WordsRefused):
        propose(
            complaint.pk,
            message="抱歉",
            choices=(first._replace(description="稍后退款"), second),
            by=complaint.handler,
            now=NOON,
        )


def test_the_reason_of_not_accepting_is_looked_over():
    complaint = a_complaint()
    with pytest.raises(WordsRefused):
        refuse_complaint(complaint.pk, reason="这不关我们的事", by=a_user(Role.SUPERVISOR), now=NOON)


@pytest.mark.parametrize("phrase", ["…", "快", "… 快 …"])
def test_a_phrase_that_would_be_found_everywhere_is_no_rule(phrase):
    rule = WordRule(code="x", kind="vague", phrase=phrase, suggestion="写明时间")
    with pytest.raises(ValidationError, match="at least two letters"):
        rule.full_clean()


def test_the_page_asks_once_and_then_takes_the_reason():
    complaint = a_complaint()
    browser = desk_of(complaint.received_by, language="en")
    sent = {"text": "我们稍后联系您", "seen": complaint.events_count}
    address = f"/admin/complaints/complaint/{complaint.pk}/step/write/"
    refused = browser.post(address, sent)
    assert refused.status_code == 409
    page = refused.content.decode()
    assert "Please look over these words" in page
    assert 'class="cp-override">' in page
    assert browser.post(address, sent | {"override": "已电话约定"}).status_code == 302
    assert complaint.events.get(kind=EventKind.MESSAGE_WRITTEN).facts["override"] == "已电话约定"


def test_what_is_typed_is_looked_over_without_being_stored():
    browser = desk_of(a_user(), language="en")
    answer = browser.post("/admin/complaints/complaint/words/", {"text": "尽快，2小时内。马上"}).json()
    assert answer["findings"] == [
        {"words": "马上", "kind": "Vague time", "suggestion": "写明具体时间。"},
    ]
    assert [one["text"] for one in answer["moments"]] == ["2小时内"]
