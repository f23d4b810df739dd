"""Every page, dialog and refusal speaks one language: what is left of the other is data, or a fault."""

import json
import re
from pathlib import Path
from zoneinfo import available_timezones

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from accounts.models import Department, Qualification, Team, User
from accounts.roles import Role
from complaints.admin.situation import visible_complaint
from complaints.admin.steps import steps_for
from complaints.models import Category, ComplaintEvent, Delivery, MessageTemplate, UrgentWords, WordRule
from complaints.states import State
from escalation.models import LegalTerm, OutsideBody, StatutoryBaseline, TriggerRule
from knowledge.models import BookEdition
from review.models import CauseCode
from tests.architecture.cast import ANONYMOUS, CUSTOMER, Cast
from tests.architecture.routes import all_routes
from tests.architecture.test_language import AS_THEY_ARE
from tests.architecture.visible import shown_on
from tests.builders import a_complaint

pytestmark = [pytest.mark.django_db, pytest.mark.either_database]

READERS = (Role.AGENT, Role.SUPERVISOR, Role.FINANCE, Role.CURATOR, Role.ADMINISTRATOR, Role.AUDITOR)
STEPPING = (Role.AGENT, Role.SUPERVISOR, Role.CURATOR)
CHINESE = re.compile(r"[\u3400-\u9fff]+")
LATIN = re.compile(r"[A-Za-z]{2,}[\w.@-]*")
#: Addresses, and the last hash of a record under the key it names.
MARKS = re.compile(
    r"https?://\S+|www\.\S+|/tmp/\S+|\bk1:[0-9a-f]{64}\b|\bSHA-256\b|\b[0-9a-f]{12,64}\b"
    r"|(?:[0-9A-F]{4} ){7}[0-9A-F]{4}|\b(?:GI|RC|IM|AL|PB|[A-Z]{1,3})\d{4,6}-\d+|\bKB\b"
    # What proves a certificate, and a place of a script a snippet is cut in.
    r"|\b[0-9A-Z]{12}\b|\{\w+(?=…)"
)
#: Where the Chinese and the English name of a thing are edited side by side.
BOTH_NAMES = re.compile("/admin/(complaints/category|accounts/department|accounts/qualification|review/causecode)/")
NAMED_TWICE = (Category, Department, CauseCode, Qualification)
#: Where each language's words for customers are edited, and what the zones of the world are called.
WORDS_KEPT = re.compile("/admin/complaints/(wordrule|urgentwords|messagetemplate)/")
ZONES = available_timezones()
#: The way to the other language is written in that language, a key as it stands on the keyboard.
AS_IT_IS = {"English", "en", "简体中文", "zh-hans", "中文", "Ctrl + K", "esc"}
#: What the tests' people uploaded and wrote as numbers, and what their mailbox and company are called.
FILES = {"photo.png", "table.csv", "Table.csv", "TK-1", "court", "law", "INBOX", "desk", "desk@example.cn", "ww1"}
TESTS = Path(settings.BASE_DIR) / "tests"


def test_english_pages_are_english():
    shown = texts("en")
    told, edited, kept = told_in_chinese(), names_of(*NAMED_TWICE, field="name"), words_kept()
    wrong = {
        f"{text} at {address}"
        for text, address in shown
        for run in CHINESE.findall(text)
        if run not in told
        and not (BOTH_NAMES.search(address) and run in "".join(edited))
        and not (WORDS_KEPT.search(address) and run in kept)
    }
    assert sorted(wrong) == []


def test_chinese_pages_are_chinese():
    shown = texts("zh-hans")
    codes = names_of(*NAMED_TWICE, Team, field="code") | names_of(User, field="username")
    edited, kept = names_of(*NAMED_TWICE, field="name_en"), words_kept()
    wrong = {
        f"{text} at {address}"
        for text, address in shown
        for word in LATIN.findall(AS_THEY_ARE.sub("", MARKS.sub("", text)))
        if word not in codes | FILES
        and text not in ZONES
        and not (BOTH_NAMES.search(address) and text in edited)
        and not (WORDS_KEPT.search(address) and word in kept)
    }
    assert sorted(wrong) == []


def texts(language):
    """{(text, address)} of everything shown to one reader of each kind."""
    with override(language):
        cast = Cast()
        complaints = [a_complaint(at=state, agent=cast.people[Role.AGENT], language=language) for state in State]
    User.objects.update(language=language)
    shown = set()
    for actor in (*READERS, CUSTOMER, ANONYMOUS):
        browser = cast.browser_of(actor)
        browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        for address in addresses(cast, actor):
            shown |= shown_at(address, browser.get(address))
        for address in dialogs(cast.people[actor], complaints) if actor in STEPPING else ():
            shown |= shown_at(address, browser.get(address)) | shown_at(address, browser.post(address))
    return shown


def shown_at(address, answer):
    if answer.streaming:
        b"".join(answer)  # A file handed out is closed by being read to its end.
    if "html" not in answer.headers.get("Content-Type", ""):
        return set()
    return {(text, address) for text in shown_on(answer.content.decode()) if text not in AS_IT_IS}


def addresses(cast, actor):
    """Each route once."""
    for route in all_routes():
        if "(" not in route.pattern and "<slug:name>" not in route.pattern:
            yield route.address(**cast.parameters(route, cast.complaint(actor, "own")))


def dialogs(user, complaints):
    """A complaint in each state, and each step once, where it is first offered."""
    asked = set()
    for complaint in complaints:
        yield reverse("admin:complaints_complaint_change", args=[complaint.pk])
        for step in steps_for(visible_complaint(user, complaint.pk), user):
            if step.name not in asked:
                asked.add(step.name)
                yield reverse("admin:complaints_complaint_step", args=[complaint.pk, step.name])


def words_kept():
    """Words for customers, in the customers' language: what rules forbid and advise, subjects of templates."""
    kept = [names_of(WordRule, field=field) for field in ("phrase", "suggestion")]
    kept += [
        {" ".join(words.split()) for words in names_of(UrgentWords, field=field)} for field in ("phrases", "unless")
    ]
    return "\n".join(sorted(set().union(*kept, names_of(MessageTemplate, field="subject"))))


def told_in_chinese():
    """What the tests' own people and customers said, what the record keeps of it, and what customers were sent."""
    files = ("builders.py", "letters.py", "architecture/cast.py")
    files += ("review/causes.py", "review/improvements.py", "review/inspecting.py")
    files += tuple(f"knowledge/{name}.py" for name in ("shelves", "playbooks", "lessons", "books"))
    said = [(TESTS / name).read_text(encoding="utf-8") for name in files]
    kept = [json.dumps(facts, ensure_ascii=False) for facts in ComplaintEvent.objects.values_list("facts", flat=True)]
    sent = [f"{delivery.subject}\n{delivery.body}" for delivery in Delivery.objects.all()]
    # Bodies, terms of law and words of rules are data of the country the desk works in.
    law = [
        str(value)
        for model in (OutsideBody, LegalTerm, StatutoryBaseline, TriggerRule)
        for row in model.objects.values_list()
        for value in row
    ]
    # A book is set in the language of its edition.
    contents = BookEdition.objects.values_list("content", flat=True)
    books = [json.dumps(content, ensure_ascii=False) for content in contents]
    return "\n".join((*said, *kept, *sent, *law, *books, *names_of(Team, field="name")))


def names_of(*models, field):
    return {name for model in models for name in model.objects.values_list(field, flat=True)}
