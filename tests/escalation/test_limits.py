"""Limits are versions: drafted by one, activated by another, and every version stays readable (ESC-1, AUD-3)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from accounts.services.delegation import delegate
from complaints.errors import NotPermitted, Outdated, RuleBroken
from complaints.models import Grant
from complaints.states import Measure, State
from escalation.models import LimitVersion
from escalation.services import authority, limit_drafts
from escalation.services.limit_drafts import LIMIT_FIELDS, RATE_FIELDS
from escalation.services.limit_table import changes_between, lines_of, uses_of
from escalation.services.limits import held_by, version_in_force
from escalation.states import Bound, Rung
from tests.builders import NOON, a_complaint, a_user
from tests.desk import desk_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def drafter():
    return a_user(Role.SUPERVISOR)


@pytest.fixture
def draft(drafter):
    return limit_drafts.draft_limits(by=drafter, now=NOON)


def rows(version, **changes):
    """The rows of `version` with agent's limits set to `changes` (bound → yuan, of everything else)."""
    limits = [{name: getattr(row, name) for name in LIMIT_FIELDS} for row in version.limits.all()]
    for row in limits:
        if row["role"] == Role.AGENT and not row["measure"] and row["bound"] in changes:
            row["limit_cny"] = Decimal(changes[row["bound"]])
    return limits


def save(version, limits, *, by, seen=None, window_days=30):
    rates = list(version.rates.values(*RATE_FIELDS))
    seen = version.edits if seen is None else seen
    return limit_drafts.save_limits(
        version.pk, limits=limits, rates=rates, window_days=window_days, seen=seen, by=by, now=NOON
    )


def activate(version, *, by, seen=0, reason="年度调整"):
    return limit_drafts.activate_limits(version.pk, reason=reason, seen=seen, by=by, now=NOON)


def test_a_draft_changes_nothing_until_somebody_else_activates_it(draft, drafter):
    before = version_in_force(NOON)
    save(draft, rows(draft, complaint=300), by=drafter)
    assert held_by(Role.AGENT, now=NOON).limits[Bound.COMPLAINT, ""] == 500
    activate(draft, by=a_user(Role.DIRECTOR), seen=1)
    assert held_by(Role.AGENT, now=NOON).limits[Bound.COMPLAINT, ""] == 300
    assert held_by(Role.AGENT, now=NOON - timedelta(days=1)).version == before
    assert {line.sums[Bound.COMPLAINT] for line in lines_of(before) if line.limit.role == Role.AGENT} == {500, 50}


def test_nobody_activates_their_own_draft_nor_in_the_name_of_who_drafted_it():
    director, other = a_user(Role.DIRECTOR), a_user(Role.DIRECTOR)
    own = limit_drafts.draft_limits(by=director, now=NOON)
    with pytest.raises(NotPermitted, match="Nobody activates limits they drafted"):
        activate(own, by=director)
    days = {"starts_on": timezone.localdate(), "ends_on": timezone.localdate()}
    delegate(delegator=director, delegate=other, **days, reason="休假", by=director, now=NOON)
    with pytest.raises(NotPermitted, match="in the name of"):
        activate(own, by=User.objects.get(pk=other.pk))
    with pytest.raises(IntegrityError), transaction.atomic():
        LimitVersion.objects.filter(pk=own.pk).update(active_from=NOON, activated_at=NOON, activated_by=director)
    with pytest.raises(NotPermitted):
        activate(own, by=a_user(Role.SUPERVISOR))


def test_what_is_activated_is_what_was_looked_at(draft, drafter):
    save(draft, rows(draft, complaint=5000), by=drafter)
    with pytest.raises(Outdated):
        activate(draft, by=a_user(Role.DIRECTOR), seen=0)
    with pytest.raises(RuleBroken, match="why the limits change"):
        activate(draft, by=a_user(Role.DIRECTOR), seen=1, reason=" ")


def test_one_draft_at_a_time_edited_by_who_drafted_it_and_thrown_away_on_record(draft, drafter):
    other = a_user(Role.SUPERVISOR)
    with pytest.raises(RuleBroken, match="is drafting new limits already"):
        limit_drafts.draft_limits(by=other, now=NOON)
    with pytest.raises(NotPermitted, match="This is the draft of"):
        save(draft, rows(draft), by=other)
    limit_drafts.discard_limits(draft.pk, by=other, now=NOON)
    assert LimitVersion.objects.get(pk=draft.pk).discarded_by == other
    with pytest.raises(RuleBroken, match="no draft any more"):
        save(draft, rows(draft), by=drafter)
    assert limit_drafts.draft_limits(by=other, now=NOON).number == draft.number + 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"limit_cny": Decimal(-1)}, "between ¥0"),
        ({"role": Role.FINANCE}, "takes no limit"),
        ({"measure": Measure.COUPON, "bound": Bound.MONTH}, "covers all measures together"),
        ({"measure": Measure.NONE}, "needs no limit"),
        ({"bound": Bound.CUSTOMER}, "stands there twice"),
    ],
    ids=str,
)
def test_a_draft_that_says_nonsense_is_refused(draft, drafter, change, sentence):
    limits = rows(draft)
    agents = next(
        row for row in limits if row["role"] == Role.AGENT and row["bound"] == Bound.OFFER and not row["measure"]
    )
    agents |= change
    with pytest.raises(RuleBroken, match=sentence):
        save(draft, limits, by=drafter)


def test_a_persons_limit_stands_between_its_days_in_place_of_the_roles(draft, drafter):
    agent, today = a_user(), NOON.date()
    own = {"role": "", "person": agent, "department": None, "measure": "", "limit_cny": Decimal(900)}
    between = {"starts_on": today, "ends_on": today + timedelta(days=2)}
    limits = rows(draft) + [own | between | {"bound": bound} for bound in (Bound.OFFER, Bound.COMPLAINT)]
    save(draft, limits, by=drafter)
    activate(draft, by=a_user(Role.DIRECTOR), seen=1)
    limit = lambda now: held_by(agent, now=now).limits[Bound.COMPLAINT, ""]  # noqa: E731
    assert [limit(NOON + timedelta(days=days)) for days in (0, 2, 3)] == [900, 900, 500]
    assert held_by(Role.AGENT, now=NOON).limits[Bound.COMPLAINT, ""] == 500


def test_an_approval_keeps_the_version_it_was_given_under(draft):
    granted = Grant.objects.get(proposal__complaint=a_complaint(at=State.PROPOSED))
    activate(draft, by=a_user(Role.DIRECTOR))
    assert (granted.limits_version, version_in_force(NOON).number) == (1, 2)
    assert lines_of(LimitVersion.objects.get(number=granted.limits_version))


def test_the_refusal_names_sum_limit_holder_and_what_is_left():
    agent, contacts = a_user(), {"phone": "13900000001"}
    a_complaint(at=State.EXECUTING, agent=agent, contacts=contacts, refund_cny="300.00")
    a_complaint(at=State.PROPOSED, agent=agent, contacts=contacts, refund_cny="400.00")
    third = a_complaint(at=State.PROPOSED, agent=agent, contacts=contacts, refund_cny="450.00")
    told = authority.weigh(third.proposals.get(), Rung.AGENT, now=NOON)
    assert told.sentence() == (
        "Refund of ¥450 exceeds the limit of Frontline agent for one customer in 30 days: "
        "of ¥1,000, ¥700 is taken and ¥300 left."
    )
    assert told.from_fact(told.fact()) == told


def test_the_changes_and_the_budgets_are_told(draft, drafter):
    save(draft, rows(draft, complaint=300, customer=2000), by=drafter)
    changes = changes_between(version_in_force(NOON), LimitVersion.objects.get(pk=draft.pk))
    assert [(change.bound, change.before, change.after, change.is_raised) for change in changes] == [
        (Bound.COMPLAINT, 500, 300, False),
        (Bound.CUSTOMER, 1000, 2000, True),
    ]
    a_complaint(at=State.PROPOSED, refund_cny="400.00")
    uses = {use.holder: (use.used_cny, use.limit_cny) for use in uses_of(version_in_force(NOON), now=NOON)}
    assert uses["Frontline agent"] == (400, 200_000)
    assert uses["Logistics"] == (400, 150_000)


def test_limits_are_drafted_edited_and_activated_on_their_pages(drafter):
    page = reverse("admin:escalation_limitversion_changelist")
    desk = desk_of(drafter, language="en")
    assert "¥200,000" in desk.get(page).content.decode()
    edit = desk.post(reverse("admin:escalation_limitversion_draft")).url
    form = desk.get(edit).context["forms"]
    parts = [form.window, form.lines.management_form, form.rates.management_form, *form.lines, *form.rates]
    fields = [field for part in parts for field in part]
    data = {field.html_name: field.value() for field in fields if field.value() is not None}
    data["line-0-complaint"] = "450"
    saved = desk.post(edit, data)
    assert saved.status_code == 302, saved.content.decode()
    version = desk.get(saved.url).content.decode()
    assert "¥50 → ¥450" in version
    assert "Another person" in version
    draft = LimitVersion.objects.drafts().get()
    activating = reverse("admin:escalation_limitversion_activate", args=[draft.pk])
    director = desk_of(a_user(Role.DIRECTOR), language="en")
    assert director.post(activating, {"reason": "", "seen": draft.edits}).status_code == 422
    assert director.post(activating, {"reason": "旺季", "seen": draft.edits}, follow=True).status_code == 200
    assert version_in_force(draft.drafted_at).number == 1
    assert LimitVersion.objects.get(pk=draft.pk).activated_by.role == Role.DIRECTOR
