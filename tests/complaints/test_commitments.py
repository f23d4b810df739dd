"""A promise that was broken is made good once (SLA-18)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.models import User
from complaints.models import Complaint, DeadlineKind, EventKind, LedgerEntry
from complaints.services import commitments, contacts
from complaints.services.record import faults_of
from complaints.services.sweeps.deadlines import tell_due_steps
from complaints.states import Channel, Tier
from tests.builders import NOON, a_complaint
from tests.guards import lifted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
LATE = NOON + timedelta(hours=3)


def promised(complaint, *, within=timedelta(hours=1), now=NOON):
    contacts.record_contact(
        complaint.pk,
        direction="out",
        channel=Channel.PHONE,
        summary="约定回电",
        next_contact_at=now + within,
        by=complaint.received_by,
        now=now,
    )
    return complaint.deadlines.running().get(kind=DeadlineKind.COMMITMENT)


def make_good(deadline, now=LATE):
    return commitments.make_good(deadline, by=User.objects.system(), now=now)


@pytest.mark.parametrize(("tier", "coupon"), [(Tier.REGULAR, "5"), (Tier.GOLD, "8"), (Tier.VIP, "10")])
def test_a_broken_promise_brings_an_apology_and_a_coupon_by_tier(tier, coupon):
    complaint = a_complaint(tier=tier)
    assert make_good(promised(complaint))
    entry = LedgerEntry.objects.get()
    assert (entry.measure, entry.value_cny, entry.task) == ("coupon", Decimal(coupon), None)
    assert f"¥{coupon}" in complaint.deliveries.get(step="made_good").body
    assert complaint.events.get(kind=EventKind.MADE_GOOD).facts["compensation_cny"] == coupon
    assert faults_of(Complaint.objects.get(pk=complaint.pk)) == []


def test_it_is_made_good_once_a_complaint_however_many_are_broken():
    complaint = a_complaint()
    first = promised(complaint)
    assert make_good(first)
    assert not make_good(first)
    second = promised(complaint, now=LATE, within=timedelta(minutes=5))
    assert not make_good(second, LATE + timedelta(hours=1))
    assert LedgerEntry.objects.count() == 1
    assert complaint.deliveries.filter(step="made_good").count() == 1


def test_a_promise_that_was_kept_or_still_stands_gives_nothing():
    complaint = a_complaint()
    standing = promised(complaint)
    assert not make_good(standing, NOON + timedelta(minutes=30))
    promised(complaint, now=NOON + timedelta(minutes=40), within=timedelta(days=1))
    assert not make_good(standing)
    assert not LedgerEntry.objects.exists()


def test_the_sweep_makes_good_what_it_finds_broken():
    complaint = a_complaint(tier=Tier.VIP)
    promised(complaint)
    for _again in range(2):
        tell_due_steps(by=User.objects.system(), now=LATE)
    assert LedgerEntry.objects.get().value_cny == Decimal("10")
    assert faults_of(Complaint.objects.get(pk=complaint.pk)) == []


def test_a_policy_without_coupons_still_apologises():
    complaint = a_complaint()
    complaint.policy.apology_coupons = {}
    with lifted():
        complaint.policy.save()
    assert make_good(promised(complaint))
    assert not LedgerEntry.objects.exists()
    assert complaint.deliveries.filter(step="apology").exists()
