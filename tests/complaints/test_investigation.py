import pytest

from accounts.roles import Role
from complaints.errors import NotPermitted, Outdated, RuleBroken
from complaints.models import Complaint, InvestigationReport
from complaints.services.investigation import start_investigation
from complaints.states import State
from review.services.revisit import record
from tests.builders import NOON, a_caller, a_complaint, a_user, report_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def investigating():
    complaint = a_complaint(at=State.TRIAGED)
    start_investigation(complaint.pk, by=complaint.handler, now=NOON)
    return complaint


def test_starting_meets_its_deadline(investigating):
    assert investigating.deadlines.get(kind="investigation").met_at == NOON


def test_a_report_names_the_department_and_can_be_revised_by_the_version_it_was_drawn_from(investigating):
    first = report_on(investigating.pk, by=investigating.handler, now=NOON)
    assert first.version == 1
    handler = a_user(Role.HANDLER)
    second = report_on(investigating.pk, by=handler, now=NOON, cause="装车顺序错误。", version=1)
    assert (second.pk, second.version, second.by) == (first.pk, 2, handler)
    with pytest.raises(Outdated, match=handler.name):
        report_on(investigating.pk, by=investigating.handler, now=NOON, version=1)
    assert InvestigationReport.objects.get().cause == "装车顺序错误。"


@pytest.mark.parametrize("missing", ["facts", "cause", "responsibility", "suggestion"])
def test_each_missing_part_of_the_report_is_asked_for(investigating, missing):
    with pytest.raises(RuleBroken):
        report_on(investigating.pk, by=investigating.handler, now=NOON, **{missing: " "})
    assert not InvestigationReport.objects.exists()


@pytest.mark.parametrize(
    ("changes", "word"),
    [({"department": None}, "department"), ({"responsibility": "nobody"}, "nobody"), ({"facts": "x" * 5_001}, "5000")],
)
def test_a_report_that_cannot_stand_is_refused(investigating, changes, word):
    with pytest.raises(RuleBroken, match=word):
        report_on(investigating.pk, by=investigating.handler, now=NOON, **changes)


@pytest.mark.parametrize("state", sorted(set(State) - {State.INVESTIGATING}))
def test_a_report_is_filed_while_investigating_and_never_rewritten_afterwards(state):
    complaint = a_complaint(at=state)
    before = list(InvestigationReport.objects.values())
    with pytest.raises(RuleBroken):
        report_on(complaint.pk, by=complaint.received_by, now=NOON)
    assert list(InvestigationReport.objects.values()) == before


def test_after_a_dissatisfied_round_the_report_says_why_the_solution_missed():
    complaint = a_complaint(at=State.REVISIT)
    agent = complaint.handler
    record(complaint.pk, channel="phone", reached=True, rating=2, reason="只退了一半", by=a_caller(), now=NOON)
    with pytest.raises(RuleBroken, match="earlier"):
        report_on(complaint.pk, by=agent, now=NOON)
    report_on(complaint.pk, by=agent, now=NOON, missed_reason="漏算运费")
    assert list(complaint.reports.values_list("round", "missed_reason")) == [(1, ""), (2, "漏算运费")]


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.FINANCE, Role.LEGAL, Role.AUDITOR, Role.CURATOR])
def test_others_file_no_report(investigating, role):
    with pytest.raises(NotPermitted):
        report_on(investigating.pk, by=a_user(role), now=NOON)


def test_a_handler_of_another_department_does_not_even_see_it(investigating):
    with pytest.raises(NotPermitted, match="not yours"):
        report_on(investigating.pk, by=a_user(Role.HANDLER, department="technology"), now=NOON)
    assert Complaint.objects.get().state == State.INVESTIGATING
