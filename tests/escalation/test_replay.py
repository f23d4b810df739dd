"""The past weighed again by hand: who would have been asked under other rules (ESC-1, PRO-2, PRO-3)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.roles import Role
from complaints.states import Measure, Priority
from escalation.models import AuthorityLimit, Cause, ChainRule
from escalation.services.replay.comparing import Comparison, dearest_of
from escalation.services.replay.past import Booked, Item, Past, Wording, offer_of
from escalation.services.replay.replaying import Need, Replay
from escalation.services.replay.rules import Rules
from escalation.services.replay.waits import Asked, Wait
from escalation.states import Bound, Rung
from tests.builders import NOON

A, S, D, L = Role.AGENT.value, Role.SUPERVISOR.value, Role.DIRECTOR.value, Role.LEGAL.value
DAY = timedelta(days=1)
CHAIN = (
    ChainRule(cause=Cause.AMOUNT, rung=Rung.SUPERVISOR, asked_role=S, place=1, minutes=240),
    ChainRule(cause=Cause.PRIORITY, priority=Priority.MEDIUM, asked_role=S, place=1, minutes=240),
    ChainRule(cause=Cause.WORDING, asked_role=L, place=2, minutes=480),
    ChainRule(cause=Cause.AMOUNT, rung=Rung.DIRECTOR, asked_role=D, place=3, minutes=480),
    ChainRule(cause=Cause.AMOUNT, rung=Rung.JOINT, asked_role=L, place=3, minutes=480),
)


def limits(agent=500, supervisor=2_000, director=20_000, customer=1_000, month=None, **others):
    """`agent`, `supervisor` and `director` bound one complaint; `others` are more rows by bound."""
    rows = [
        AuthorityLimit(role=role, bound=Bound.COMPLAINT, limit_cny=cny)
        for role, cny in ((A, agent), (S, supervisor), (D, director))
    ]
    rows.append(AuthorityLimit(role=A, bound=Bound.CUSTOMER, limit_cny=customer))
    if month is not None:
        rows.append(AuthorityLimit(role=A, bound=Bound.MONTH, limit_cny=month))
    return Rules((*rows, *others.get("more", ())), others.get("rates", {}), 30, others.get("chain", CHAIN))


def a_past(proposal, cny, *, day, complaint=1, customer=1, measure=Measure.REFUND, quantity=None, **facts):
    """An offer of the agent with the number 7, of one option; granted at once and carried out a day later."""
    at = NOON + day * DAY
    item = Item(proposal, proposal, measure, Decimal(cny), quantity, at + DAY, None)
    known = {
        "family": complaint,
        "department": 3,
        "person": 7,
        "role": A,
        "priority": Priority.LOW,
        "category": Wording(needs_legal_review=False),
        "compensation_cny": Decimal(cny),
        "items": (item,),
        "offer": offer_of(facts.get("items", (item,))),
        "approved_at": at,
        "approved_by": 7,
        "approved_role": A,
        "chosen": proposal,
        "accepted_at": at + timedelta(hours=1),
    }
    return Past(proposal=proposal, complaint=complaint, customer=customer, at=at, **known | facts)


def booked(past):
    """What executing it wrote in the ledger."""
    (item,) = past.items
    return Booked(item.done_at, past.customer, past.family, item.measure, item.value_cny)


def asked(story, *versions):
    """Under each version, the roles asked about each proposal, by place."""
    entries = sorted(booked(past) for past in story if past.accepted_at)
    replay = Replay(versions, entries)
    needs = [replay.feed(past) for past in story]
    return [[need.asked for need in column] for column in zip(*needs, strict=True)]


ALONE, BY_SUPERVISOR, UP_TO_DIRECTOR = (), ((S,),), ((S,), (D,))


def test_a_lower_limit_brings_up_what_two_rounds_add_up_to():
    """ESC-1: a second round counts what the first gave. PRO-2: within the limit it goes out at once."""
    story = [a_past(1, 200, day=0), a_past(2, 250, day=3), a_past(3, 600, day=4, complaint=2, customer=2)]
    now, draft = asked(story, limits(agent=500), limits(agent=300))
    assert now == [ALONE, ALONE, BY_SUPERVISOR]
    assert draft == [ALONE, BY_SUPERVISOR, BY_SUPERVISOR]


def test_a_promise_counts_from_the_moment_it_is_given_and_no_longer_than_it_stands():
    refused = {"accepted_at": None, "chosen": None, "ended_at": NOON + 2 * DAY}
    story = [a_past(1, 400, day=0, **refused), a_past(2, 200, day=1), a_past(3, 300, day=5)]
    assert asked(story, limits()) == [[ALONE, BY_SUPERVISOR, ALONE]]


def test_what_was_never_granted_stands_beside_nothing():
    never = {"approved_at": None, "approved_by": None, "accepted_at": None, "chosen": None, "was_sent_back": True}
    assert asked([a_past(1, 400, day=0, **never), a_past(2, 400, day=1)], limits()) == [[ALONE, ALONE]]


def test_the_window_of_a_customer_is_that_of_each_version():
    """ESC-1: three complaints of one customer; thirty days forget what ninety still count."""
    story = [a_past(1, 450, day=0), a_past(2, 450, day=1, complaint=2), a_past(3, 450, day=40, complaint=3)]
    thirty, ninety = limits(), limits()
    ninety = Rules(ninety.limits, ninety.rates, 90, ninety.chain)
    assert asked(story, thirty, ninety) == [[ALONE, ALONE, ALONE], [ALONE, ALONE, BY_SUPERVISOR]]


def test_a_budget_runs_out_under_the_version_that_spends_it_and_returns_with_the_month():
    """A draft under which agents grant more takes more from the budget of agents (ESC-1)."""
    story = [a_past(n, 400, day=n, complaint=n, customer=n) for n in (1, 2, 3)]
    story.append(a_past(4, 400, day=15, complaint=4, customer=4))
    now, draft = asked(story, limits(agent=300, month=900), limits(agent=500, month=900))
    assert now == [BY_SUPERVISOR] * 4
    assert draft == [ALONE, ALONE, BY_SUPERVISOR, ALONE]
    replay = Replay([limits(agent=500, month=900)])
    (need,) = [replay.feed(past) for past in story][2]
    (stop,) = need.stops
    assert (stop.bound, stop.holder, stop.month) == (Bound.MONTH, A, "202611")


def test_a_persons_own_limit_holds_on_its_days_alone():
    own = AuthorityLimit(
        person_id=7,
        bound=Bound.COMPLAINT,
        limit_cny=900,
        starts_on=(NOON + DAY).date(),
        ends_on=(NOON + 2 * DAY).date(),
    )
    story = [a_past(n, 800, day=n, complaint=n, customer=n) for n in range(4)]
    assert asked(story, limits(more=(own,))) == [[BY_SUPERVISOR, ALONE, ALONE, BY_SUPERVISOR]]


def test_priority_and_wording_ask_whatever_the_sum():
    """PRO-3."""
    story = [
        a_past(1, 10, day=0, priority=Priority.MEDIUM),
        a_past(2, 10, day=1, complaint=2, category=Wording(needs_legal_review=True)),
        a_past(3, 5_000, day=2, complaint=3, customer=2, category=Wording(needs_legal_review=True)),
        a_past(4, 50_000, day=3, complaint=4, customer=3),
    ]
    assert asked(story, limits()) == [[BY_SUPERVISOR, ((L,),), ((S,), (L,), (D,)), ((S,), (D, L))]]


def test_a_draft_of_the_chain_asks_others():
    skipping = tuple(rule for rule in CHAIN if rule.cause != Cause.PRIORITY)
    story = [a_past(1, 10, day=0, priority=Priority.HIGH), a_past(2, 5_000, day=1, complaint=2, customer=2)]
    assert asked(story, limits(), limits(chain=skipping)) == [[BY_SUPERVISOR, UP_TO_DIRECTOR], [ALONE, UP_TO_DIRECTOR]]


def test_a_chain_that_names_nobody_above_leaves_the_proposal_stuck():
    replay = Replay([limits(chain=(CHAIN[1],))])
    ((need,),) = [replay.feed(a_past(1, 900, day=0))]
    assert (need.is_stuck, need.asked, need.is_alone) == (True, (), False)


def test_a_dearer_rate_makes_points_dearer():
    """A29: nobody states less than the quantity counts."""
    story = [a_past(1, 100, day=0, measure=Measure.POINTS, quantity=10_000)]
    assert asked(story, limits(), limits(rates={Measure.POINTS: Decimal("0.06")})) == [[ALONE], [BY_SUPERVISOR]]


def counted(*pairs, waits=None, roles=None):
    comparison = Comparison(NOON, NOON + 10 * DAY, Asked(waits or {}, roles or {}))
    for past, before, after in pairs:
        comparison.count(past, before, after, is_checked=True)
    return comparison


OWN, TO_SUPERVISOR = Need("", ()), Need(Rung.SUPERVISOR.value, ((S,),))
TO_JOINT = Need(Rung.JOINT.value, ((S,), (D, L)))


def test_both_sides_are_counted_by_hand():
    """Two decisions fall on the busiest day; money nobody else sees is told by its kind."""
    told = counted(
        (a_past(1, 200, day=0), OWN, OWN),
        (a_past(2, 300, day=0, complaint=2, measure=Measure.COUPON), OWN, TO_SUPERVISOR),
        (a_past(3, 700, day=0, complaint=3), TO_SUPERVISOR, TO_SUPERVISOR),
        (a_past(4, 900, day=1, complaint=4), TO_SUPERVISOR, OWN),
        roles={3: frozenset({S}), 4: frozenset({D})},
    )
    assert (told.before.alone, told.after.alone) == (2, 2)
    assert dict(told.before.alone_cny) == {Measure.REFUND: 200, Measure.COUPON: 300}
    assert dict(told.after.alone_cny) == {Measure.REFUND: 1_100}
    assert (told.before.asked_cny, told.after.asked_cny) == (1_600, 1_000)
    assert (told.before.decisions, told.before.busiest) == (2, 1)
    assert (told.after.decisions, told.after.busiest) == (2, 2)
    assert [one.proposal for one in told.changed] == [2, 4]
    assert (told.agreed, told.checked) == (3, 4)


def test_what_was_sent_back_and_would_have_gone_out_unseen_is_told():
    past = a_past(1, 900, day=0, was_sent_back=True, approved_at=None)
    told = counted((past, TO_SUPERVISOR, OWN), (a_past(2, 900, day=0), TO_SUPERVISOR, OWN))
    assert (told.unseen, told.unseen_cny) == (1, 900)


def test_waiting_adds_up_over_places_and_takes_the_slowest_of_each():
    hours = {S: 2, D: 3, L: 8}
    waits = {role: Wait(role, 9, timedelta(hours=count), None) for role, count in hours.items()}
    told = counted((a_past(1, 50_000, day=0), TO_SUPERVISOR, TO_JOINT), waits=waits)
    assert told.wait_change == timedelta(hours=8)
    assert told.changed[0].wait == timedelta(hours=8)


def test_too_few_decisions_are_no_estimate():
    told = counted((a_past(1, 900, day=0), OWN, TO_SUPERVISOR), waits={S: Wait(S, 4, None, None)})
    assert told.wait_change is None
    assert (told.estimated, told.not_estimated, told.changed[0].wait) == (0, 1, None)


@pytest.mark.parametrize(("sums", "dearest"), [(((10, 5), (12, 0)), 15), (((3, 3), (4, 4)), 8)])
def test_the_dearest_option_is_the_one_counted(sums, dearest):
    items = tuple(
        Item(10 * option + place, option, measure, Decimal(cny), None, None, None)
        for option, pair in enumerate(sums)
        for place, (measure, cny) in enumerate(zip((Measure.REFUND, Measure.COUPON), pair, strict=True))
    )
    assert sum(dearest_of(a_past(1, 0, day=0, items=items)).values()) == dearest
