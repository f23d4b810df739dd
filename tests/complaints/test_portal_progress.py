"""What the customer reads of the own complaint: plain words, promises and options, nothing of the desk's own."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.models import User
from accounts.roles import Role
from complaints.crypto.contact import ContactKind
from complaints.models import DeadlineKind
from complaints.services.closing import refuse_complaint
from complaints.services.evidence import add_evidence
from complaints.services.merging import close_duplicate
from complaints.services.progress import tell_progress
from complaints.states import State
from escalation.services.letters import places_to_turn_to, send_letter
from escalation.services.submission import submit_proposal
from tests.builders import NOON, a_complaint, a_photo, a_user, choices
from tests.customer import ONE_TIME, Customer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON + timedelta(hours=2), tick=False)
    return time_machine


@pytest.fixture
def customer():
    return Customer()


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_progress_is_told_in_every_state(state, language):
    customer = Customer(language)
    complaint = a_complaint(at=state)
    customer.holds(complaint)
    page = ONE_TIME.sub("", customer.get("/track/progress/").content.decode())
    assert complaint.subject in page
    if complaint.handler and complaint.is_open:
        assert complaint.handler.name in page
        assert complaint.handler.employee_number in page
    for internal in ("S3", "单件商品受损", "装车时生鲜件垫在了底层", "ecommerce-desk", "TK-1", "logistics"):
        assert internal not in page


def test_a_proposal_waiting_for_approval_is_not_there_yet(customer):
    complaint = a_complaint(at=State.INVESTIGATING)
    submit_proposal(complaint.pk, message="您看这样行吗", choices=choices("1800.00"), by=complaint.handler, now=NOON)
    customer.holds(complaint)
    page = customer.get("/track/progress/").content.decode()
    assert "are preparing a solution" in page
    assert "您看这样行吗" not in page
    assert "1800" not in page
    assert customer.get("/track/accept/1/").status_code == 404


def test_options_stand_side_by_side_with_what_each_means(customer):
    customer.holds(a_complaint(at=State.PROPOSED))
    page = customer.get("/track/progress/").content.decode()
    for told in ("原路退款", "三日内退回原支付方式。", "¥89", "补发一箱", "Coupon", "¥20", "¥109", "Within 3 days"):
        assert told in page


@pytest.mark.parametrize(
    ("amount", "said"), [("1280.50", "Refund ¥1,280.50"), ("300", "Refund ¥300"), (None, "Refund")]
)
def test_the_summary_repeats_the_amount_that_was_asked_for(customer, amount, said):
    customer.holds(a_complaint(demand_cny=amount and Decimal(amount)))
    assert f"<dt>You want</dt><dd>{said}</dd>" in customer.get("/track/progress/").content.decode()


def test_a_promise_that_was_missed_is_admitted(customer, noon):
    complaint = a_complaint(at=State.INVESTIGATING)
    noon.shift(timedelta(days=30))
    customer.holds(complaint)
    assert "are late" in customer.get("/track/progress/").content.decode()


def test_a_complaint_not_taken_up_says_why_and_where_else_to_turn(customer):
    complaint = a_complaint()
    refuse_complaint(complaint.pk, reason="该订单不在本店成交。", by=a_user("supervisor"), now=NOON)
    customer.holds(complaint)
    page = customer.get("/track/progress/").content.decode()
    assert "该订单不在本店成交。" in page
    assert "12315" in page
    assert "/track/reopen/" not in page


def test_a_merged_complaint_shows_nothing_of_the_other(customer):
    other = a_complaint(description="另一位客户写的话")
    add_evidence(other.pk, upload=a_photo("theirs.png"), by=User.objects.customer(), now=NOON)
    complaint = a_complaint()
    close_duplicate(other.pk, of_id=complaint.pk, reason="同一件事", by=a_user(), now=NOON)
    customer.holds(complaint)
    page = customer.get("/track/progress/").content.decode()
    assert "另一位客户写的话" not in page
    assert "theirs" not in page
    inherited = complaint.evidence.get()
    assert customer.post(f"/track/file/{inherited.uuid}/").status_code == 404


def test_a_merged_complaint_leads_its_customer_on_and_a_stranger_nowhere(customer):
    phone = {ContactKind.PHONE: "13800138000"}
    kept, twice, strangers = a_complaint(contacts=phone), a_complaint(contacts=phone), a_complaint()
    close_duplicate(twice.pk, of_id=kept.pk, by=a_user(), now=NOON)
    close_duplicate(strangers.pk, of_id=kept.pk, reason="同一箱", is_same_person=False, by=a_user(), now=NOON)
    customer.holds(strangers)
    page = customer.get("/track/progress/").content.decode()
    assert kept.number not in page
    assert "another customer" in page
    assert customer.post("/track/follow/").status_code == 404
    customer.holds(twice)
    assert kept.number in customer.get("/track/progress/").content.decode()
    assert customer.get("/track/follow/").status_code == 405
    assert customer.post("/track/follow/").status_code == 302
    page = customer.get("/track/progress/").content.decode()
    assert f"Complaint {kept.number}" in page
    assert page.count("Another complaint of yours was joined") == 1


def test_messages_are_read_again_but_their_codes_are_not(customer):
    complaint = a_complaint(at=State.TRIAGED)
    code = customer.holds(complaint)
    page = customer.get("/track/progress/").content.decode()
    assert complaint.deliveries.get(step="assigned").body in page
    assert code not in page


def test_what_was_repeated_stands_once_and_older_messages_are_folded(customer):
    """SLA-14 writes often; on a phone the page stays short and nothing is lost."""
    complaint = a_complaint(at=State.INVESTIGATING)
    for day in range(1, 6):
        duty = complaint.deadlines.running().get(kind=DeadlineKind.PROGRESS)
        tell_progress(duty, by=User.objects.system(), now=NOON + timedelta(days=2 * day))
    customer.holds(complaint)
    page = customer.get("/track/progress/").content.decode()
    assert page.count("We told you how it stands.") == 1
    assert "5 times" in page
    folded, shown = page.partition("<details>")[2].split("</details>")
    assert shown.count("<strong>") == 5
    assert folded.count("<strong>") == complaint.deliveries.count() - 5


def test_a_letter_keeps_its_lines(customer):
    complaint = a_complaint(at=State.EXECUTING)
    send_letter(
        complaint.pk,
        kind="final_answer",
        findings="第一行\n第二行",
        offered="没有提出过方案。",
        position="按订单金额退款。",
        bodies=list(places_to_turn_to()),
        by=a_user(Role.LEGAL),
        now=NOON,
    )
    customer.holds(complaint)
    assert "第一行<br>第二行" in customer.get("/track/progress/").content.decode()
