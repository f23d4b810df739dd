"""Editions of the Red Book brought to a state by walking the real services; playbooks as rows of their own."""

from accounts.roles import Role
from complaints.models.category import Nature
from knowledge.exports.book.making import issue
from knowledge.models import BookEdition, LibraryCase, Playbook, PlaybookVersion, VersionState
from knowledge.services.book.composing import compose
from knowledge.services.book.gathering import digest_of, gather
from tests.builders import NOON, a_user

STEPS = [
    {"title": "请客户停用", "detail": "确认无人受伤。", "department": "", "hours": 2, "is_required": True},
    {"title": "送检", "detail": "", "department": "quality", "hours": 48, "is_required": False},
]


def a_playbook(state=VersionState.PUBLISHED, *, nature=Nature.GOODS, category=None, **words):
    """A version of a playbook in the state `state`."""
    owner, reviewer = a_user(Role.CURATOR), a_user(Role.CURATOR)
    entry = Playbook.objects.create(
        number=f"PB202611-{Playbook.objects.count() + 1:02d}",
        nature=nature,
        category=category,
        owner=owner,
        created_at=NOON,
        review_on=NOON.date(),
    )
    told = {
        "title": "商品破损处置指引",
        "purpose": "收到或使用中的商品有损坏。",
        "facts": [{"what": "何时发现"}],
        "evidence": [{"what": "破损处照片"}],
        "steps": STEPS,
        "openers": [{"words": "给您添麻烦了。"}],
        "scripts": [{"moment": "opening", "words": "您好，我是{handler}。"}],
        "cautions": "不要承诺未获授权的赔付。",
    } | words
    version = PlaybookVersion.objects.create(entry=entry, number=1, written_by=owner, written_at=NOON, **told)
    if state == VersionState.PUBLISHED:
        seen = {"confirmed_by": owner, "confirmed_at": NOON, "reviewed_by": reviewer, "reviewed_at": NOON}
        PlaybookVersion.objects.filter(pk=version.pk).update(state=state, published_at=NOON, **seen)
    return version


def a_composed(*, by=None, **changes):
    """A draft with every chapter and every case."""
    told = {
        "title": "投诉处理红宝书",
        "language": "zh-hans",
        "foreword": "写给每一位处理投诉的同事。",
        "natures": Nature.values,
        "cases": list(LibraryCase.objects.values_list("pk", flat=True)),
    }
    return compose(**told | changes, by=by or a_user(Role.CURATOR), now=NOON)


def issued(edition=None, *, by=None, now=NOON):
    edition = edition or a_composed()
    seen = digest_of(gather(edition))
    return issue(edition.pk, seen=seen, by=by or a_user(Role.DIRECTOR), now=now)


def anew(edition):
    return BookEdition.objects.get(pk=edition.pk)
