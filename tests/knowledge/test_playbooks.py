"""Playbooks: what they need, where they come from, and which one a complaint gets (INV-5)."""

import pytest

from accounts.models import User
from accounts.roles import Role
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import Category
from complaints.models.category import Nature
from complaints.states import State
from knowledge.models import Playbook, PlaybookVersion, VersionState
from knowledge.services.library import workflow, writing
from knowledge.services.library.beginning import begin, load_playbooks
from knowledge.services.library.playbooks import check_complete, for_complaint
from tests.builders import NOON, a_complaint, a_user
from tests.knowledge.playbooks import PLAYBOOK, a_playbook, a_playbook_draft
from tests.knowledge.shelves import confirmed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def test_the_house_brings_a_playbook_for_every_nature_as_a_draft_nobody_looked_over():
    """INV-5, KNO-2: the machine publishes nothing."""
    assert load_playbooks(now=NOON) == len(Nature)

    versions = PlaybookVersion.objects.select_related("entry")
    assert {one.entry.nature for one in versions} == set(Nature.values)
    assert {one.state for one in versions} == {VersionState.DRAFT}
    assert {one.written_by for one in versions} == {User.objects.system()}
    assert load_playbooks(now=NOON) == 0


def test_the_built_in_playbooks_are_complete_and_pass_their_own_rules():
    """COM-3: no vague time, no jargon, no blame in any script or opener."""
    load_playbooks(now=NOON)
    for version in PlaybookVersion.objects.select_related("entry"):
        check_complete(version)
        assert 4 <= len(version.steps) <= 7
        assert 3 <= len(version.facts) <= 6
        assert 2 <= len(version.openers) <= 4
        assert len({script["moment"] for script in version.scripts}) >= 4


def test_a_built_in_playbook_is_published_by_two_people():
    load_playbooks(now=NOON)
    draft = PlaybookVersion.objects.get(entry__nature=Nature.SERVICE)
    author, reviewer = a_user(Role.CURATOR), a_user(Role.CURATOR)

    workflow.submit(PlaybookVersion, confirmed(draft, by=author).pk, by=author, now=NOON)
    workflow.publish(PlaybookVersion, draft.pk, by=reviewer, now=NOON)

    shown = PlaybookVersion.objects.get(pk=draft.pk)
    assert (shown.state, shown.entry.owner) == (VersionState.PUBLISHED, author)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"purpose": " "}, "“what it is for” is still empty"),
        ({"steps": []}, "“steps” is still empty"),
        ({"openers": []}, "“words of empathy” is still empty"),
        ({"facts": [{"what": "  "}]}, "Line 1 of “facts to know” is empty"),
        ({"steps": [PLAYBOOK["steps"][0] | {"department": "moon"}]}, "no department “moon” for the step “先道歉”"),
        ({"steps": [PLAYBOOK["steps"][0] | {"hours": 0}]}, "“先道歉” is due after 1 to 2160 hours"),
        ({"scripts": [{"moment": "midnight", "words": "您好"}]}, "Choose when “您好” is said"),
        (
            {"scripts": [{"moment": "opening", "words": "{client}您好"}]},
            "“{client}” in “{client}您好” stands for nothing",
        ),
        ({"scripts": [{"moment": "delay", "words": "我们尽快答复您"}]}, "“尽快” must not be said.*“我们尽快答复您”"),
        ({"openers": [{"words": "这不归我们管"}]}, "“不归我们管” must not be said"),
    ],
)
def test_an_incomplete_playbook_is_not_handed_in(changes, sentence):
    """COM-3: a script that breaks a rule of wording is refused in a sentence that quotes it."""
    draft = confirmed(a_playbook_draft(**changes))

    with pytest.raises(RuleBroken, match=sentence):
        workflow.submit(PlaybookVersion, draft.pk, by=draft.written_by, now=NOON)


@pytest.mark.parametrize(
    "changes",
    [
        {"facts": "不是一张表"},
        {"facts": ["不是一行"]},
        {"facts": [{"who": "谁"}]},
        {"steps": [PLAYBOOK["steps"][0] | {"hours": "八"}]},
        {"steps": [PLAYBOOK["steps"][0] | {"is_required": 1}]},
        {"openers": [{"words": "长" * 501}]},
        {"facts": [{"what": "事实"}] * 31},
    ],
)
def test_a_list_of_another_shape_is_not_stored(changes):
    draft = a_playbook_draft()

    with pytest.raises(RuleBroken):
        writing.write(PlaybookVersion, draft.pk, words=changes, seen=draft.edits, by=draft.written_by, now=NOON)


def test_a_nature_and_a_category_have_one_playbook_each():
    a_playbook_draft(nature=Nature.SERVICE)
    category = Category.objects.get(code="ecommerce.service.attitude")
    author = a_user(Role.CURATOR)

    of_category = begin(nature="", category=category, title="态度", by=author, now=NOON)

    assert of_category.entry.nature == Nature.SERVICE
    for again in ({"nature": "", "category": category}, {"nature": Nature.SERVICE}):
        with pytest.raises(RuleBroken, match="There is one already: PB2026"):
            begin(**again, title="又一份", by=author, now=NOON)
    assert Playbook.objects.count() == 2


def test_an_agent_begins_no_playbook():
    with pytest.raises(NotPermitted):
        begin(nature=Nature.OTHER, title="我的", by=a_user(), now=NOON)


def test_a_complaint_gets_the_playbook_of_its_category_before_those_above_it():
    complaint = a_complaint(at=State.TRIAGED)
    category = complaint.category
    assert for_complaint(complaint) is None

    of_nature = a_playbook(nature=category.nature)
    assert for_complaint(complaint) == of_nature
    of_family = a_playbook(category=category.parent)
    assert for_complaint(complaint) == of_family
    a_playbook(category=Category.objects.get(code="ecommerce.logistics.loss"))
    assert for_complaint(complaint) == of_family
    of_category = a_playbook(category=category)
    assert for_complaint(complaint) == of_category


def test_what_is_not_published_guides_nobody():
    complaint = a_complaint(at=State.TRIAGED)
    a_playbook_draft(nature=complaint.category.nature)

    assert for_complaint(complaint) is None
