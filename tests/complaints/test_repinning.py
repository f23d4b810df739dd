"""Open complaints under another version of the rules: foreseen on a sample, then carried out with a reason (SLA-19)."""

from datetime import timedelta

import pytest

from accounts.roles import Role
from complaints.deadlines.workdays import OwnDay
from complaints.errors import NotPermitted, Outdated, RuleBroken
from complaints.models import Complaint, ComplaintEvent, Policy, WorkCalendar
from complaints.services import policies, repinning
from complaints.services.calendars import calendar_of, save_calendar
from complaints.services.policies import EDITABLE, RULE_FIELDS
from complaints.services.policy_effect import effect_of
from complaints.states import Preset, State
from tests.builders import NOON, a_complaint, a_user, execute_all

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
HOUR = timedelta(hours=1)
WHY = "双十一期间加快"


@pytest.fixture
def supervisor():
    return a_user(Role.SUPERVISOR)


def drafted(by, *, preset=Preset.ECOMMERCE, factor=1, calendar=None, only=None):
    """A draft whose times are `factor` of the ones in force, of all kinds or of those in `only`."""
    draft = policies.draft(preset, by=by, now=NOON)
    rules = [{name: getattr(rule, name) for name in RULE_FIELDS} for rule in draft.rules.all()]
    for rule in rules:
        if rule["minutes"] and (only is None or rule["kind"] in only):
            rule["minutes"] = max(int(rule["minutes"] * factor), 1)
    facts = {name: getattr(draft, name) for name in EDITABLE} | {"calendar": calendar}
    return policies.save_draft(draft.pk, facts=facts, rules=rules, seen=0, by=by, now=NOON)


def in_force(draft, by):
    return policies.activate(draft.pk, reason=WHY, seen=draft.edits, by=by, now=NOON)


def repinned(complaint, by, **facts):
    return repinning.repin(complaint.pk, **{"reason": WHY, "by": by, "now": NOON} | facts)


def due(complaint):
    return {deadline.kind: deadline.due_at for deadline in complaint.deadlines.running()}


def test_open_deadlines_are_counted_anew_from_their_start_and_met_ones_stay(supervisor):
    complaint = a_complaint(at=State.TRIAGED)
    met = complaint.deadlines.exclude(met_at=None).get(kind="first_contact")
    in_force(drafted(supervisor, factor=0.5), supervisor)
    repinned(complaint, supervisor, now=NOON + HOUR)
    complaint = Complaint.objects.get(pk=complaint.pk)
    assert complaint.policy.version == 2
    assert due(complaint)["direction"] == NOON + 12 * HOUR
    assert complaint.next_due_at == min(due(complaint).values())
    assert complaint.deadlines.get(kind="first_contact").due_at == met.due_at


def test_it_stands_on_the_record_with_its_reason_and_both_times(supervisor):
    complaint = a_complaint(at=State.TRIAGED)
    before = due(complaint)
    in_force(drafted(supervisor, factor=0.5), supervisor)
    repinned(complaint, supervisor)
    event = ComplaintEvent.objects.filter(complaint=complaint).latest("seq")
    assert (event.kind, event.by, event.facts["reason"]) == ("complaints.repinned", supervisor, WHY)
    assert (event.facts["version_before"], event.facts["version"]) == (1, 2)
    told = {one["kind"]: one["due"] for one in event.facts["moved"]["before"]}
    assert told == {kind: moment.isoformat() for kind, moment in before.items()}


def test_what_is_foreseen_is_what_comes_true(supervisor):
    graded, fresh = a_complaint(at=State.TRIAGED), a_complaint()
    before = {complaint.pk: due(complaint) for complaint in (graded, fresh)}
    draft = drafted(supervisor, factor=0.5)
    effect = effect_of(draft, now=NOON + 13 * HOUR)
    in_force(draft, supervisor)
    assert repinning.repin_open(Preset.ECOMMERCE, reason=WHY, by=supervisor, now=NOON + 13 * HOUR) == (2, False)
    moved = overdue = 0
    for complaint in (graded, fresh):
        for kind, moment in due(complaint).items():
            moved += moment < before[complaint.pk][kind]
            overdue += moment <= NOON + 13 * HOUR < before[complaint.pk][kind]
    assert (effect.open_count, effect.looked_at, effect.complaints_moved) == (2, 2, 2)
    assert (effect.total["earlier"], effect.total["later"], effect.total["newly_overdue"]) == (moved, 0, overdue)
    assert overdue > 0


def test_looking_at_the_effect_writes_nothing(supervisor):
    complaint = a_complaint(at=State.TRIAGED)
    before, events = due(complaint), complaint.events.count()
    effect_of(drafted(supervisor, factor=3), now=NOON)
    assert (due(complaint), complaint.events.count()) == (before, events)
    assert Complaint.objects.get(pk=complaint.pk).policy.version == 1


def test_only_the_kinds_that_were_changed_move(supervisor):
    a_complaint(at=State.TRIAGED)
    effect = effect_of(drafted(supervisor, factor=2, only={"direction"}), now=NOON)
    assert {kind.kind: kind.later for kind in effect.kinds if kind.moved} == {"direction": 1}
    assert effect.total["unmoved"] > 0


def test_the_effect_costs_the_same_for_many_complaints(supervisor, django_assert_max_num_queries):
    draft = drafted(supervisor, factor=2)
    agent = a_user()
    for _complaint in range(5):
        a_complaint(at=State.TRIAGED, agent=agent)
    with django_assert_max_num_queries(6):
        effect_of(draft, now=NOON)


def test_nothing_to_do_is_said_and_not_recorded(supervisor):
    complaint = a_complaint()
    with pytest.raises(RuleBroken, match="no deadline of it would move"):
        repinned(complaint, supervisor)


def test_it_needs_a_reason_an_open_complaint_the_right_and_a_fresh_look(supervisor):
    complaint, closed = a_complaint(), a_complaint(at=State.CLOSED)
    in_force(drafted(supervisor, factor=0.5), supervisor)
    with pytest.raises(RuleBroken, match="why other rules"):
        repinned(complaint, supervisor, reason="")
    with pytest.raises(RuleBroken, match="closed"):
        repinned(closed, supervisor)
    with pytest.raises(NotPermitted):
        repinned(complaint, complaint.received_by)
    with pytest.raises(Outdated):
        repinned(complaint, supervisor, seen=99)
    with pytest.raises(NotPermitted):
        repinning.repin_open(Preset.ECOMMERCE, reason=WHY, by=complaint.received_by, now=NOON)


def test_other_presets_stay_as_they_are(supervisor):
    other = a_complaint(agent=a_user(team="general-desk"), preset=Preset.GENERAL, category=None)
    in_force(drafted(supervisor, factor=0.5), supervisor)
    assert repinning.repin_open(Preset.ECOMMERCE, reason=WHY, by=supervisor, now=NOON).done == 0
    assert Complaint.objects.get(pk=other.pk).policy.preset == Preset.GENERAL


def a_calendar(by, *, own_days=None, **changes):
    facts = {"name": "错峰", "zone": "Asia/Shanghai", "weekly": ["09:00-12:00 13:00-19:00"] * 5 + ["", ""]}
    return save_calendar(None, **facts | {"follows_holidays": True} | changes, own_days=own_days or {}, by=by, now=NOON)


def test_a_policy_counts_in_its_own_calendar(supervisor):
    noon = NOON  # Wednesday, 12:00 in China: the desk rests until 13:00
    in_force(drafted(supervisor, preset=Preset.GENERAL, calendar=a_calendar(supervisor)), supervisor)
    agent = a_user(team="general-desk")
    complaint = a_complaint(at=State.EXECUTING, agent=agent, preset=Preset.GENERAL)
    execute_all(complaint.pk, now=noon)
    # Three working days after today: Thursday, Friday, and Monday until the desk closes at 19:00.
    assert due(complaint)["revisit"] == noon + timedelta(days=5, hours=7)


def test_after_a_change_of_the_calendar_what_counted_in_it_is_counted_anew(supervisor):
    calendar = a_calendar(supervisor)
    in_force(drafted(supervisor, preset=Preset.GENERAL, calendar=calendar), supervisor)
    agent = a_user(team="general-desk")
    complaint = a_complaint(at=State.EXECUTING, agent=agent, preset=Preset.GENERAL)
    execute_all(complaint.pk, now=NOON)
    a_complaint(agent=agent, preset=Preset.GENERAL, category=None)
    before = due(complaint)["revisit"]
    again = {"reason": "盘点", "by": supervisor, "now": NOON}
    assert repinning.repin_open(Preset.GENERAL, **again).done == 0
    facts = {"name": calendar.name, "zone": calendar.zone, "weekly": calendar.weekly, "follows_holidays": True}
    off = {(NOON + timedelta(days=1)).date(): OwnDay(False, note="盘点")}
    save_calendar(calendar.pk, **facts, own_days=off, seen=calendar.edits, by=supervisor, now=NOON)
    assert due(complaint)["revisit"] == before
    assert repinning.repin_open(Preset.GENERAL, **again) == (1, False)
    assert due(complaint)["revisit"] > before


def test_a_calendar_is_read_once_for_a_policy(supervisor, django_assert_num_queries):
    in_force(drafted(supervisor, calendar=a_calendar(supervisor)), supervisor)
    policy = Policy.in_force(Preset.ECOMMERCE, NOON)
    with django_assert_num_queries(2):
        for _again in range(3):
            calendar_of(policy)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"weekly": [""] * 7}, "nobody ever works"),
        ({"weekly": ["9-18"] * 7}, "no hours of a day"),
        ({"weekly": ["09:00-18:00"] * 6}, "nobody ever works"),
        ({"zone": "Mars/Olympus"}, "no time zone"),
        ({"weekly": [""] * 6 + ["09:00-12:00"], "own_days": {NOON.date(): OwnDay(True)}}, "hours of its own"),
        ({"name": "长" * 61}, "characters"),
    ],
)
def test_a_calendar_nobody_could_work_by_is_refused_in_words(supervisor, changes, sentence):
    with pytest.raises(RuleBroken, match=sentence):
        a_calendar(supervisor, **changes)
    assert not WorkCalendar.objects.exists()


def test_the_second_editor_of_a_calendar_sees_that_there_was_a_first(supervisor):
    calendar = a_calendar(supervisor)
    facts = {"name": "x", "zone": calendar.zone, "weekly": calendar.weekly, "follows_holidays": True, "own_days": {}}
    with pytest.raises(Outdated):
        save_calendar(calendar.pk, **facts, seen=0, by=supervisor, now=NOON)
    with pytest.raises(NotPermitted):
        save_calendar(calendar.pk, **facts, seen=1, by=a_user(), now=NOON)
