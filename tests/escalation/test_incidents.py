"""Group incidents: suspected from likeness, confirmed by a person, answered with one voice (ESC-6, TRI-3)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Department, User
from accounts.roles import Role
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import Category, Complaint, Delivery, EventKind, StaffNotice
from complaints.services import closing
from complaints.services.words import WordsRefused
from complaints.states import Impact, State
from escalation.models import Incident, IncidentEvent, IncidentMember, IncidentRule, StatementTold, Trace
from escalation.services.incidents import membership, response
from escalation.services.incidents.finding import rule_for
from tests.builders import NOON, a_complaint, a_user
from tests.escalation.incidents import confirmed, look, serve, six, spoken

pytestmark = pytest.mark.django_db


def test_five_like_complaints_in_a_day_are_suspected_and_the_supervisors_told():
    supervisor = a_user(Role.SUPERVISOR)
    six(count=5)
    incident = Incident.objects.get()
    assert (incident.state, incident.members.count()) == ("candidate", 5)
    assert incident.reasons["shared"]["product"] == 4
    assert StaffNotice.objects.filter(to=supervisor, kind="incident").count() == 1


def test_four_are_not_enough():
    six(count=4)
    assert not Incident.objects.exists()


def test_what_was_withdrawn_counts_for_nothing():
    complaints = six(count=4)
    closing.withdraw(complaints[0].pk, reason="已自行解决", by=User.objects.customer(), now=NOON)
    Trace.objects.update(look_at=NOON)
    assert look(now=NOON) == 4
    six(count=1, now=NOON + timedelta(hours=5))
    assert not Incident.objects.exists()


def test_unlike_complaints_of_one_category_are_no_incident():
    for text in ("少发了一袋配件", "色差太大像两件东西", "说明书是另一款的", "拉链第二天就坏", "尺码标签贴错"):
        a_complaint(description=text, subject=text)
    look(now=NOON)
    assert not Incident.objects.exists()


def test_the_sixth_joins_what_is_suspected_and_changes_nothing_on_its_own_record():
    complaints = six()
    assert Incident.objects.get().members.count() == 6
    assert not complaints[-1].events.filter(kind=EventKind.INCIDENT_JOINED).exists()


def test_confirmed_members_become_a_group_each_once_on_their_record():
    incident, _supervisor, later = confirmed()
    serve(now=later)
    for member in incident.members.select_related("complaint"):
        assert member.complaint.impact == Impact.GROUP
        assert member.complaint.events.filter(kind=EventKind.INCIDENT_JOINED).count() == 1


def test_a_graded_member_gets_the_priority_of_a_group():
    complaint = a_complaint(at=State.TRIAGED)
    incident, supervisor, later = confirmed()
    membership.join(complaint.pk, incident=incident, reason="同一批货", by=supervisor, now=later)
    serve(now=later)
    assert Complaint.objects.get(pk=complaint.pk).priority == "high"
    membership.leave(complaint.pk, reason="批号不同", by=supervisor, now=later)
    assert Complaint.objects.get(pk=complaint.pk).priority == "low"


def test_what_was_dismissed_is_not_suspected_again_until_as_many_new_ones_came():
    supervisor = a_user(Role.SUPERVISOR)
    six(count=5)
    response.dismiss(Incident.objects.get().pk, reason="五单来自同一次促销抽检", by=supervisor, now=NOON)
    six(count=4, now=NOON + timedelta(hours=8))
    assert Incident.objects.count() == 1
    six(count=1, now=NOON + timedelta(hours=13))
    assert Incident.objects.filter(state="candidate").get().members.count() == 5


def test_every_member_is_told_each_version_of_the_statement_once():
    incident, supervisor, later = confirmed()
    spoken(incident, supervisor, now=later)
    membership.owe(incident, now=later)
    serve(now=later)
    assert Delivery.objects.filter(step="incident").count() == StatementTold.objects.count() == 6
    spoken(incident, supervisor, now=later, text="检测结果已出：这一批已全部下架，退款今天 20:00 前到账。")
    assert StatementTold.objects.count() == 12


def test_nobody_is_told_twice_whatever_repeats():
    incident, supervisor, later = confirmed()
    spoken(incident, supervisor, now=later)
    told = StatementTold.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        StatementTold.objects.create(member=told.member, statement=told.statement, at=later)


def test_a_late_comer_joins_and_hears_the_current_statement():
    incident, supervisor, later = confirmed()
    spoken(incident, supervisor, now=later)
    late = six(count=1, now=later + timedelta(hours=1))[0]
    serve(now=later + timedelta(hours=2))
    assert IncidentMember.objects.get(complaint=late).how == "rule"
    assert late.deliveries.filter(step="incident").count() == 1


def test_the_statement_needs_two_of_the_team(in_english):
    incident, supervisor, later = confirmed()
    statement = response.write_statement(incident.pk, text="这一批请不要食用。", by=supervisor, now=later)
    with pytest.raises(NotPermitted, match="Nobody approves what they wrote"):
        response.approve_statement(incident.pk, version=statement.version, by=supervisor, now=later)
    with pytest.raises(NotPermitted, match="response team"):
        response.approve_statement(incident.pk, version=1, by=a_user(Role.DIRECTOR), now=later)


def test_an_older_version_than_the_latest_is_not_approved(in_english):
    incident, supervisor, later = confirmed()
    other = a_user(Role.LEGAL)
    response.name_responder(incident.pk, person=other, part="legal", by=supervisor, now=later)
    response.write_statement(incident.pk, text="这一批请不要食用。", by=supervisor, now=later)
    response.write_statement(incident.pk, text="这一批请不要食用，已下架。", by=supervisor, now=later)
    with pytest.raises(RuleBroken, match="Another version"):
        response.approve_statement(incident.pk, version=1, by=other, now=later)


@pytest.mark.parametrize("words", ["电话 13800138000", "联系 li.ming@example.cn", "身份证 11010519491231002X"])
def test_an_incident_names_no_customer(words, in_english):
    incident, supervisor, later = confirmed()
    with pytest.raises(RuleBroken, match="personal data"):
        response.write_statement(incident.pk, text=f"客户{words}", by=supervisor, now=later)


def test_the_words_of_a_statement_are_looked_over():
    incident, supervisor, later = confirmed()
    with pytest.raises(WordsRefused):
        response.write_statement(incident.pk, text="我们会尽快处理。", by=supervisor, now=later)


def fix(incident, supervisor, now):
    return response.announce_fix(
        incident.pk,
        facts="中转仓制冷机停机五小时。",
        cause="备用电源没有切换。",
        department=Department.objects.get(code="logistics"),
        responsibility="ours",
        suggestion="全额退款并致歉。",
        by=supervisor,
        now=now,
    )


def test_the_fix_moves_members_on_together_and_each_keeps_its_own_money():
    agent = a_user()
    graded = a_complaint(at=State.TRIAGED, agent=agent)
    offered = a_complaint(at=State.PROPOSED, agent=agent)
    incident, supervisor, later = confirmed()
    for one in (graded, offered):
        membership.join(one.pk, incident=incident, reason="同一批货", by=supervisor, now=later)
    fix(incident, supervisor, later)
    serve(now=later)
    graded = Complaint.objects.get(pk=graded.pk)
    assert graded.state == State.INVESTIGATING
    assert graded.reports.get().cause == "备用电源没有切换。"
    assert Complaint.objects.get(pk=offered.pk).state == State.PROPOSED
    assert IncidentMember.objects.filter(moved_on=True).count() == 8
    assert not Complaint.objects.filter(pk=graded.pk, proposals__isnull=False).exists()


def test_an_incident_closes_when_everybody_was_served(in_english):
    incident, supervisor, later = confirmed()
    fix(incident, supervisor, later)
    with pytest.raises(RuleBroken, match="not been told"):
        response.close(incident.pk, result="已全部退款", by=supervisor, now=later)
    serve(now=later)
    response.close(incident.pk, result="已全部退款", by=supervisor, now=later)
    assert Incident.objects.get().state == "closed"


def test_only_a_supervisor_or_director_decides(in_english):
    six()
    incident = Incident.objects.get()
    for role in (Role.AGENT, Role.LEGAL, Role.AUDITOR):
        with pytest.raises(NotPermitted):
            response.confirm(incident.pk, title="胀包", lead=a_user(role), by=a_user(role), now=NOON)


def test_a_complaint_belongs_to_one_incident_at_a_time(in_english):
    incident, supervisor, later = confirmed()
    member = incident.members.first()
    with pytest.raises(RuleBroken, match="already"):
        membership.join(member.complaint_id, incident=incident, reason="重复", by=supervisor, now=later)


def test_the_record_of_an_incident_is_not_rewritten():
    six()
    with pytest.raises(IntegrityError), transaction.atomic():
        IncidentEvent.objects.update(kind="confirmed")


def test_a_member_that_cannot_be_served_holds_up_no_other(monkeypatch):
    incident, supervisor, later = confirmed()
    poisoned = incident.members.first()
    tell = membership.messages.tell

    def torn(complaint, *args, **facts):
        if complaint.pk == poisoned.complaint_id:
            raise ValueError("torn")
        return tell(complaint, *args, **facts)

    monkeypatch.setattr(membership.messages, "tell", torn)
    spoken(incident, supervisor, now=later)
    assert StatementTold.objects.count() == 5
    monkeypatch.undo()
    serve(now=later + timedelta(minutes=5))
    assert StatementTold.objects.count() == 6


def test_the_system_alone_never_confirms():
    six()
    assert not User.objects.system().has_perm("escalation.confirm_incident")


def test_a_rule_is_valid_from_midnight_in_china():
    """ESC-6: a desk set up this morning suspects this morning, when it is still yesterday in Greenwich."""
    midnight = datetime(2026, 11, 17, 16, 0, tzinfo=UTC)
    IncidentRule.objects.update(valid_from=date(2026, 11, 18))
    category = Category.objects.get(code="internet.technical.outage")
    assert rule_for(category, now=midnight - timedelta(seconds=1)) is None
    assert rule_for(category, now=midnight).threshold > 1
