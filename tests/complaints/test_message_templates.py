"""Words of the house's own for a step, a language, a severity, a channel (COM-1, A12, A36)."""

import pytest
from django.conf import settings as django_settings
from django.core import mail

from accounts.models import User
from complaints.crypto.contact import ContactKind
from complaints.errors import RuleBroken
from complaints.models import MessageTemplate
from complaints.services.delivery import send_waiting
from complaints.services.message_variables import VARIABLES
from complaints.services.message_words import STEPS
from complaints.services.wordings import built_in, check_words, filled, put_together
from tests.builders import NOON, a_complaint

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
MAIL = {"contacts": {ContactKind.EMAIL: "gu@example.cn"}, "preferred_channel": "email"}
RECEIPT = "您的投诉 {number} 已收到。{link} {code}"


def a_template(body=RECEIPT, *, step="received", **case):
    return MessageTemplate.objects.create(step=step, subject=case.pop("subject", "收到"), body=body, **case)


def sent(**facts):
    """The receipt of a new complaint as it left."""
    a_complaint(**MAIL | facts)
    send_waiting(by=User.objects.system(), now=NOON)
    return mail.outbox[-1]


def test_without_a_template_the_built_in_words_leave_in_the_customers_language():
    assert "Thank you for telling us" in sent(language="en").body
    assert "Thank you" not in sent(language="zh-hans", contacts={ContactKind.EMAIL: "li@example.cn"}).body


def test_a_template_replaces_the_built_in_words_of_its_language_only():
    a_template(language="zh-hans")
    letter = sent()
    assert letter.subject == "收到"
    assert letter.body.startswith("您的投诉 202611-001 已收到。http")
    assert "Thank you" in sent(language="en", contacts={ContactKind.EMAIL: "li@example.cn"}).body


def test_the_closest_template_wins_and_the_severity_counts_more_than_the_channel():
    a_template(subject="一般")
    a_template(subject="邮件", channel="email")
    assert sent().subject == "邮件"
    a_template(subject="短信", channel="sms")
    assert sent(contacts={ContactKind.EMAIL: "li@example.cn"}).subject == "邮件"
    a_template(subject="紧急", severity="S1")
    assert sent(urgency="safety", contacts={ContactKind.EMAIL: "wu@example.cn"}).subject == "紧急"


def test_what_was_sent_is_what_the_page_shows():
    a_template()
    complaint = a_complaint(**MAIL)
    send_waiting(by=User.objects.system(), now=NOON)
    assert complaint.deliveries.get().body == mail.outbox[0].body


@pytest.mark.parametrize("step", sorted(STEPS))
def test_every_message_is_complete_in_every_language_and_every_place_is_explained(step):
    assert set(STEPS[step].variables) <= set(VARIABLES)
    examples = {name: str(example) for name, (_meaning, example) in VARIABLES.items()}
    for language, _label in django_settings.LANGUAGES:
        words = built_in(step, language)
        check_words(step, subject=words.subject, body=words.body)
        whole = put_together(words, examples)
        assert "{" not in whole.subject + whole.body
        assert "%(" not in whole.subject + whole.body


def test_an_unknown_place_is_refused_in_words():
    with pytest.raises(RuleBroken) as refusal:
        check_words("closed", subject="{numbr}", body="{days} {settings}")
    assert str(refusal.value.sentence) == (
        "“{numbr}, {settings}” is not known in this message. It knows: {number}, {link}, {days}."
    )


def test_a_receipt_without_the_way_to_follow_it_is_refused():
    with pytest.raises(RuleBroken):
        check_words("received", subject="收到", body="{number} {link}")


@pytest.mark.parametrize(
    "text",
    [
        "{{settings.SECRET_KEY}}",
        "{% include '/etc/passwd' %}",
        "{number.__class__}",
        "{0}",
        "{number!r}",
        "{number:>99999999}",
        "%(number)s %s",
        "{}",
    ],
)
def test_what_other_template_languages_obey_is_plain_text_here(text):
    assert filled(text, {"number": "202611-001"}) == text


def test_what_a_fact_brings_along_is_not_filled_again_and_breaks_no_header():
    facts = {"reason": "{code}\r\nBcc: other@example.cn", "code": "SECRET"}
    words = put_together(built_in("not_accepted", "en")._replace(subject="{reason}", body="{reason}"), facts)
    assert words.subject == "{code} Bcc: other@example.cn"
    assert "SECRET" not in words.body
