"""No page asks the database more often because there is more to show."""

from itertools import count

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from complaints.crypto.contact import ContactKind
from complaints.imports import batches, running
from complaints.imports.mappings import remember
from complaints.models import ImportState, InboundReason
from complaints.services.contacts import record_contact
from complaints.services.evidence import add_evidence
from complaints.states import Channel, Preset, State
from escalation.services.raising import escalate
from escalation.services.submission import submit_proposal
from tests.builders import NOON, a_complaint, a_photo, a_user, choices
from tests.complaints.files import a_csv, a_line
from tests.customer import Customer
from tests.letters import arrive

pytestmark = pytest.mark.django_db

PHONE = {ContactKind.PHONE: "17099990001"}
_serial = count(1)
QUEUE = "/admin/complaints/complaint/"
LISTS = {
    "workbench": (Role.AGENT, "/admin/"),
    "mine": (Role.AGENT, f"{QUEUE}?tab=mine"),
    "unclaimed": (Role.AGENT, f"{QUEUE}?tab=unclaimed"),
    "team": (Role.AGENT, f"{QUEUE}?tab=team"),
    "search": (Role.AGENT, f"{QUEUE}?q=鸡蛋"),
    "department tasks": (Role.FINANCE, f"{QUEUE}?tab=tasks"),
    "open": (Role.SUPERVISOR, f"{QUEUE}?tab=open"),
    "all": (Role.SUPERVISOR, f"{QUEUE}?tab=all"),
    "closed": (Role.SUPERVISOR, f"{QUEUE}?tab=closed"),
    "letters": (Role.AGENT, "/admin/complaints/inbound/"),
    "all letters": (Role.SUPERVISOR, "/admin/complaints/inbound/?tab=all"),
    "approvals": (Role.SUPERVISOR, "/admin/escalation/approvalrequest/"),
    "escalations": (Role.SUPERVISOR, "/admin/escalation/escalation/"),
    "ledger": (Role.FINANCE, "/admin/complaints/ledgerentry/"),
    "imports": (Role.SUPERVISOR, "/admin/complaints/importbatch/"),
    "columns remembered": (Role.SUPERVISOR, "/admin/complaints/importmapping/"),
    "people": (Role.ADMINISTRATOR, "/admin/accounts/user/"),
    "categories": (Role.ADMINISTRATOR, "/admin/complaints/category/"),
    "policies": (Role.ADMINISTRATOR, "/admin/complaints/policy/"),
    "calendars": (Role.ADMINISTRATOR, "/admin/complaints/workcalendar/"),
}


def queries(ask):
    """How often `ask` goes to the database, once everything that is kept for a while is at hand."""
    cache.clear()
    ask()
    with CaptureQueriesContext(connection) as asked:
        assert ask().status_code == 200
    return len(asked)


def grow(agent, rows):
    """`rows` more of everything that is shown in lists."""
    for _row in range(rows):
        a_complaint(agent=agent)
        a_complaint(at=State.PROPOSED, agent=agent, refund_cny="800.00")
        a_complaint(at=State.CLOSED, agent=agent)
        waiting = a_complaint(at=State.INVESTIGATING, agent=agent)
        submit_proposal(waiting.pk, message="抱歉", choices=choices("900.00"), by=agent, now=NOON)
        a_complaint(at=State.EXECUTING, agent=agent)
        escalate(waiting.pk, trigger="by_hand", reason="僵住了", by=agent, now=NOON)
        an_import(agent, rows=1)
        remember(["标题", f"列{next(_serial)}"], {"subject": "标题"}, by=agent, now=NOON)
        arrive(complaint=waiting.pk)
        arrive(aside=InboundReason.SPAM)


def an_import(agent, *, rows):
    table = a_csv([a_line(next(_serial)) for _row in range(rows)])
    return batches.keep(table, preset=Preset.ECOMMERCE, channel=Channel.PLATFORM, by=agent, now=NOON).batch


def test_no_list_asks_more_often_for_more_rows():
    people = {role: a_user(role) for role in {role for role, _address in LISTS.values()}}
    browsers = {role: Client() for role in people}
    for role, browser in browsers.items():
        browser.force_login(people[role])
    prices = []
    for rows in (1, 4):
        grow(people[Role.AGENT], rows)
        prices.append(
            {name: queries(lambda: browsers[role].get(address)) for name, (role, address) in LISTS.items()}  # noqa: B023
        )
    few, many = prices
    assert {name: price for name, price in many.items() if price > few[name]} == {}
    # A card of the approvals holds what nine other pages show, so that nobody has to open them.
    assert many.pop("approvals") <= 32
    assert max(many.values()) <= 20, many


def test_the_history_beside_the_entry_costs_the_same_for_a_regular_complainer():
    agent = a_user()
    browser = Client()
    browser.force_login(agent)
    address = reverse("admin:complaints_complaint_history_of")
    prices = []
    for complaints in (1, 6):
        for _complaint in range(complaints):
            a_complaint(agent=agent, contacts=PHONE)
        prices.append(queries(lambda: browser.post(address, {"phone": PHONE[ContactKind.PHONE]})))
    assert prices[0] == prices[1] <= 10


def test_the_tracking_page_costs_the_same_after_a_long_story():
    customer = Customer()
    prices = []
    for told in (1, 15):
        complaint = a_complaint(at=State.PROPOSED)
        for number in range(told):
            by, facts = complaint.handler, {"direction": "out", "channel": Channel.PHONE, "now": NOON}
            record_contact(complaint.pk, summary=f"第{number}次", by=by, **facts)
            add_evidence(complaint.pk, upload=a_photo(), by=User.objects.customer(), now=NOON)
        customer.holds(complaint)
        prices.append(queries(lambda: customer.get("/track/progress/")))
    assert prices[0] == prices[1] <= 25


def test_the_preview_of_an_import_costs_the_same_for_a_long_file():
    agent = a_user()
    browser = Client()
    browser.force_login(agent)
    prices = []
    for rows in (2, 60):
        batch = an_import(agent, rows=rows)
        batches.choose_columns(
            batch.pk, mapping=batch.mapping, preset=batch.preset, channel=batch.channel, by=agent, now=NOON
        )
        running.run_if_small(batch, now=NOON)
        batch.refresh_from_db()
        assert (batch.state, batch.new_count) == (ImportState.CHECKED, rows)
        address = reverse("admin:complaints_importbatch_change", args=[batch.pk])
        prices.append(queries(lambda: browser.get(address)))  # noqa: B023
    assert prices[0] == prices[1] <= 10


def test_printing_the_record_costs_the_same_for_a_long_one():
    supervisor, agent = a_user(Role.SUPERVISOR), a_user()
    browser = Client()
    browser.force_login(supervisor)
    prices = []
    for entries in (1, 20):
        complaint = a_complaint(at=State.TRIAGED, agent=agent)
        for number in range(entries):
            record_contact(
                complaint.pk, direction="out", channel=Channel.PHONE, summary=f"第{number}次", by=agent, now=NOON
            )
        address = reverse("admin:complaints_complaint_record", args=[complaint.pk])
        prices.append(queries(lambda: browser.get(address)))  # noqa: B023
    assert prices[0] == prices[1] <= 15
