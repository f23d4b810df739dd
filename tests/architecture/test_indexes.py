"""What is done all day finds its rows by an index, so that it costs the same at a million complaints."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from complaints.crypto.contact import ContactKind
from complaints.models import Complaint, Likeness
from complaints.services import likeness
from complaints.services.proposal import propose, take_back
from complaints.services.sweeps.news import read_news
from complaints.states import State
from escalation.models import Trace
from escalation.services import authority
from escalation.services.raising import escalate
from review.models import EarlyWarning
from review.services.asking import ask_customers
from review.services.figures.rounds import count_changed
from review.services.revisit_figures import revisit_figures
from tests.builders import NOON, a_complaint, a_user, choices
from tests.customer import Customer
from tests.desk import desk_of
from tests.escalation.incidents import look, six
from tests.letters import arrive
from tests.review import surges
from tests.review.rounds import a_round, passes
from tests.review.surges import a_past, a_surge

pytestmark = pytest.mark.django_db
SCAN = re.compile(r"SCAN (\w+)(.*)")
ALIAS = re.compile(r'"(\w+)" ([A-Z]\d+)\b')
#: Tables of a size the desk decides on; every other one grows with its work.
SMALL = {
    "review_warningrules",
    *("accounts_user", "accounts_team", "accounts_department", "accounts_delegation", "accounts_shift"),
    *("complaints_category", "complaints_policy", "complaints_deadlinerule", "escalation_authoritylimit"),
    *("escalation_incidentrule", "complaints_channelaccount", "complaints_likenessrules", "complaints_urgentwords"),
    *("review_scoresheet", "review_criterion", "review_inspectionround"),
    "review_figuresstate",
    *("escalation_limitversion", "escalation_compensationrate", "review_causecode", "review_causerule"),
    *("review_revisitrules", "complaints_sendingrules", "complaints_webhook"),
    *("escalation_triggerrule", "escalation_riskweight"),
    "review_recurrencerule",
    *("knowledge_nominationrules", "knowledge_librarytag"),
    "knowledge_bookedition",
}
PARTIAL = [[index.name] for model in apps.get_models() for index in model._meta.indexes if index.condition is not None]
QUEUE = "admin:complaints_complaint_changelist"


def whole_tables_read(queries):
    """The plans among `queries` that read a growing table from end to end, with their statement."""
    found = []
    for query in queries:
        sql = query["sql"]
        if not sql.startswith(("SELECT", "UPDATE", "DELETE")):
            continue
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + sql)
            plan = [row[3] for row in cursor.fetchall()]
        tables = {alias: table for table, alias in ALIAS.findall(sql)}
        for line in plan:
            scan = SCAN.match(line)
            if scan is None or tables.get(scan[1], scan[1]) in SMALL or scan[1] in ("CONSTANT", "subquery"):
                continue
            # In the order of an index and cut by a limit, a scan ends after one page; one of what is open, with that.
            is_page, of_what_is_open = "USING" in scan[2] and "LIMIT" in sql, scan[2].split()[-1:] in PARTIAL
            if not (is_page or of_what_is_open):
                found.append(f"{line} ({tables.get(scan[1], scan[1])}): {sql[:600]}")
    return found


@pytest.fixture
def reads():
    """Tells what a piece of work reads from end to end."""
    if connection.vendor != "sqlite":
        pytest.skip("SQLite without statistics takes an index wherever one serves; PostgreSQL's planner weighs rows")

    def reading(work):
        with CaptureQueriesContext(connection) as queries:
            work()
        return whole_tables_read(queries.captured_queries)

    return reading


def test_receiving_reads_no_whole_table(reads, time_machine):
    customer = Customer()
    time_machine.move_to(NOON, tick=False)
    token = customer.opens_form()
    time_machine.shift(timedelta(minutes=1))
    assert reads(lambda: customer.sends(token)) == []
    assert Complaint.objects.count() == 1


@pytest.mark.parametrize("role", [Role.AGENT, Role.HANDLER, Role.SUPERVISOR, Role.FINANCE, Role.CURATOR])
@pytest.mark.parametrize("tab", ["mine", "team", "all"])
def test_the_queue_reads_no_whole_table(reads, role, tab):
    a_complaint(at=State.INVESTIGATING)
    desk = desk_of(a_user(role, department="technology" if role == Role.HANDLER else None))
    assert reads(lambda: desk.get(reverse(QUEUE), {"tab": tab})) == []


def test_looking_for_likely_duplicates_reads_no_whole_table(reads):
    """INT-6: by the customer, by the order and by the keys of the text, a bounded number of each."""
    first, second = (a_complaint(order_number="E-42", contacts={ContactKind.PHONE: "17000000042"}) for _one in range(2))
    assert reads(lambda: likeness.look(second, now=NOON)) == []
    assert Likeness.objects.get().other == first
    desk = desk_of(a_user(Role.SUPERVISOR))
    assert reads(lambda: desk.get(reverse(QUEUE), {"tab": "alike"})) == []
    assert reads(lambda: desk.get(reverse("admin:complaints_complaint_change", args=[second.pk]))) == []


def test_looking_for_an_incident_reads_no_whole_table(reads):
    """ESC-6: bounded work for each complaint received, however many there are."""
    six(count=4)
    Trace.objects.update(look_at=NOON)
    assert reads(lambda: look(now=NOON + timedelta(hours=6))) == []
    assert Trace.objects.filter(look_at=None).count() == 4


def test_looking_for_surges_reads_the_days_it_judges_and_no_whole_table(reads):
    """MON-2: the past twelve weeks, however long the desk has been open."""
    a_surge(by=a_past())
    assert reads(lambda: surges.look(now=NOON)) == []
    desk, pk = desk_of(a_user(Role.SUPERVISOR)), EarlyWarning.objects.get().pk
    assert reads(lambda: desk.get(reverse("admin:review_earlywarning_changelist"))) == []
    assert reads(lambda: desk.get(reverse("admin:review_earlywarning_change", args=[pk]))) == []
    assert reads(lambda: surges.look(now=NOON + timedelta(hours=1))) == []


def test_what_was_escalated_to_somebody_reads_no_whole_table(reads):
    complaint = a_complaint(at=State.INVESTIGATING)
    escalate(complaint.pk, trigger="by_hand", reason="僵住了", by=complaint.handler, now=NOON)
    desk = desk_of(a_user(Role.SUPERVISOR))
    listed = reads(lambda: desk.get(reverse("admin:escalation_escalation_changelist")))
    assert [line for line in listed if "escalation_escalation" in line] == []
    assert reads(lambda: desk.get(reverse("admin:complaints_complaint_change", args=[complaint.pk]))) == []


@pytest.mark.parametrize("text", ["202611-001", "AB3D-EFGH-JK4M", "17000000042", "E-42"])
def test_searching_by_number_code_phone_and_order_reads_no_whole_table(reads, text):
    complaint = a_complaint(contacts={ContactKind.PHONE: "17000000042"}, order_number="E-42")
    desk = desk_of(complaint.received_by)
    assert reads(lambda: desk.post(reverse("admin:complaints_complaint_search"), {"q": text}, follow=True)) == []


@pytest.mark.parametrize("state", State)
def test_the_page_of_a_complaint_reads_no_whole_table(reads, state):
    complaint = a_complaint(at=state, agent=a_user())
    desk = desk_of(complaint.received_by)
    assert reads(lambda: desk.get(reverse("admin:complaints_complaint_change", args=[complaint.pk]))) == []


def test_the_customers_page_reads_no_whole_table(reads):
    complaint = a_complaint(at=State.PROPOSED)
    customer = Customer()
    customer.holds(complaint)
    assert reads(lambda: customer.get("/track/progress/")) == []


def test_weighing_and_granting_read_no_whole_table(reads):
    """At a million booked sums an offer is weighed as at ten (ESC-1)."""
    a_complaint(at=State.REVISIT)
    complaint = a_complaint(at=State.INVESTIGATING)
    supervisor = a_user(Role.SUPERVISOR)
    waiting = propose(complaint.pk, message="抱歉", choices=choices("900.00"), by=complaint.handler, now=NOON)

    def decide():
        assert authority.weigh(waiting, complaint.handler, now=NOON) is not None
        with transaction.atomic():
            authority.grant(waiting.complaint, waiting, by=supervisor, now=NOON)
        take_back(complaint.pk, reason="重写", by=complaint.handler, now=NOON)

    assert reads(decide) == []


def test_what_arrives_and_the_list_of_letters_read_no_whole_table(reads):
    held = a_complaint(at=State.INVESTIGATING)
    arrive(thread="t", is_verified=True)
    desk = desk_of(a_user(Role.SUPERVISOR))
    mail = {"channel": "email", "contacts": {ContactKind.EMAIL: "a@customer.example.cn"}}
    assert reads(lambda: arrive(thread="t", is_verified=True)) == []
    assert reads(lambda: arrive(complaint=held.pk, **mail)) == []
    assert reads(lambda: arrive(**mail)) == []
    for tab in ("waiting", "all"):
        assert reads(lambda tab=tab: desk.get(reverse("admin:complaints_inbound_changelist"), {"tab": tab})) == []


def test_asking_customers_and_the_list_of_calls_read_no_whole_table(reads):
    """REV-1: what is due, whose calls they are, and the figures of a month find their rows by an index."""
    a_round()
    passes(NOON + timedelta(days=2))
    desk, supervisor = desk_of(a_user(Role.SUPERVISOR)), a_user(Role.SUPERVISOR)
    month = {"since": NOON, "by": supervisor, "now": NOON + timedelta(days=30)}

    def ask():
        ask_customers(by=User.objects.system(), now=NOON + timedelta(days=3))
        desk.get(reverse("admin:review_revisitstep_changelist"))
        revisit_figures(**month)

    assert [line for line in reads(ask) if "review_" in line] == []


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"channel": "phone"},
        {"channel": "phone", "severity": "S3", "product": "礼盒"},
        {"place": "西湖店"},
        {"by": "product"},
    ],
)
def test_the_board_reads_no_whole_table(reads, query):
    """MON-1: figures of the days asked for, however many complaints there are."""
    a_complaint(at=State.CLOSED, now=NOON)
    read_news(by=User.objects.system(), now=NOON)
    count_changed(by=User.objects.system(), now=NOON)
    desk = desk_of(a_user(Role.SUPERVISOR))
    own = {"period": "own", "since": "2026-11-01", "until": "2026-11-30"}
    assert reads(lambda: desk.get(reverse("board"), own | query)) == []
    assert reads(lambda: count_changed(by=User.objects.system(), now=NOON + timedelta(days=1))) == []
