"""The demo desk's Red Book (KNO-6)."""

import pytest

from accounts.roles import Role
from config.demo.printing import print_book
from knowledge.models import BookEdition, LibraryCase
from tests.builders import NOON, a_user
from tests.knowledge.shelves import a_case

pytestmark = pytest.mark.django_db


def people():
    return {"qa": a_user(Role.CURATOR), "director": a_user(Role.DIRECTOR)}


def test_one_edition_is_issued_and_none_a_second_time():
    version = a_case()
    LibraryCase.objects.update(quality=5)
    users = people()

    for _time in range(2):
        print_book(users, now=NOON)

    edition = BookEdition.objects.get()
    assert (edition.title, edition.edition, edition.issued_by) == ("投诉处理红宝书", "2026年第1版", users["director"])
    assert version.entry.number in str(edition.content)


def test_an_empty_library_gets_no_edition():
    print_book(people(), now=NOON)

    assert not BookEdition.objects.exists()
