"""The demo desk: every story can be told, and an interrupted opening goes on where it stopped."""

from collections import Counter
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from accounts.roles import Role
from complaints.models import (
    Complaint,
    ComplaintEvent,
    Connector,
    EventKind,
    ImportBatch,
    ImportState,
    Likeness,
    Proposal,
)
from complaints.services.customer_words import written_by_customer
from complaints.services.record import faults_of
from complaints.states import Channel, Preset, State
from config.demo import opening
from config.demo.opening import open_desk
from config.demo.story import read_stories
from config.management.commands.load_demo import _TURN_SECONDS
from escalation.models import (
    ApprovalChain,
    ApprovalStep,
    EvidencePackage,
    FinalLetter,
    JointMeeting,
    LimitVersion,
    OutsideMatter,
)
from escalation.portal.known import incidents_known
from escalation.services.replay.simulating import of_chain, of_limits
from review.services.causes.presets import load_causes
from tests.builders import NOON, a_complaint

pytestmark = pytest.mark.django_db
#: Six posts and three lines of a list.
CAME_BY_PROGRAMS = 9


@pytest.fixture(autouse=True)
def causes(db):
    """The demo analyses causes by their codes, which `prepare` loads."""
    load_causes(now=NOON)


def open_demo():
    return open_desk(now=NOON, progress=lambda _told, _all: None)


@pytest.mark.either_database
def test_every_story_is_told_over_all_presets_channels_and_states():
    told = open_demo()
    complaints = list(Complaint.objects.select_related("policy"))
    assert told == len(complaints) == len(read_stories()) + CAME_BY_PROGRAMS
    assert len(read_stories()) >= 80
    assert {complaint.policy.preset for complaint in complaints} == set(Preset.values)
    assert {complaint.channel for complaint in complaints} == set(Channel.values)
    assert {complaint.state for complaint in complaints} == set(State.values)
    assert len({complaint.description[:8] for complaint in complaints}) == len(complaints)
    assert min(Counter(complaint.policy.preset for complaint in complaints).values()) >= 20
    assert [fault for complaint in complaints[::7] for fault in faults_of(complaint)] == []
    for draft, simulate in (
        (LimitVersion.objects.drafts().get(), of_limits),
        (ApprovalChain.objects.get(active_from=None), of_chain),
    ):
        told = simulate(draft, days=90, now=NOON)
        assert told.agreed == told.checked > 50
        assert len(told.changed) > 5
    assert open_demo() == 0


def test_an_interrupted_opening_goes_on_where_it_stopped(monkeypatch):
    stories = sorted(read_stories(), key=lambda story: len(story.get("round", [])))[:3]
    stories = [story for story in stories if not story.get("of")]
    monkeypatch.setattr(opening, "read_stories", lambda: stories)
    tell = opening.Teller.tell

    def tell_but_one(teller, story):
        complaint = tell(teller, story)
        if story is stories[1]:
            raise KeyboardInterrupt
        return complaint

    monkeypatch.setattr(opening.Teller, "tell", tell_but_one)
    with pytest.raises(KeyboardInterrupt):
        open_demo()
    assert Complaint.objects.count() == 1
    monkeypatch.setattr(opening.Teller, "tell", tell)
    assert open_demo() == len(stories) - 1 + CAME_BY_PROGRAMS
    assert Complaint.objects.count() == len(stories) + CAME_BY_PROGRAMS


def test_an_opening_interrupted_after_the_last_story_is_finished_too(monkeypatch):
    stories = [story for story in read_stories() if story["end"] == "received"][:1]
    monkeypatch.setattr(opening, "read_stories", lambda: stories)
    with monkeypatch.context() as broken:
        broken.setattr(opening, "_read_what_is_old", interrupted)
        with pytest.raises(KeyboardInterrupt):
            open_demo()
    assert (Complaint.objects.count(), Connector.objects.count()) == (1, 0)
    assert open_demo() == CAME_BY_PROGRAMS
    assert open_demo() == 0


def interrupted(**_facts):
    raise KeyboardInterrupt


def test_on_sqlite_a_waiting_sign_in_gets_its_turn_between_two_stories(monkeypatch):
    stories = [story for story in read_stories() if story["end"] == "received"][:2]
    monkeypatch.setattr(opening, "read_stories", lambda: stories)
    turns = []
    monkeypatch.setattr("time.sleep", turns.append)
    call_command("load_demo", stdout=StringIO())
    # Whoever waits for the press that sets a page sleeps too.
    given = turns.count(_TURN_SECONDS)
    assert given == (len(stories) if connection.vendor == "sqlite" else 0)


def test_what_is_told_twice_and_what_programs_brought_is_found_on_the_desk(monkeypatch):
    """INT-6, INT-7, INT-8, ESC-6, PRO-5: whoever opens the desk finds something of each to look at."""
    repeated = {"eco-replacement-part-lost", "int-membership-price-rise"}
    stories = [story for story in read_stories() if story["key"].startswith("rep-") or story["key"] in repeated]
    monkeypatch.setattr(opening, "read_stories", lambda: stories)
    open_demo()
    one_order, one_text = Likeness.objects.undecided().order_by("-same_order")
    assert (one_order.same_order, one_order.same_customer) == (True, False)
    assert one_text.text_percent >= 60
    (outage,) = incidents_known(Preset.INTERNET)
    assert "乘车码" in outage.words
    posts = Complaint.objects.filter(channel__in=[Channel.SOCIAL, Channel.APP_REVIEW], inbound__isnull=False)
    assert [post.tasks.order_by("pk").first().title for post in posts] == [""] * 6
    assert ImportBatch.objects.get().state == ImportState.IMPORTED
    wished = Proposal.objects.exclude(wish="").get()
    assert written_by_customer(wished.complaint).count() == 2
    assert [fault for complaint in Complaint.objects.all() for fault in faults_of(complaint)] == []


def test_a_desk_in_use_is_left_alone():
    a_complaint(at=State.RECEIVED)
    assert open_demo() == 0
    assert Complaint.objects.count() == 1


def test_the_stories_of_power_show_every_way_up(monkeypatch):
    """ESC-1, ESC-4, ESC-7, INV-2: whoever opens the desk finds one of each, waiting or answered."""
    stories = [story for story in read_stories() if story["key"].startswith("pow-")]
    monkeypatch.setattr(opening, "read_stories", lambda: stories)
    assert open_demo() - CAME_BY_PROGRAMS == len(stories) == 6
    waiting = ApprovalStep.objects.open().get()
    assert (waiting.asked_role, waiting.request.steps.filter(outcome="approved").count()) == (Role.DIRECTOR, 1)
    disputed = ComplaintEvent.objects.filter(kind=EventKind.OWNER_DISPUTED).values_list("complaint", flat=True)
    ruled = ComplaintEvent.objects.filter(kind=EventKind.OWNER_RULED).values_list("complaint", flat=True)
    assert (len(disputed), len(ruled)) == (2, 1)
    meeting = JointMeeting.objects.get()
    assert meeting.convened_at < meeting.held_at < meeting.recorded_at
    assert meeting.decisions.open().count() == 3
    assert OutsideMatter.objects.open().filter(body__code="12315", terms__deadline__met_at=None).exists()
    assert FinalLetter.objects.get(kind="deadlock").matter.result == "failed"
    assert EvidencePackage.objects.filter(profile="regulator").exists()
    assert LimitVersion.objects.drafts().get().drafted_by.role == Role.SUPERVISOR
    assert [fault for complaint in Complaint.objects.all() for fault in faults_of(complaint)] == []
