"""What people of the desk are told (COM-5)."""

from datetime import timedelta

import pytest

from accounts.models import Delegation
from accounts.roles import Role
from complaints.errors import RuleBroken
from complaints.models import NoticeKind, StaffNotice
from complaints.services import staff
from tests.builders import NOON, a_complaint, a_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def tell(to, complaint, kind=NoticeKind.DEADLINE_MISSED, **facts):
    return staff.tell_staff(to, kind, complaint, now=NOON, **facts)


def test_a_person_is_told_in_a_sentence_that_names_the_complaint_and_the_moment():
    complaint = a_complaint()
    (notice,) = tell(complaint.received_by, complaint, deadline="first_contact", due=NOON)
    told = staff.words_of(StaffNotice.objects.get(pk=notice.pk))
    assert told == f"{complaint.number}: “First contact” was due 11-18 12:00 and is overdue."


def test_a_team_means_its_supervisors_and_not_its_agents():
    complaint, supervisor = a_complaint(), a_user(Role.SUPERVISOR)
    tell(complaint.team, complaint)
    assert [notice.to for notice in StaffNotice.objects.all()] == [supervisor]


def test_a_team_with_a_supervisor_of_its_own_troubles_nobody_elses():
    complaint = a_complaint()
    a_user(Role.SUPERVISOR)
    own = a_user(Role.SUPERVISOR, team="ecommerce-desk")
    tell(complaint.team, complaint)
    assert [notice.to for notice in StaffNotice.objects.all()] == [own]


def test_whoever_stands_in_is_told_as_well_and_whoever_has_left_is_not():
    complaint, substitute = a_complaint(), a_user()
    day = NOON.date()
    Delegation.objects.create(
        delegator=complaint.received_by,
        delegate=substitute,
        starts_on=day,
        ends_on=day,
        reason="休假",
        created_by=substitute,
    )
    tell(complaint.received_by, complaint)
    assert {notice.to for notice in StaffNotice.objects.all()} == {complaint.received_by, substitute}
    substitute.is_active = False
    substitute.save()
    tell(substitute, complaint)
    assert not StaffNotice.objects.filter(to=substitute, at__gt=NOON).exists()
    assert StaffNotice.objects.filter(to=substitute).count() == 1


def test_only_urgent_kinds_leave_the_back_office_until_somebody_chooses():
    complaint, reader = a_complaint(), a_user(email="li@desk.example")
    (urgent,) = tell(reader, complaint)
    (quiet,) = tell(reader, complaint, NoticeKind.EVIDENCE, count=2)
    assert (urgent.by_email, quiet.by_email) == (True, False)
    staff.choose_notices(by_email=["evidence"], by_robot=[], by=reader)
    (urgent,) = tell(reader, complaint)
    (quiet,) = tell(reader, complaint, NoticeKind.EVIDENCE, count=2)
    assert (urgent.by_email, urgent.by_robot, quiet.by_email) == (False, False, True)
    assert set(StaffNotice.objects.to_send()) == set(StaffNotice.objects.all()) - {urgent, *_quiet_ones(reader)}


def _quiet_ones(reader):
    return StaffNotice.objects.filter(to=reader, by_email=False, by_robot=False)


def test_nobody_gets_mail_without_an_address():
    complaint, reader = a_complaint(), a_user()
    assert not tell(reader, complaint)[0].by_email


def test_a_kind_nobody_sends_is_refused():
    with pytest.raises(RuleBroken, match="no kind of notice"):
        staff.choose_notices(by_email=["gossip"], by_robot=[], by=a_user())


def test_one_reads_ones_own_notices_only():
    complaint, other = a_complaint(), a_user()
    mine, theirs = tell(complaint.received_by, complaint)[0], tell(other, complaint)[0]
    later = NOON + timedelta(minutes=5)
    assert staff.mark_read([mine.pk, theirs.pk], by=complaint.received_by, now=later) == 1
    assert staff.mark_read(None, by=complaint.received_by, now=later) == 0
    assert list(StaffNotice.objects.unread_by(other)) == [theirs]


def test_while_nobody_has_a_complaint_its_desk_is_told():
    complaint, supervisor = a_complaint(), a_user(Role.SUPERVISOR)
    staff.tell_handler(complaint, NoticeKind.CHASED, now=NOON, count=1)
    assert StaffNotice.objects.get().to == supervisor


#: Those of certificates are about no complaint: tests/knowledge/test_training_upkeep.py.
@pytest.mark.parametrize("kind", [kind for kind in NoticeKind if not kind.startswith("certificate_")])
def test_every_kind_is_told_in_a_whole_sentence(kind):
    complaint = a_complaint()
    (notice,) = tell(complaint.received_by, complaint, kind)
    assert complaint.number in staff.words_of(notice)
