"""The record in sentences, on paper and as a chain to verify elsewhere."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.roles import Role
from complaints.models import Complaint, EventKind
from complaints.services.contacts import correct_facts
from complaints.states import Channel, State
from complaints.telling import timeline
from review.services.revisit import record
from tests.builders import NOON, a_caller, a_complaint, a_user
from tests.steps import page_of

pytestmark = pytest.mark.django_db


def test_every_kind_of_event_has_a_sentence_that_its_facts_fill(client):
    assert set(timeline.SENTENCES) == set(EventKind)
    agent = a_user(Role.AGENT)
    complaint = a_complaint(State.CLOSED, agent=agent)
    dissatisfied = a_complaint(State.REVISIT, agent=agent)
    record(dissatisfied.pk, channel=Channel.PHONE, reached=False, by=a_caller(), now=NOON + timedelta(days=1))
    record(
        dissatisfied.pk,
        channel=Channel.PHONE,
        reached=True,
        rating=1,
        reason="没换",
        by=a_caller(),
        now=NOON + timedelta(days=2),
    )
    for one in (complaint, dissatisfied):
        for entry in timeline.entries(one):
            assert "%(" not in str(entry.sentence)
            assert "—" not in str(entry.sentence), entry


def test_a_correction_shows_before_and_after_in_words():
    complaint = a_complaint(State.TRIAGED)
    correct_facts(
        complaint.pk, facts={"demand": "exchange"}, by=complaint.handler, now=NOON, seen=complaint.events_count
    )
    with translation.override("en"):
        ((field, before, after),) = timeline.entries(complaint)[0].changes
    assert (field, before, after) == ("Demand", "Refund", "Exchange")


def test_the_record_is_taken_away_by_auditor_and_supervisor_only(client):
    complaint = a_complaint(State.CLOSED)
    pages = [reverse(f"admin:complaints_complaint_{name}", args=[complaint.pk]) for name in ("record", "chain")]
    for role, status in ((Role.AUDITOR, 200), (Role.SUPERVISOR, 200), (Role.CURATOR, 403)):
        client.force_login(a_user(role))
        assert [client.get(address).status_code for address in pages] == [status, status]
    client.force_login(a_user(Role.AUDITOR))
    chain = json.loads(client.get(pages[1]).content)
    assert [event["seq"] for event in chain["events"]] == list(range(1, len(chain["events"]) + 1))
    assert chain["events"][-1]["hash"] == Complaint.objects.get(pk=complaint.pk).events_head
    assert chain["faults"] == []
    taken = complaint.events.filter(kind=EventKind.RECORD_EXPORTED)
    assert [event.by.role for event in taken] == [Role.AUDITOR, Role.SUPERVISOR, Role.AUDITOR]


def test_the_auditor_sees_at_once_whether_the_record_holds(client):
    complaint = a_complaint(State.TRIAGED)
    client.force_login(a_user(Role.AUDITOR))
    assert "cp-chip cp-good" in page_of(client, complaint)
    Complaint.objects.filter(pk=complaint.pk).update(events_head="k1:changed")
    text = page_of(client, complaint)
    assert "cp-chip cp-good" not in text
    client.force_login(a_user(Role.SUPERVISOR))
    assert "cp-chip cp-good" not in page_of(client, complaint)
