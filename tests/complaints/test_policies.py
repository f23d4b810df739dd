"""Versions of the rules: drafted, checked, activated; complaints keep theirs until somebody puts them under another."""

from datetime import timedelta

import pytest

from accounts.roles import Role
from complaints.errors import NotPermitted, Outdated, RuleBroken
from complaints.models import ESCALATING_KINDS, PAUSING_KINDS, Complaint, DeadlineRule, Policy
from complaints.services import policies
from complaints.services.intake import receive
from complaints.services.policies import EDITABLE, RULE_FIELDS
from complaints.services.repinning import repin
from complaints.states import Preset
from tests.builders import NOON, a_complaint, a_receipt, a_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
HOUR = timedelta(hours=1)


@pytest.fixture
def supervisor():
    return a_user(Role.SUPERVISOR)


@pytest.fixture
def draft(supervisor):
    return policies.draft(Preset.ECOMMERCE, by=supervisor, now=NOON)


def rules_of(policy):
    return [{name: getattr(rule, name) for name in RULE_FIELDS} for rule in policy.rules.all()]


def saved(draft, by, *, rules=None, **facts):
    facts = {name: getattr(draft, name) for name in EDITABLE} | facts
    return policies.save_draft(
        draft.pk, facts=facts, rules=rules_of(draft) if rules is None else rules, seen=draft.edits, by=by, now=NOON
    )


def activated(draft, by, **facts):
    return policies.activate(draft.pk, **{"reason": "新规", "seen": draft.edits, "by": by, "now": NOON} | facts)


def a_rule(**changes):
    facts = {"kind": "direction", "severity": "", "priority": "", "nature": "", "minutes": 60, "clock": "always"}
    return facts | {"pauses": True, "escalates": False} | changes


def test_a_draft_is_a_copy_of_what_is_in_force(draft, supervisor):
    current = Policy.in_force(Preset.ECOMMERCE, NOON)
    assert rules_of(draft) == rules_of(current)
    assert (draft.version, draft.is_draft, draft.drafted_by) == (current.version + 1, True, supervisor)
    assert {name: getattr(draft, name) for name in EDITABLE} == {name: getattr(current, name) for name in EDITABLE}
    assert Policy.in_force(Preset.ECOMMERCE, NOON + 999 * HOUR) == current


def test_there_is_one_draft_at_a_time(draft, supervisor):
    with pytest.raises(RuleBroken, match="drafted already"):
        policies.draft(Preset.ECOMMERCE, by=supervisor, now=NOON)
    policies.discard(draft.pk, by=supervisor, now=NOON)
    assert policies.draft(Preset.ECOMMERCE, by=supervisor, now=NOON).version == draft.version


def test_a_complaint_keeps_the_version_it_was_received_under(draft, supervisor):
    before = a_complaint()
    saved(draft, supervisor, rules=[a_rule(minutes=7)])
    draft.refresh_from_db()
    activated(draft, supervisor)
    after = a_complaint()
    assert Complaint.objects.get(pk=before.pk).policy.version == 1
    assert Complaint.objects.get(pk=after.pk).policy == draft
    assert [(one.kind, one.minutes) for one in after.deadlines.running()] == [("direction", 7)]


def test_a_version_may_wait_for_its_moment_and_be_taken_back(draft, supervisor):
    activated(draft, supervisor, active_from=NOON + HOUR)
    assert Policy.in_force(Preset.ECOMMERCE, NOON).version == 1
    assert Policy.in_force(Preset.ECOMMERCE, NOON + HOUR) == draft
    policies.take_back(draft.pk, by=supervisor, now=NOON)
    assert Policy.in_force(Preset.ECOMMERCE, NOON + HOUR).version == 1
    assert policies.discard(draft.pk, by=supervisor, now=NOON) is None


def test_a_version_in_force_is_neither_edited_nor_discarded_nor_taken_back(draft, supervisor):
    activated(draft, supervisor)
    draft.refresh_from_db()
    for act in (
        lambda: saved(draft, supervisor),
        lambda: policies.discard(draft.pk, by=supervisor, now=NOON),
        lambda: activated(draft, supervisor),
    ):
        with pytest.raises(RuleBroken, match="no draft any more"):
            act()
    with pytest.raises(RuleBroken, match="does not wait"):
        policies.take_back(draft.pk, by=supervisor, now=NOON)


def test_rules_do_not_reach_into_the_past_nor_before_a_version_that_waits(draft, supervisor):
    with pytest.raises(RuleBroken, match="do not reach into the past"):
        activated(draft, supervisor, active_from=NOON - HOUR)
    activated(draft, supervisor, active_from=NOON + 2 * HOUR)
    second = policies.draft(Preset.ECOMMERCE, by=supervisor, now=NOON)
    with pytest.raises(RuleBroken, match="takes effect on"):
        activated(second, supervisor, active_from=NOON + HOUR)


def test_what_is_activated_is_what_was_looked_at(draft, supervisor):
    saved(draft, supervisor, rules=[a_rule()])
    with pytest.raises(Outdated):
        activated(draft, supervisor)
    with pytest.raises(Outdated):
        saved(draft, supervisor)


def test_activation_needs_a_reason_and_the_right_to_it(draft, supervisor):
    with pytest.raises(RuleBroken, match="why the rules change"):
        activated(draft, supervisor, reason=" ")
    administrator = a_user(Role.ADMINISTRATOR)
    saved(draft, administrator)
    draft.refresh_from_db()
    with pytest.raises(NotPermitted):
        activated(draft, administrator)
    with pytest.raises(NotPermitted):
        policies.draft(Preset.GENERAL, by=a_user(), now=NOON)


@pytest.mark.parametrize("preset", Preset)
def test_the_presets_themselves_pass_the_check(preset, supervisor):
    saved(policies.draft(preset, by=supervisor, now=NOON), supervisor)


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        ([], "promises nothing"),
        ([a_rule(), a_rule(minutes=5)], "stands there twice"),
        ([a_rule(kind="task")], "a date of its own"),
        ([a_rule(kind="commitment")], "a date of its own"),
        ([a_rule(), a_rule(nature="privacy")], "no category of this nature"),
        ([a_rule(), a_rule(nature="nonsense")], "no category of this nature"),
        ([a_rule(), a_rule(severity="S1", priority="low")], "no complaint of this severity gets this priority"),
        (
            [a_rule(), a_rule(severity="S1"), a_rule(severity="S1", priority="high")],
            "more specific rules cover every case",
        ),
        (
            [a_rule(), *(a_rule(nature=one) for one in ("goods", "logistics", "service"))],
            "more specific rules cover every case",
        ),
        ([a_rule(), a_rule(severity="S1"), a_rule(priority="high")], "both right for the same complaint"),
        ([a_rule(severity="S1")], "none for complaints not graded yet"),
        ([a_rule(), a_rule(urgency="exam"), a_rule(urgency="exam", minutes=5)], "stands there twice"),
        ([a_rule(urgency="exam")], "none for complaints not graded yet"),
        (
            [a_rule(), a_rule(urgency="exam", severity="S1"), a_rule(urgency="exam", priority="high")],
            "both right for the same complaint",
        ),
        ([a_rule(minutes=0)], "between one minute and a year"),
        ([a_rule(minutes=None, days=0, clock="working")], "between 1 and 250 working days"),
        ([a_rule(minutes=None, days=3)], "gives working days: choose “Working time”"),
    ],
)
def test_a_rule_that_can_never_fire_and_a_case_without_a_rule_are_refused_in_words(draft, supervisor, rules, sentence):
    with pytest.raises(RuleBroken, match=sentence):
        saved(draft, supervisor, rules=rules)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"reminders": [80, 50]}, "rising percents"),
        ({"reminders": [50, 50]}, "rising percents"),
        ({"reminders": [0, 50]}, "rising percents"),
        ({"reminders": [50, 100]}, "rising percents"),
        ({"reminders": [10, 20, 30]}, "rising percents"),
        ({"reminders": "50"}, "rising percents"),
        ({"reminders": [True]}, "rising percents"),
        ({"repeat_alert_minutes": 0}, "second alert"),
        ({"repeat_alert_minutes": 90, "escalate_after_minutes": 60}, "second alert"),
        ({"wait_hours": 0}, "must end some day"),
        ({"reopen_days": 0}, "at least 1"),
        ({"apology_coupons": {"regular": 5}}, "for each tier"),
        ({"apology_coupons": {"regular": 5, "silver": 5, "gold": 5, "vip": 5000}}, "for each tier"),
        ({"apology_coupons": {"regular": 5, "silver": 5, "gold": 5, "vip": -1}}, "for each tier"),
    ],
)
def test_times_and_sums_without_sense_are_refused_in_words(draft, supervisor, facts, sentence):
    with pytest.raises(RuleBroken, match=sentence):
        saved(draft, supervisor, **facts)


def test_a_rule_for_an_urgent_demand_comes_before_one_for_a_grade(draft, supervisor):
    """SLA-2, SLA-19: and a version without it gives those who have it the time of their grade."""
    rules = [a_rule(), a_rule(severity="S1", minutes=30), a_rule(urgency="exam", minutes=10)]
    saved(draft, supervisor, rules=rules)
    draft.refresh_from_db()
    activated(draft, supervisor)
    exam, other = a_complaint(urgency="exam"), a_complaint(urgency="safety")
    assert [one.deadlines.running().get().minutes for one in (exam, other)] == [10, 30]
    second = policies.draft(Preset.ECOMMERCE, by=supervisor, now=NOON + HOUR)
    saved(second, supervisor, rules=rules[:2])
    second.refresh_from_db()
    activated(second, supervisor, now=NOON + HOUR)
    repin(exam.pk, reason="统一口径", by=supervisor, now=NOON + HOUR)
    assert exam.deadlines.running().get().minutes == 30


def test_a_preset_gives_each_rule_the_manners_of_its_kind():
    """SLA-16, SLA-17."""
    for flag, kinds in (("pauses", PAUSING_KINDS), ("escalates", ESCALATING_KINDS)):
        assert set(DeadlineRule.objects.filter(**{flag: True}).values_list("kind", flat=True)) == kinds


def test_a_future_version_is_what_a_complaint_of_that_time_is_received_under(draft, supervisor):
    activated(draft, supervisor, active_from=NOON + HOUR)
    later = receive(a_receipt(), by=a_user(), now=NOON + 2 * HOUR).complaint
    assert later.policy == draft
