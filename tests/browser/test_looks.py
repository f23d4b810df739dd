"""Pages as they meet the eye, the keyboard and a screen reader: in the dark, in both languages, on every way in."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from accounts.roles import Role
from complaints.states import State
from escalation.services.submission import submit_proposal
from tests.browser.conftest import PHONE
from tests.browser.desk import PASSWORD, Desk, Visitor
from tests.builders import NOON, a_complaint, a_user, choices
from tests.customer import new_code_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.either_database]

GRAVE = ("serious", "critical")
QUEUE = "/admin/complaints/complaint/"


def barriers(page):
    """What keeps somebody out of the page, each with the element it is about."""
    page.wait_for_load_state()
    return [
        f"{page.url}: {fault['id']} {node['html'][:160]}"
        for fault in Axe().run(page).response["violations"]
        if fault["impact"] in GRAVE
        for node in fault["nodes"]
    ]


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_desk_shuts_nobody_out(opened, colours):
    person = a_user(password=PASSWORD)
    complaint = a_complaint(at=State.INVESTIGATING, agent=person)
    waiting = a_complaint(at=State.INVESTIGATING, agent=person)
    submit_proposal(waiting.pk, message="抱歉", choices=choices("900.00"), by=person, now=NOON)
    page = opened(color_scheme=colours)
    page.goto("/admin/login/")
    found = barriers(page)
    desk = Desk(page, person)
    addresses = (
        "/admin/",
        f"{QUEUE}?tab=mine",
        f"{QUEUE}?tab=unclaimed",
        f"{QUEUE}add/",
        f"{QUEUE}{waiting.pk}/change/",
    )
    for address in (*addresses, "/admin/complaints/importbatch/add/", "/admin/escalation/approvalrequest/"):
        page.goto(address)
        found += barriers(page)
    for step in ("contact", "assign-task", "propose", "unmask"):
        desk.opens(complaint)
        desk.begins(step)
        found += barriers(page)
    assert not found, "\n".join(found)


def test_the_customers_pages_shut_nobody_out(opened):
    complaint = a_complaint(at=State.PROPOSED)
    asked = a_complaint(at=State.REVISIT)
    customer = Visitor(opened(**PHONE))
    found = []
    for address in ("/", "/privacy/", "/complain/?preset=ecommerce", "/track/"):
        customer.page.goto(address)
        found += barriers(customer.page)
    customer.page.goto("/complain/?preset=internet")
    customer.page.click("main .button.main")
    customer.page.wait_for_selector("[role=alert]")
    found += barriers(customer.page)
    for one, question in ((complaint, "/track/refuse/"), (asked, "/track/survey/")):
        customer.enters(one.number, new_code_of(one))
        found += barriers(customer.page)
        customer.page.goto(question)
        found += barriers(customer.page)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.FINANCE, Role.ADMINISTRATOR, Role.AUDITOR])
def test_every_entry_of_the_menu_opens_without_a_complaint_of_the_browser(opened, role):
    desk = Desk(opened(color_scheme="dark"), a_user(role, password=PASSWORD))
    a_complaint(at=State.TRIAGED)
    links = desk.page.locator("nav a[href^='/admin/'], aside a[href^='/admin/'], #nav-sidebar a[href^='/admin/']")
    addresses = {link.get_attribute("href") for link in links.all()}
    assert len(addresses) > 3
    for address in sorted(addresses - {"/admin/logout/"}):
        assert desk.page.goto(address).status == 200, address


def test_the_language_of_the_desk_is_switched_in_its_menu_and_remembered_with_the_account(opened):
    person = a_user(password=PASSWORD)
    page = Desk(opened(), person).page
    assert "我的待办" in page.locator("body").inner_text()
    page.locator("form", has=page.locator("input[name=language][value=en]")).locator("button").evaluate(
        "button => button.form.requestSubmit()"
    )
    page.wait_for_selector("text=My queue")
    assert page.locator("html").get_attribute("lang") == "en"
    elsewhere = Desk(opened(), person).page
    assert "My queue" in elsewhere.locator("body").inner_text()
