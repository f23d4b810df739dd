"""The final letter: checked, kept, sent, and telling where else to turn (ESC-7)."""

import json

import pytest

from accounts.roles import Role
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import EventKind
from complaints.services.words import WordsRefused
from complaints.states import State
from escalation.models import FinalLetter, OutsideBody
from escalation.services.letters import offered_so_far, places_to_turn_to, send_letter
from tests.builders import NOON, a_complaint, a_user
from tests.escalation.test_package import content_of, made

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def sent(complaint, **changes):
    facts = {
        "kind": "final_answer",
        "findings": "外箱在中转时受压，十四枚鸡蛋破损。",
        "offered": offered_so_far(complaint) or "没有提出过方案。",
        "position": "按订单金额退款；三倍赔偿的要求不予支持。",
        "bodies": list(places_to_turn_to()),
        "by": a_user(Role.LEGAL),
        "now": NOON,
    }
    return send_letter(complaint.pk, **facts | changes)


def test_a_letter_tells_the_case_the_offer_the_answer_and_where_else_to_turn():
    complaint = a_complaint(State.EXECUTING)
    letter = sent(complaint)
    message = complaint.deliveries.get(step="final_answer")
    for words in (complaint.number, letter.findings, "原路退款", letter.position, "12315", "人民法院"):
        assert words in message.body
    assert complaint.events.get(kind=EventKind.FINAL_LETTER_SENT).facts["bodies"] == letter.places
    assert complaint.deadlines.running().filter(kind="progress").exists()


def test_a_letter_goes_into_the_package_as_it_was_sent():
    complaint = a_complaint(State.EXECUTING)
    letter = sent(complaint, kind="deadlock")
    OutsideBody.objects.update(contact="改过的电话")
    record = json.loads(content_of(made(complaint))["record.json"])
    assert record["letters"][0]["places"] == letter.places
    assert "改过的电话" not in str(record["letters"])


def test_its_words_are_looked_over_like_all_a_customer_reads():
    complaint = a_complaint(State.EXECUTING)
    with pytest.raises(WordsRefused):
        sent(complaint, position="我们会尽快处理。")
    assert not FinalLetter.objects.exists()
    sent(complaint, position="我们会尽快处理。", override="引用客户原话")
    assert complaint.events.get(kind=EventKind.FINAL_LETTER_SENT).facts["override"] == "引用客户原话"


@pytest.mark.parametrize("missing", ["findings", "offered", "position", "bodies"])
def test_nothing_of_it_may_be_missing(missing):
    with pytest.raises(RuleBroken):
        sent(a_complaint(State.EXECUTING), **{missing: [] if missing == "bodies" else "  "})


def test_an_agent_does_not_have_the_last_word():
    complaint = a_complaint(State.EXECUTING)
    with pytest.raises(NotPermitted):
        sent(complaint, by=complaint.handler)
