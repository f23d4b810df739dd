"""The menu beside every page of the back office, read in English, whose words are the longest."""

from datetime import timedelta

import pytest

from accounts.roles import Role
from complaints.services.tasks import assign_task
from complaints.states import State
from tests.browser.conftest import PHONE
from tests.browser.desk import PASSWORD, Desk
from tests.builders import NOON, a_complaint, a_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: Each counted entry: its words, how many pixels stand between them and the count, whether the words are cut.
_COUNTED = """() => [...document.querySelectorAll('#nav-sidebar-apps ol a')]
  .map(entry => entry.querySelectorAll('span'))
  .filter(parts => parts.length === 3)
  .map(([icon, words, count]) => [
    words.innerText,
    Math.round(count.getBoundingClientRect().left - words.getBoundingClientRect().right),
    words.scrollWidth > words.clientWidth,
  ])"""


@pytest.mark.parametrize("screen", ["desk", "phone"])
def test_a_count_in_the_menu_stands_clear_of_the_words_before_it(opened, screen):
    supervisor = a_user(Role.SUPERVISOR, password=PASSWORD, language="en")
    for _task in range(12):
        complaint = a_complaint(at=State.INVESTIGATING)
        facts = {"title": "回电核实", "department": supervisor.department, "due_at": NOON + timedelta(days=1)}
        assign_task(complaint.pk, **facts, by=complaint.handler, now=NOON)
    page = Desk(
        opened(**{"desk": {"viewport": {"width": 1280, "height": 800}}, "phone": PHONE}[screen]), supervisor
    ).page
    page.goto("/admin/complaints/complaint/?tab=tasks")
    if screen == "phone":
        page.locator("#main .material-symbols-outlined:visible").first.click()
        page.wait_for_selector("#nav-sidebar-apps ol a:visible")
    counted = page.evaluate(_COUNTED)
    assert "Department tasks" in [words for words, _gap, _is_cut in counted]
    assert [entry for entry in counted if entry[1] < 4 or entry[2]] == []
