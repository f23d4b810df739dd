"""The customer's pages, the import and the ledger, asked for what belongs to somebody else or does not exist."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from complaints.errors import RuleBroken
from complaints.imports.batches import keep
from complaints.models import Complaint, ImportBatch, ImportState, LedgerEntry
from complaints.services.closing import renew_tracking_code
from complaints.services.evidence import add_evidence
from complaints.states import Channel, Measure, Preset, State
from review.models import Revisit
from review.services.revisit import record
from tests.builders import NOON, a_caller, a_complaint, a_photo, a_user, execute_all
from tests.customer import Customer
from tests.desk import desk_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.mark.parametrize("answer", [{"rating": "0"}, {"rating": "6"}, {"rating": "5'"}, {"process_rating": "99"}, {}])
def test_a23_a_survey_answer_that_is_not_offered_closes_nothing(answer):
    complaint = a_complaint(at=State.REVISIT)
    customer = Customer()
    customer.holds(complaint)
    sent = {"rating": "5", "process_rating": "5", "reason": "a\x00b"} | answer
    assert customer.answers("/track/survey/", **sent).status_code == 422
    assert Complaint.objects.get().state == State.REVISIT
    assert not Revisit.objects.exists()


@pytest.mark.parametrize("facts", [{"rating": 9}, {"rating": 5, "process_rating": 99}, {"rating": None}], ids=str)
def test_a23_the_service_refuses_a_rating_nobody_can_give(facts):
    complaint = a_complaint(at=State.REVISIT)
    with pytest.raises(RuleBroken):
        record(complaint.pk, channel="phone", reached=True, by=a_caller(), now=NOON, **facts)
    assert not Revisit.objects.exists()


def test_a02_a_customer_opens_no_file_of_another_complaint():
    mine, other = a_complaint(), a_complaint()
    by_customer = User.objects.customer()
    own = add_evidence(mine.pk, upload=a_photo(), by=by_customer, now=NOON)
    foreign = add_evidence(other.pk, upload=a_photo(), by=by_customer, now=NOON)
    internal = add_evidence(mine.pk, upload=a_photo(), by=mine.received_by, now=NOON)
    customer = Customer()
    customer.holds(mine)
    assert b"".join(customer.post(f"/track/file/{own.uuid}/").streaming_content).startswith(b"\x89PNG")
    for one in (foreign, internal):
        assert customer.post(f"/track/file/{one.uuid}/").status_code == 404


def test_a26_a_page_left_open_answers_nothing_after_the_code_was_renewed():
    complaint = a_complaint(at=State.PROPOSED)
    customer = Customer()
    customer.holds(complaint)
    drawn = customer.draws("/track/accept/1/")
    renew_tracking_code(complaint.pk, by=complaint.handler, now=NOON)
    assert customer.post("/track/accept/1/", **drawn).status_code == 403
    assert customer.get("/track/progress/").status_code == 302
    assert Complaint.objects.get().state == State.PROPOSED


@pytest.mark.parametrize("position", [0, 3, 2**31, 2**70])
def test_a27_a_customer_chooses_no_option_that_was_not_offered(position):
    complaint = a_complaint(at=State.PROPOSED)
    customer = Customer()
    customer.holds(complaint)
    drawn = customer.draws("/track/accept/1/")
    assert customer.get(f"/track/accept/{position}/").status_code == 404
    assert customer.post(f"/track/accept/{position}/", **drawn).status_code in {404, 409}
    assert Complaint.objects.get().state == State.PROPOSED


def test_a01_the_import_of_another_person_is_not_there():
    table = SimpleUploadedFile("a.csv", "主题,描述\n漏水,纸箱湿了\n".encode())
    batch = keep(table, preset=Preset.ECOMMERCE, channel=Channel.PLATFORM, by=a_user(), now=NOON).batch
    desk = desk_of(a_user())
    for name in ("columns", "confirm", "set_aside"):
        assert desk.post(reverse(f"admin:complaints_importbatch_{name}", args=[batch.pk])).status_code == 404
    for name in ("change", "errors"):
        assert desk.get(reverse(f"admin:complaints_importbatch_{name}", args=[batch.pk])).status_code == 404
    assert "a.csv" not in desk.get(reverse("admin:complaints_importbatch_changelist")).content.decode()
    assert ImportBatch.objects.get().state == ImportState.UPLOADED


def test_a03_the_ledger_shows_what_was_booked_on_complaints_one_may_see():
    finance = a_user(Role.FINANCE)
    paid, foreign = a_complaint(at=State.EXECUTING), a_complaint(at=State.EXECUTING)
    execute_all(paid.pk, now=NOON)
    execute_all(foreign.pk, now=NOON)
    foreign.tasks.update(department=paid.department)
    Complaint.objects.filter(pk=foreign.pk).update(department=paid.department)
    ledger = reverse("admin:complaints_ledgerentry_changelist")
    page = desk_of(finance).get(ledger).content.decode()
    assert paid.number in page
    assert foreign.number not in page
    assert foreign.number in desk_of(a_user(Role.AUDITOR)).get(ledger).content.decode()
    assert set(LedgerEntry.objects.values_list("measure", flat=True)) == {Measure.REFUND}
