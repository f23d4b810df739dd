"""Matters with outside bodies: terms of the law as deadlines, dates, answers, results and obligations (ESC-7)."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Department, User
from accounts.roles import Role
from complaints.deadlines.legal import legal_course, legal_due
from complaints.deadlines.workdays import CHINA
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import Complaint, Deadline, DeadlineKind, EventKind, NoticeKind, StaffNotice
from complaints.services.closing import reopen, withdraw
from complaints.services.record import faults_of
from complaints.services.sweeps.deadlines import tell_due_steps
from complaints.states import Level, State, Trigger
from complaints.telling.explanation import Explanation
from escalation.models import Escalation, LegalTerm, MatterResult, Milestone, OutsideBody, OutsideMatter
from escalation.services.bodies import load_bodies
from escalation.services.outside import Duty, close_matter, note, open_matter, set_hearing
from tests.builders import NOON, a_complaint, a_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
#: The day of NOON, a Wednesday.
TODAY = date(2026, 11, 18)


def a_matter(complaint, code="court", *, by=None, now=NOON, **changes):
    by = by or a_user(Role.LEGAL)
    facts = {
        "body": OutsideBody.objects.get(code=code),
        "received_on": TODAY,
        "claim": "要求退还货款并赔偿三倍。",
        "representative": by,
    }
    return open_matter(complaint.pk, by=by, now=now, **facts | changes)


def on(day, hour=18):
    return datetime(2026, *day, hour, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("event_on", "days", "working", "due"),
    [
        # The day of the event does not count.
        (date(2026, 11, 18), 1, True, (11, 19)),
        (date(2026, 11, 18), 7, True, (11, 27)),
        (date(2026, 11, 20), 1, True, (11, 23)),
        # Received on a day off.
        (date(2026, 11, 21), 5, True, (11, 27)),
        # The National Day week does not count, the Saturday worked for it does.
        (date(2026, 9, 28), 5, True, (10, 10)),
        (date(2026, 11, 18), 15, False, (12, 3)),
        # A last day off moves on to the next working day, after the whole holiday.
        (date(2026, 11, 20), 15, False, (12, 7)),
        (date(2026, 9, 18), 15, False, (10, 8)),
    ],
)
def test_a_term_is_counted_as_the_law_counts(event_on, days, working, due):
    assert legal_due(event_on, days, working=working) == on(due)
    legs = legal_course(event_on, days, working=working)
    assert legs[-1].until == on(due)
    assert [leg.since for leg in legs[1:]] == [leg.until for leg in legs[:-1]]
    assert sum((leg.counted for leg in legs), timedelta(0)) == timedelta(days=days)


def test_what_binds_us_is_a_deadline_and_what_binds_them_is_expected():
    complaint = a_complaint(State.INVESTIGATING)
    matter = a_matter(complaint, "12315")
    ours, theirs = matter.terms.exclude(deadline=None).get(), matter.terms.get(deadline=None)
    assert (ours.due_at, theirs.due_at) == (on((12, 2)), on((11, 27)))
    assert ours.deadline.kind == DeadlineKind.OUTSIDE
    assert "10" not in ours.deadline.basis.split("·")[0]
    assert ours.deadline.owner == matter.representative
    assert Deadline.objects.running().filter(complaint=complaint, kind="outside").count() == 1


def test_a_complaint_with_a_matter_stands_at_the_level_of_legal_and_external_power():
    complaint, legal = a_complaint(State.INVESTIGATING), a_user(Role.LEGAL)
    a_matter(complaint, by=a_user(Role.SUPERVISOR), representative=legal)
    complaint = Complaint.objects.get(pk=complaint.pk)
    escalation = Escalation.objects.get(complaint=complaint)
    assert (complaint.level, escalation.trigger, escalation.asked) == (Level.LEGAL, Trigger.OUTSIDE, legal)
    assert escalation.stepped_in_at is None
    assert faults_of(complaint) == []


def test_a_deadline_by_law_explains_itself():
    matter = a_matter(a_complaint(State.INVESTIGATING))
    deadline = matter.terms.get().deadline
    explained = Explanation(deadline, now=NOON)
    assert explained.due_at == on((12, 3))
    assert [line["words"] for line in explained.lines] == ["counts"]
    data = explained.as_data()
    assert data["legal_days"] == 15
    assert "第一百二十八条" in data["basis"]
    by_working_days = a_matter(a_complaint(State.INVESTIGATING), "12345", received_on=TODAY)
    words = [str(line["words"]) for line in Explanation(by_working_days.terms.get().deadline, now=NOON).lines]
    assert words == ["counts", "does not count", "counts"]


def test_the_date_the_notice_names_takes_the_place_of_the_law():
    due_at = NOON + timedelta(days=3)
    matter = a_matter(a_complaint(State.INVESTIGATING), answer_due_at=due_at)
    assert [term.due_at for term in matter.terms.all()] == [due_at]
    note(matter.pk, Milestone.ANSWERED, on=TODAY, words="已提交答辩状。", by=matter.representative, now=NOON)
    assert Deadline.objects.get(kind="outside").met_at == NOON


def test_only_the_law_in_force_on_that_day_counts():
    body = OutsideBody.objects.create(code="old", kind="regulator", name="旧机构")
    common = {"body": body, "begins_with": "received", "ends_with": "answered", "source": "旧法"}
    LegalTerm.objects.create(name="旧", days=3, valid_from=date(2020, 1, 1), valid_until=date(2026, 11, 17), **common)
    LegalTerm.objects.create(name="新", days=9, valid_from=date(2026, 11, 18), **common)
    complaint = a_complaint(State.INVESTIGATING)
    assert a_matter(complaint, "old").terms.get().name == "新"
    another = a_matter(a_complaint(State.INVESTIGATING), "old", received_on=date(2026, 11, 17))
    assert another.terms.get().name == "旧"


def test_a_milestone_ends_what_it_meets_and_begins_what_follows():
    legal = a_user(Role.LEGAL)
    matter = a_matter(a_complaint(State.INVESTIGATING), by=legal)
    set_hearing(matter.pk, at=NOON + timedelta(days=30), by=legal, now=NOON)
    set_hearing(matter.pk, at=NOON + timedelta(days=40), by=legal, now=NOON)
    running = Deadline.objects.running().filter(kind="outside")
    assert list(running.values_list("due_at", flat=True)) == [on((12, 3)), NOON + timedelta(days=40)]
    later = NOON + timedelta(days=41)
    note(matter.pk, Milestone.ANSWERED, on=TODAY, words="答辩", by=legal, now=NOON)
    note(matter.pk, Milestone.HEARD, on=later.date(), by=legal, now=later)
    assert not running.exists()
    note(matter.pk, Milestone.DECIDED, on=later.date(), words="判决", by=legal, now=later)
    assert running.get().basis.startswith("人民法院 · 决定是否上诉")
    close_matter(matter.pk, result=MatterResult.FOR_US, words="驳回诉讼请求。", by=legal, now=later)
    assert not running.exists()
    kinds = list(matter.complaint.events.order_by("seq").values_list("kind", flat=True))[-6:]
    assert kinds == [
        EventKind.MATTER_HEARING_SET,
        EventKind.MATTER_HEARING_SET,
        EventKind.MATTER_ANSWERED,
        EventKind.MATTER_HEARD,
        EventKind.MATTER_DECIDED,
        EventKind.MATTER_CLOSED,
    ]
    assert faults_of(Complaint.objects.get(pk=matter.complaint_id)) == []


def test_a_term_is_reminded_of_and_its_passing_told_to_representative_and_director():
    complaint, legal, director = a_complaint(State.INVESTIGATING), a_user(Role.LEGAL), a_user(Role.DIRECTOR)
    matter = a_matter(complaint, by=legal)
    tell_due_steps(by=User.objects.system(), now=on((11, 28)))
    assert StaffNotice.objects.filter(to=legal, kind=NoticeKind.DEADLINE_NEAR, facts__deadline="outside").exists()
    tell_due_steps(by=User.objects.system(), now=on((12, 8)))
    assert StaffNotice.objects.filter(to=director, kind=NoticeKind.DEADLINE_ESCALATED, facts__deadline="outside")
    assert StaffNotice.objects.filter(to=legal, kind=NoticeKind.MATTER).count() == 1
    assert matter.terms.get().deadline.kind == "outside"


def test_a_term_of_the_law_runs_on_when_the_complaint_is_closed_and_when_it_comes_back():
    agent = a_user()
    complaint = a_complaint(State.INVESTIGATING, agent=agent)
    matter = a_matter(complaint)
    withdraw(complaint.pk, reason="已和解", by=agent, now=NOON)
    deadline = matter.terms.get().deadline
    assert deadline.is_running
    complaint = Complaint.objects.get(pk=complaint.pk)
    assert complaint.next_due_at is None
    reopen(complaint.pk, reason="反悔", handler=agent, by=a_user(Role.SUPERVISOR), now=NOON)
    deadline.refresh_from_db()
    assert deadline.is_running
    assert a_matter(complaint, "12345", received_on=TODAY).is_open


def test_each_obligation_is_a_task_with_its_own_date():
    legal = a_user(Role.LEGAL)
    complaint = a_complaint(State.INVESTIGATING)
    matter = a_matter(complaint, "consumer-association", by=legal)
    due_at = NOON + timedelta(days=5)
    duty = Duty("书面致歉并公示整改", Department.objects.get(code="customer_service"), due_at)
    close_matter(matter.pk, result=MatterResult.SETTLED, words="双方同意书面致歉。", duties=[duty], by=legal, now=NOON)
    task = matter.obligations.get().task
    assert (task.title, task.due_at, task.stage) == ("书面致歉并公示整改", due_at, "outside")
    assert Deadline.objects.running().filter(task=task, due_at=due_at).exists()


def test_obligations_need_an_open_complaint():
    agent, legal = a_user(), a_user(Role.LEGAL)
    complaint = a_complaint(State.INVESTIGATING, agent=agent)
    matter = a_matter(complaint, by=legal)
    withdraw(complaint.pk, reason="已和解", by=agent, now=NOON)
    duty = Duty("致歉", Department.objects.get(code="customer_service"), NOON + timedelta(days=5))
    with pytest.raises(RuleBroken, match="Reopen"):
        close_matter(matter.pk, result="settled", words="致歉", duties=[duty], by=legal, now=NOON)
    assert OutsideMatter.objects.get().is_open
    close_matter(matter.pk, result="withdrawn", words="撤诉", by=legal, now=NOON)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"claim": " "}, "Say what is asked"),
        ({"received_on": date(2026, 11, 19)}, "not come yet"),
        ({"claim": "x" * 2_001}, "at most"),
    ],
)
def test_a_matter_is_refused_in_words(changes, sentence):
    with pytest.raises(RuleBroken, match=sentence):
        a_matter(a_complaint(State.INVESTIGATING), **changes)
    assert not OutsideMatter.objects.exists()


def test_one_matter_with_a_body_is_open_at_a_time():
    complaint = a_complaint(State.INVESTIGATING)
    matter = a_matter(complaint)
    with pytest.raises(RuleBroken, match="open already"):
        a_matter(complaint)
    with pytest.raises(IntegrityError), transaction.atomic():
        OutsideMatter.objects.create(
            complaint=complaint,
            body=matter.body,
            claim="x",
            representative=matter.representative,
            received_on=TODAY,
            opened_by=matter.opened_by,
            opened_at=NOON,
        )


def test_an_agent_opens_no_matter_and_represents_nobody():
    complaint = a_complaint(State.INVESTIGATING)
    with pytest.raises(NotPermitted):
        a_matter(complaint, by=complaint.handler)
    with pytest.raises(RuleBroken, match="cannot represent"):
        a_matter(complaint, representative=complaint.handler)


def test_a_closed_matter_takes_no_more_notes():
    matter = a_matter(a_complaint(State.INVESTIGATING))
    by = matter.representative
    close_matter(matter.pk, result="failed", words="未达成一致", by=by, now=NOON)
    for act in (
        lambda: note(matter.pk, Milestone.DECIDED, on=TODAY, by=by, now=NOON),
        lambda: set_hearing(matter.pk, at=NOON + timedelta(days=1), by=by, now=NOON),
        lambda: close_matter(matter.pk, result="failed", words="again", by=by, now=NOON),
    ):
        with pytest.raises(RuleBroken, match="closed"):
            act()


def test_bodies_load_once_and_edits_stay():
    a_user()
    OutsideBody.objects.filter(code="court").update(name="互联网法院")
    assert load_bodies() == 0
    assert OutsideBody.objects.get(code="court").name == "互联网法院"
    assert LegalTerm.objects.filter(checked_on=None).count() == LegalTerm.objects.count()
