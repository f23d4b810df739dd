"""Words that would be a script, a style or a link if a page trusted them, on every page that shows them (A08)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Department, User
from accounts.roles import Role
from complaints.models import Category
from complaints.services import chase, contacts, investigation, triage
from complaints.services.evidence import add_evidence
from complaints.services.options import Choice, Item
from complaints.services.writing import write
from complaints.states import Measure, Severity
from escalation.services.submission import submit_proposal
from tests.browser.conftest import PHONE
from tests.browser.desk import Visitor
from tests.builders import a_complaint, a_photo, a_user
from tests.customer import new_code_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
#: Breaks out of text, attributes, comments, titles, styles, JSON and Alpine's expressions, and calls one function.
POLYGLOT = "'\"></title></style></script>--><img src=x onerror=pwned()><svg/onload=pwned()>{{pwned()}}"
LINK = "javascript:/*--></title><script>pwned()</script>*/pwned()"
LISTEN = "window.heard = 0; window.pwned = () => { window.heard += 1; };"


@pytest.fixture
def poisoned(desk):
    """A complaint whose every text is the polyglot, as far as an offer to the customer."""
    agent, now = desk.agent, timezone.now() - timedelta(hours=1)
    User.objects.filter(pk=agent.pk).update(name=POLYGLOT[:60])
    Category.objects.filter(code="ecommerce.logistics.damage").update(name=POLYGLOT[:60], name_en=POLYGLOT[:60])
    Department.objects.filter(code="logistics").update(name=POLYGLOT[:60], name_en=POLYGLOT[:60])
    complaint = a_complaint(
        agent=agent,
        now=now,
        name=POLYGLOT,
        subject=POLYGLOT,
        description=POLYGLOT + LINK,
        product=POLYGLOT,
        place=POLYGLOT,
        demand_note=POLYGLOT,
        raw_text=POLYGLOT,
        order_number=POLYGLOT[:60],
        external_id=POLYGLOT,
    )
    pk, by = complaint.pk, {"by": agent, "now": now}
    triage.triage(
        pk,
        category=Category.objects.get(code="ecommerce.logistics.damage"),
        severity=Severity.S3,
        severity_reason=POLYGLOT,
        impact="individual",
        handler=agent,
        **by,
    )
    contacts.record_contact(pk, direction="out", channel="phone", summary=POLYGLOT, tells_direction=True, **by)
    add_evidence(pk, upload=a_photo("'\"><img src=x onerror=pwned()>.png"), note=POLYGLOT, **by)
    chase.chase(pk, words=POLYGLOT, by=User.objects.customer(), now=now)
    write(pk, text=POLYGLOT, keep_promises=False, **by)
    investigation.start_investigation(pk, **by)
    investigation.file_report(
        pk,
        facts=POLYGLOT,
        cause=POLYGLOT,
        department=Department.objects.get(code="logistics"),
        responsibility="ours",
        suggestion=POLYGLOT,
        **by,
    )
    options = (
        Choice(POLYGLOT[:60], (Item(Measure.EXCHANGE, Decimal("89.00")),), POLYGLOT),
        Choice("退款", (Item(Measure.REFUND, Decimal("89.00")),)),
    )
    submit_proposal(pk, message=POLYGLOT, improvement=POLYGLOT, choices=options, **by)
    return complaint


def test_no_page_of_the_desk_runs_what_a_customer_wrote(desk, poisoned, client):
    desk.add_init_script(LISTEN)
    pages = ["changelist", "change", "customer"]
    addresses = ["/admin/", *(_address(page, poisoned) for page in pages)]
    _walk(desk, addresses)
    desk.goto(f"{desk.home}{_address('changelist', poisoned)}?tab=mine&q=pwned")
    _is_silent(desk)
    for role, names in {
        Role.SUPERVISOR: ("escalation_approvalrequest", "escalation_escalation", "complaints_staffnotice"),
        Role.AUDITOR: ("complaints_ledgerentry",),
    }.items():
        client.force_login(a_user(role))
        session = client.cookies["sessionid"].value
        desk.context.add_cookies([{"name": "sessionid", "value": session, "url": desk.home}])
        _walk(desk, [*addresses, *(reverse(f"admin:{name}_changelist") for name in names)])


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_page_of_the_customer_runs_what_the_desk_wrote(opened, poisoned, live_server, language):
    page = opened(**PHONE)
    page.add_init_script(LISTEN)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    Visitor(page).enters(poisoned.number, new_code_of(poisoned))
    _is_silent(page)
    for path in ("/track/accept/1/", "/track/refuse/", "/track/evidence/", "/complain/?preset=ecommerce&shop=" + LINK):
        page.goto(live_server.url + path)
        _is_silent(page)


def _address(page, complaint):
    return reverse(f"admin:complaints_complaint_{page}", args=[] if page == "changelist" else [complaint.pk])


def _walk(page, addresses):
    for address in addresses:
        answer = page.goto(page.home + address)
        assert answer.status == 200, address
        _is_silent(page)


def _is_silent(page):
    """Nothing ran, and no element of the page came out of the words."""
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.heard") == 0, page.url
    assert page.locator("img[src=x], a[href^='javascript:']").count() == 0, page.url
