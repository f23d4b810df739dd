"""Playbooks brought to a state by walking the real services."""

from accounts.roles import Role
from complaints.models.category import Nature
from knowledge.models import PlaybookVersion
from knowledge.services.library import workflow, writing
from knowledge.services.library.beginning import begin
from tests.builders import NOON, a_user
from tests.knowledge.shelves import confirmed

PLAYBOOK = {
    "title": "破损：先补发，再追偿",
    "purpose": "适用于运输途中的破损。",
    "facts": [{"what": "收货时间"}, {"what": "商品名称和规格"}, {"what": "外箱是否完好"}],
    "evidence": [{"what": "破损部位的照片"}],
    "steps": [
        {"title": "先道歉", "detail": "电话里先道歉，再听经过。", "department": "", "hours": 4, "is_required": True},
        {"title": "核对批次", "detail": "", "department": "goods_inspection", "hours": 24, "is_required": True},
        {"title": "向承运方追偿", "detail": "", "department": "logistics", "hours": 72, "is_required": False},
    ],
    "openers": [{"words": "收到破损的东西，换作谁都会失望。"}],
    "scripts": [
        {"moment": "opening", "words": "{customer}您好，我是{handler}，负责您的投诉{number}。"},
        {"moment": "offering", "words": "我们补发一件，{promise}前送到。"},
    ],
    "cautions": "不让客户自己找快递。",
}


def a_playbook_draft(*, nature=Nature.LOGISTICS, category=None, curator=None, **words):
    curator = curator or a_user(Role.CURATOR)
    draft = begin(nature=nature, category=category, title=PLAYBOOK["title"], by=curator, now=NOON)
    return writing.write(PlaybookVersion, draft.pk, words=PLAYBOOK | words, seen=draft.edits, by=curator, now=NOON)


def published(draft):
    workflow.submit(PlaybookVersion, confirmed(draft).pk, by=draft.written_by, now=NOON)
    return workflow.publish(PlaybookVersion, draft.pk, by=a_user(Role.CURATOR), now=NOON)


def a_playbook(**fields):
    """A published version of a playbook in words of the test's own."""
    return published(a_playbook_draft(**fields))


def renewed(version, **words):
    """The version that replaced `version`, in other words."""
    author = a_user(Role.CURATOR)
    draft = writing.revise(PlaybookVersion, version.pk, by=author, now=NOON)
    return published(writing.write(PlaybookVersion, draft.pk, words=words, seen=draft.edits, by=author, now=NOON))
