import pytest

from accounts.models import User
from accounts.roles import Role
from complaints.crypto.contact import ContactKind
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import Complainant, Complaint, ContactPoint, EventKind
from complaints.services.people import contact_hashes, find_by_contact, find_or_create, unmask
from complaints.services.record import faults_of
from complaints.states import State
from tests.builders import NOON, a_caller, a_complaint, a_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def person(name="顾秀英", **contacts):
    return find_or_create(name=name, contacts=contacts, now=NOON)


def test_somebody_is_found_by_any_contact_in_any_spelling():
    found = person(phone="13800138000", email="Gu@Example.cn", wechat="Gu_88")
    for typed in ("138-0013-8000", "+86 13800138000", "gu@example.cn", "gu_88"):
        assert list(find_by_contact(typed)) == [found]
    for stranger in ("13800138001", "", " ", "gu", "%", "138", "\x00"):
        assert list(find_by_contact(stranger)) == []


def test_a_name_or_preference_given_later_replaces_the_earlier_and_a_blank_does_not():
    first = person(phone="13800138000")
    find_or_create(name="", contacts={"phone": "13800138000"}, tier="vip", preferred_channel="email", now=NOON)
    assert (Complainant.objects.get().name, Complainant.objects.get().tier) == ("顾秀英", "vip")
    find_or_create(name="顾秀英女士", contacts={"phone": "13800138000"}, tier="", now=NOON)
    assert (Complainant.objects.get().name, Complainant.objects.get().tier) == ("顾秀英女士", "vip")
    assert Complainant.objects.get() == first


def test_two_people_without_contact_are_two_people():
    assert person() != person()


def test_who_brings_contacts_of_two_people_joins_the_first_and_changes_no_owner():
    one, other = person(phone="13800138000"), person(email="li@example.cn")
    assert person(phone="13800138000", email="li@example.cn") in {one, other}
    assert ContactPoint.objects.count() == 2
    assert ContactPoint.objects.get(kind=ContactKind.EMAIL).complainant == other


@pytest.mark.parametrize(
    ("kind", "value"),
    [("phone", "12"), ("email", "x"), ("phone", "1" * 201), ("email", "a\x00@b.cn")],
    ids=["short", "no mail", "long", "nul"],
)
def test_what_is_no_contact_is_refused_and_nobody_is_made(kind, value):
    with pytest.raises(RuleBroken):
        person(**{kind: value})
    assert not Complainant.objects.exists()
    assert contact_hashes("phone", "12") == []


def test_a_look_at_the_contact_data_has_a_reason_on_the_record():
    complaint = a_complaint()
    shown = unmask(complaint.pk, reason="回电核实", by=complaint.received_by, now=NOON)
    assert shown.name == "顾秀英"
    look = complaint.events.get(kind=EventKind.CONTACT_UNMASKED)
    assert (look.by, look.facts) == (complaint.received_by, {"reason": "回电核实"})
    assert faults_of(Complaint.objects.get()) == []


@pytest.mark.parametrize("reason", ["", " ", "x" * 10_001, "a\x00"], ids=["none", "blank", "long", "nul"])
def test_without_a_reason_nothing_is_shown(reason):
    complaint = a_complaint()
    with pytest.raises(RuleBroken):
        unmask(complaint.pk, reason=reason, by=complaint.received_by, now=NOON)
    assert Complaint.objects.get().events_count == 1


@pytest.mark.parametrize(
    "role", sorted(set(Role) - {Role.AGENT, Role.HANDLER, Role.SUPERVISOR, Role.CURATOR, Role.SYSTEM, Role.CUSTOMER})
)
def test_others_see_the_mask_only(role):
    complaint = a_complaint()
    with pytest.raises(NotPermitted):
        unmask(complaint.pk, reason="好奇", by=a_user(role), now=NOON)


def test_who_asks_customers_reads_the_number_for_it_and_the_look_is_on_the_record():
    complaint, caller = a_complaint(at=State.REVISIT), a_caller()
    assert unmask(complaint.pk, reason="回访", by=caller, now=NOON).name == "顾秀英"
    assert complaint.events.get(kind=EventKind.CONTACT_UNMASKED).by == caller


def test_the_customer_account_cannot_unmask_either():
    complaint = a_complaint()
    for account in (User.objects.customer(), User.objects.system()):
        with pytest.raises(NotPermitted):
            unmask(complaint.pk, reason="好奇", by=account, now=NOON)


def test_a_closed_complaint_can_still_be_looked_into():
    complaint = a_complaint(at=State.CLOSED)
    assert unmask(complaint.pk, reason="回访", by=complaint.handler, now=NOON).name == "顾秀英"


def test_masks_are_what_a_screen_shows():
    found = person(phone="13800138000")
    assert (str(found), str(found.contact_points.get())) == ("顾**", "138****8000")
