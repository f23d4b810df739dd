"""The pages of rules and calendars: draft, effect, activation, the year; refusals stand at the form (SLA-19)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from complaints.models import Complaint, Policy, WorkCalendar
from complaints.services import policies
from complaints.services.calendars import save_calendar
from complaints.states import Preset, State
from complaints.templatetags.spans import rule_time
from tests.builders import a_complaint, a_user
from tests.desk import desk_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def supervisor():
    return a_user(Role.SUPERVISOR)


@pytest.fixture
def desk(supervisor):
    return desk_of(supervisor, language="en")


@pytest.fixture
def draft(supervisor):
    return policies.draft(Preset.ECOMMERCE, by=supervisor, now=timezone.now())


def address(page, *args):
    return reverse(f"admin:complaints_{page}", args=args)


def draft_form(draft, **changes):
    """What the browser sends for the untouched form of `draft`."""
    rules = list(draft.rules.all())
    facts = {
        "team": draft.team_id,
        "calendar": "",
        "reopen_days": draft.reopen_days,
        "loop_limit": draft.loop_limit,
        "wait_hours": draft.wait_hours,
        "most_extensions": draft.most_extensions,
        "frequent_complaints": draft.frequent_complaints,
        "frequent_days": draft.frequent_days,
        "reminders": "50, 80",
        "repeat_alert_minutes": "4 h",
        "escalate_after_minutes": "24 h",
        "seen": draft.edits,
        "rules-TOTAL_FORMS": len(rules) + 1,
        "rules-INITIAL_FORMS": len(rules),
    }
    facts |= {f"coupon_{tier}": cny for tier, cny in draft.apology_coupons.items()}
    for number, rule in enumerate(rules):
        row = {"id": rule.pk, "policy": draft.pk, "time": rule_time(rule)}
        row |= {name: getattr(rule, name) for name in ("kind", "urgency", "severity", "priority", "nature", "clock")}
        row |= {name: "on" for name in ("pauses", "escalates") if getattr(rule, name)}
        facts |= {f"rules-{number}-{name}": value for name, value in row.items()}
    # A browser sends the blank row below the others too.
    facts |= {
        f"rules-{len(rules)}-{name}": "" for name in ("kind", "urgency", "severity", "priority", "nature", "time")
    }
    return facts | {f"rules-{len(rules)}-clock": "always"} | changes


def row_of(draft, kind, severity=""):
    """The number of a rule's row in the form."""
    rules = list(draft.rules.all())
    return next(n for n, rule in enumerate(rules) if (rule.kind, rule.severity) == (kind, severity))


def test_a_draft_is_made_edited_seen_and_activated_in_the_browser(desk):
    complaint = a_complaint(at=State.TRIAGED, now=timezone.now())
    answer = desk.post(address("policy_add"), {"preset": Preset.ECOMMERCE})
    draft = Policy.objects.drafts().get()
    assert answer.headers["Location"] == address("policy_change", draft.pk)
    assert "Draft" in desk.get(address("policy_change", draft.pk)).content.decode()
    time = f"rules-{row_of(draft, 'direction', 'S3')}-time"
    answer = desk.post(address("policy_change", draft.pk), draft_form(draft, **{time: "3 h"}))
    assert answer.headers["Location"] == address("policy_effect", draft.pk)
    draft.refresh_from_db()
    assert draft.rules.get(kind="direction", severity="S3").minutes == 180
    assert draft.edits == 1
    page = desk.get(address("policy_effect", draft.pk))
    assert page.context["effect"].total["earlier"] == 1
    desk.post(address("policy_activate", draft.pk), {"reason": "年度调整", "seen": 1, "active_from": ""})
    assert Policy.in_force(Preset.ECOMMERCE, timezone.now()) == draft
    desk.post(address("policy_repin", draft.pk), {"reason": "一并适用"})
    changed = Complaint.objects.get(pk=complaint.pk)
    assert changed.policy == draft
    due = changed.deadlines.running().get(kind="direction").due_at
    assert due == changed.received_at + timedelta(hours=3)


@pytest.mark.parametrize(("written", "days"), [("3 working days", 3), ("1 工作日", 1), ("5 个工作日", 5)])
def test_a_rule_may_give_working_days_and_reads_back_what_was_written(desk, draft, written, days):
    row = row_of(draft, "revisit")
    facts = draft_form(draft, **{f"rules-{row}-time": written, f"rules-{row}-clock": "always"})
    assert "choose “Working time” as its clock" in desk.post(address("policy_change", draft.pk), facts).content.decode()
    desk.post(address("policy_change", draft.pk), facts | {f"rules-{row}-clock": "working"})
    rule = draft.rules.get(kind="revisit")
    assert (rule.minutes, rule.days) == (None, days)
    assert f'value="{days} working day' in desk.get(address("policy_change", draft.pk)).content.decode()


def test_a_refused_draft_keeps_what_was_typed_and_says_which_rule(desk, draft):
    number = row_of(draft, "direction", "S3")
    facts = draft_form(draft, **{f"rules-{number}-severity": "S1", "reopen_days": 45})
    page = desk.post(address("policy_change", draft.pk), facts).content.decode()
    assert "Direction of a solution (S1 Urgent)” stands there twice" in page
    assert 'value="45"' in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reminders": "80, 50"}, "rising percents"),
        ({"reminders": "bald"}, "Write percents with commas"),
        ({"repeat_alert_minutes": "soon"}, "Write a time such as"),
        ({"coupon_vip": 5000}, "for each tier"),
        ({"seen": 7}, "Somebody edited this draft"),
    ],
)
def test_what_has_no_sense_is_refused_at_the_form(desk, draft, changes, sentence):
    answer = desk.post(address("policy_change", draft.pk), draft_form(draft, **changes))
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    draft.refresh_from_db()
    assert draft.edits == 0


def test_a_rule_is_added_and_another_removed(desk, draft):
    count = draft.rules.count()
    gone = row_of(draft, "revisit")
    added = {"kind": "direction", "nature": "goods", "time": "2 小时", "clock": "working", "policy": draft.pk}
    facts = {f"rules-{count}-{name}": value for name, value in added.items()}
    facts |= {f"rules-{gone}-DELETE": "on", "rules-TOTAL_FORMS": count + 1}
    answer = desk.post(address("policy_change", draft.pk), draft_form(draft, **facts))
    assert "both right for the same complaint" in answer.content.decode()
    facts |= {f"rules-{count}-kind": "revisit", f"rules-{count}-nature": ""}
    assert desk.post(address("policy_change", draft.pk), draft_form(draft, **facts)).status_code == 302
    assert [(one.minutes, one.clock) for one in draft.rules.filter(kind="revisit")] == [(120, "working")]
    assert draft.rules.count() == count


def test_a_version_in_force_is_read_and_not_written(desk):
    policy = Policy.in_force(Preset.ECOMMERCE, timezone.now())
    page = desk.get(address("policy_change", policy.pk)).content.decode()
    assert "24 h" in page
    assert 'name="rules-0-time"' not in page
    assert desk.post(address("policy_change", policy.pk), {}).status_code == 403
    listed = desk.get(address("policy_changelist")).content.decode()
    assert listed.count("In force") == 3


def test_a_refused_step_on_a_version_is_a_sentence_on_its_page(desk, draft):
    page = desk.post(address("policy_take_back", draft.pk), follow=True).content.decode()
    assert "does not wait for a moment" in page
    page = desk.post(address("policy_activate", draft.pk), {"reason": "", "seen": 0})
    assert page.status_code == 422
    desk.post(address("policy_discard", draft.pk))
    assert not Policy.objects.drafts().exists()
    assert desk.get(address("policy_effect", draft.pk)).status_code == 404


def calendar_form(**changes):
    facts = {"name": "客服中心", "zone": "Asia/Shanghai", "follows_holidays": "on", "own_days": "", "seen": ""}
    facts |= {f"day_{number}": "9:00-12:00，13:00-18:00" for number in range(5)} | {"day_5": "", "day_6": ""}
    return facts | changes


def test_a_calendar_is_made_and_its_year_is_shown(desk):
    facts = calendar_form(
        own_days="2026-11-11 班 00:00-24:00 双十一\n2026-12-24~2026-12-25 休 盘点\n2026-12-29 休 盘点"
    )
    assert desk.post(address("workcalendar_add"), facts).status_code == 302
    calendar = WorkCalendar.objects.get()
    assert calendar.weekly[0] == "09:00-12:00 13:00-18:00"
    assert calendar.days.count() == 4
    page = desk.get(address("workcalendar_change", calendar.pk), {"year": 2026}).content.decode()
    for told in (
        "<b>24-25</b> 盘点",
        "<b>29</b> 盘点",
        "<b>11</b> 双十一 · 00:00-24:00",
        "<b>1-7</b> National Day",
        "working day swapped for National Day",
    ):
        assert told in page, told
    again = calendar_form(name="客服", own_days="", seen=calendar.edits)
    assert desk.post(address("workcalendar_change", calendar.pk), again).status_code == 302
    calendar.refresh_from_db()
    assert (calendar.name, calendar.days.count()) == ("客服", 0)


def test_a_year_without_a_notice_is_said_aloud_on_the_page(desk, supervisor):
    facts = {"zone": "Asia/Shanghai", "weekly": ["09:00-18:00"] * 7, "own_days": {}, "by": supervisor}
    followed = save_calendar(None, name="一", follows_holidays=True, **facts, now=timezone.now())
    own = save_calendar(None, name="二", follows_holidays=False, **facts, now=timezone.now())
    said = "The holidays of 2099 are not known yet"
    assert said in desk.get(address("workcalendar_change", followed.pk), {"year": 2099}).content.decode()
    assert said not in desk.get(address("workcalendar_change", own.pk), {"year": 2099}).content.decode()
    assert said not in desk.get(address("workcalendar_change", followed.pk), {"year": 2026}).content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({f"day_{number}": "" for number in range(7)}, "nobody ever works"),
        ({"day_0": "9 bis 18"}, "no hours of a day"),
        ({"own_days": "morgen frei"}, "“morgen frei” is no exception"),
        ({"zone": "Mars/Olympus"}, "Select a valid choice"),
    ],
)
def test_a_calendar_nobody_could_work_by_is_refused_at_the_form(desk, changes, sentence):
    answer = desk.post(address("workcalendar_add"), calendar_form(**changes))
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not WorkCalendar.objects.exists()


def test_two_editors_of_a_calendar_do_not_overwrite_each_other(desk):
    desk.post(address("workcalendar_add"), calendar_form())
    calendar = WorkCalendar.objects.get()
    answer = desk.post(address("workcalendar_change", calendar.pk), calendar_form(name="别名", seen=0))
    assert "Somebody changed this calendar" in answer.content.decode()
    assert WorkCalendar.objects.get().name == calendar.name


def test_who_only_reads_sees_the_rules_and_the_year(draft, supervisor):
    facts = {"zone": "Asia/Shanghai", "weekly": ["09:00-18:00"] * 7, "own_days": {}, "by": supervisor}
    calendar = save_calendar(None, name="一", follows_holidays=True, **facts, now=timezone.now())
    auditor = desk_of(a_user(Role.AUDITOR), language="en")
    for page, pk in (("policy_change", draft.pk), ("policy_effect", draft.pk), ("workcalendar_change", calendar.pk)):
        assert auditor.get(address(page, pk)).status_code == 200
    assert auditor.post(address("policy_discard", draft.pk)).status_code == 403
    assert Policy.objects.drafts().exists()
    assert auditor.get(address("policy_add")).status_code == 403
