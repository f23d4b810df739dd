"""The list of approvals: everything to decide by on one screen, one by one or several at once."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from complaints.crypto.contact import ContactKind
from complaints.models import Category, Complaint, Proposal
from complaints.services import merging
from complaints.services import proposal as proposals
from complaints.services.sweeps.news import read_news
from complaints.states import Emotion, Measure, State
from escalation.models import ApprovalRequest, StatutoryBaseline
from escalation.services.decision import approve
from escalation.services.dossiers import dossiers, with_everything
from escalation.services.presets import load_baselines
from escalation.services.rules import load_rules
from escalation.services.standing import counted_for, counted_for_each
from escalation.services.submission import submit_proposal
from escalation.states import Bound, Rung
from tests.builders import NOON, a_complaint, a_user, choices
from tests.desk import desk_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
LIST, DECIDE = "admin:escalation_approvalrequest_changelist", "admin:escalation_approvalrequest_decide"
PHONE = {ContactKind.PHONE: "17099990001"}


def waiting(refund_cny="800", **facts):
    complaint = a_complaint(at=State.INVESTIGATING, **facts)
    return submit_proposal(
        complaint.pk, message="非常抱歉", choices=choices(refund_cny), by=complaint.handler, now=NOON
    )


def shown(*found):
    """What the cards of these proposals send along."""
    sent = {}
    for one in found:
        seen = Complaint.objects.get(pk=one.complaint_id).events_count
        sent |= {f"content_{one.pk}": one.content_hash, f"seen_{one.pk}": seen}
    return sent


def statuses(*found):
    return [Proposal.objects.get(pk=one.pk).status for one in found]


@pytest.fixture
def desk():
    return desk_of(a_user(Role.SUPERVISOR), language="en")


def test_several_are_approved_at_once_each_for_itself_and_refusals_are_shown_by_number(desk):
    good, changed, taken = waiting(), waiting(), waiting()
    sent = shown(good, changed, taken) | {"chosen": [good.pk, changed.pk, taken.pk], "approve_chosen": "1"}
    sent[f"content_{changed.pk}"] = "0" * 64
    approve(taken.pk, by=a_user(Role.SUPERVISOR, name="罗志强"), now=NOON)
    answer = desk.post(reverse(DECIDE), sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert statuses(good, changed, taken) == ["approved", "submitted", "approved"]
    assert f"Decided: {good.complaint.number}." in page
    assert "not the one you were shown" in page
    assert taken.complaint.number in page
    assert "罗志强 already decided" in page or "was changed while you had it open" in page


def test_one_is_sent_back_with_its_comment_and_nothing_typed_is_lost_without_one(desk):
    first, second = waiting(), waiting()
    sent = shown(first, second) | {f"comment_{second.pk}": "金额请核对"}
    refused = desk.post(reverse(DECIDE), sent | {"send_back": first.pk})
    assert refused.status_code == 409
    assert "Say what should be different." in refused.content.decode()
    assert "金额请核对" in refused.content.decode()
    done = desk.post(reverse(DECIDE), sent | {"send_back": second.pk}, follow=True)
    assert done.redirect_chain
    assert statuses(first, second) == ["submitted", "sent_back"]


def test_what_the_page_was_not_drawn_for_is_not_decided(desk):
    """A hand-made request without the hash of what was shown decides nothing (A30)."""
    one = waiting()
    for sent in ({"approve": one.pk}, {"approve": one.pk, f"content_{one.pk}": one.content_hash}):
        assert desk.post(reverse(DECIDE), sent).status_code == 409
    assert statuses(one) == ["submitted"]


def test_the_card_tells_all_that_is_needed(desk):
    load_baselines()
    past = a_complaint(at=State.CLOSED, refund_cny="300.00", contacts=PHONE)
    one = waiting(contacts=PHONE)
    page = desk.get(reverse(LIST)).content.decode()
    for words in (
        one.complaint.number,
        "非常抱歉",
        "原路退款",
        "Refund of ¥800 in total exceeds the limit of ¥500.",
        "complaints: 2, open: 1",
        "装车时生鲜件垫在了底层。",
        "median ¥300",
        past.number,
        "Civil Code, Art. 832",
        "Approve ¥800",
    ):
        assert words in page, words


def test_the_card_shows_what_every_limit_leaves_and_how_risky_it_is(desk, time_machine):
    """ESC-1, ESC-3: the customer was paid ¥300 on another complaint."""
    time_machine.move_to(NOON + timedelta(days=2), tick=False)
    load_rules(now=NOON)
    a_complaint(at=State.CLOSED, refund_cny="300.00", contacts=PHONE)
    waiting(contacts=PHONE, emotion=Emotion.ANGRY)
    read_news(by=User.objects.system(), now=NOON)
    page = " ".join(desk.get(reverse(LIST)).content.decode().split())
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</th>(.*?)</tr>", page)
    told = {name: re.findall(r"<td[^>]*>(.*?)</td>", cells) for name, cells in rows}
    assert told["one offer"] == ["¥2,000", "¥0", "¥800", "¥1,200"]
    assert told["one offer · Coupon"] == ["¥500", "¥0", "¥20", "¥480"]
    assert told["one customer in 30 days"] == ["¥5,000", "¥300", "¥800", "¥3,900"]
    assert told["this month"] == ["¥300,000", "¥0", "¥800", "¥299,200"]
    assert told["this month of the department · 物流部"] == ["¥150,000", "¥300", "¥800", "¥148,900"]
    assert "Limits of: Supervisor" in page
    assert re.search(r"<dt>Risk</dt><dd><strong.*?>\d+</strong> · .* \+\d+", page)


def test_the_card_counts_for_each_of_many_what_weighing_counts_for_one():
    """Joined customers, merged complaints, promises and bookings, roles and persons (ESC-1)."""
    agent, supervisor = a_user(), a_user(Role.SUPERVISOR)
    a_complaint(at=State.CLOSED, refund_cny="120.00", agent=agent, contacts=PHONE)
    a_complaint(at=State.PROPOSED, refund_cny="70.00", agent=agent, contacts=PHONE)
    other = a_complaint(at=State.EXECUTING, refund_cny="300.00", agent=agent)
    twin = a_complaint(at=State.INVESTIGATING, agent=agent)
    told_again = a_complaint(agent=agent, contacts=PHONE), a_complaint(agent=agent)
    for one, into in zip(told_again, (twin, other), strict=True):
        merging.close_duplicate(one.pk, of_id=into.pk, reason="同一件事", by=agent, now=NOON)
    asked = [(one, holder) for one in Complaint.objects.order_by("pk") for holder in (agent, supervisor, Rung.DIRECTOR)]
    together = counted_for_each(asked, now=NOON + timedelta(days=2), window_days=30)
    for (complaint, holder), (counted, _standing) in zip(asked, together, strict=True):
        alone = counted_for(complaint, holder, now=NOON + timedelta(days=2), window_days=30)
        for bound in Bound:
            assert counted.under(bound, tuple(Measure)) == alone.under(bound, tuple(Measure)), (complaint.pk, bound)


def test_the_range_of_similar_decisions_is_of_the_same_category_and_measure():
    for refund in ("100", "200", "300", "400"):
        complaint = a_complaint(at=State.PROPOSED, refund_cny=refund)
        proposals.accept(complaint.pk, position=1, via="phone", by=complaint.handler, now=NOON)
    waiting()
    found = dossiers(list(with_everything(ApprovalRequest.objects.all())), a_user(Role.SUPERVISOR), now=NOON)
    past = next(one for one in found[0].precedents if one.measure == "refund")
    assert (past.count, past.low_cny, past.median_cny, past.high_cny) == (4, Decimal(100), Decimal(200), Decimal(400))
    assert [value for value, _number, _at in past.last] == [Decimal(400), Decimal(300), Decimal(200)]


def test_a_rare_category_keeps_its_decisions_beside_a_frequent_one(monkeypatch):
    """Only the newest of each category are read, and another category takes none of their places."""
    monkeypatch.setattr("escalation.services.dossiers._MOST_PAST", 2)
    rare = Category.objects.get(code="ecommerce.logistics.loss")
    first = a_complaint(at=State.CLOSED, refund_cny="100")
    Complaint.objects.filter(pk=first.pk).update(category=rare)
    for refund in ("200", "300", "400"):
        a_complaint(at=State.CLOSED, refund_cny=refund)
    Complaint.objects.filter(pk=waiting().complaint_id).update(category=rare)
    waiting()
    found = dossiers(list(with_everything(ApprovalRequest.objects.order_by("pk"))), a_user(Role.SUPERVISOR), now=NOON)
    values = [[value for value, _number, _at in one.precedents[0].last] for one in found]
    assert values == [[Decimal(100)], [Decimal(400), Decimal(300)]]


def test_a_baseline_counts_while_it_is_valid_and_comes_to_at_least_what_the_law_says():
    load_baselines()
    fraud = StatutoryBaseline.objects.get(code="fraud")
    assert fraud.reference_cny(Decimal(80)) == Decimal(500)
    assert fraud.reference_cny(Decimal(1000)) == Decimal(3000)
    fraud.valid_until = NOON.date() - timedelta(days=1)
    fraud.save()
    assert fraud not in StatutoryBaseline.objects.valid(NOON.date())


def test_the_list_costs_the_same_for_many_cards(desk):
    agent, prices = a_user(), []
    for more in (1, 4):
        for _card in range(more):
            waiting(agent=agent)
        cache.clear()
        desk.get(reverse(LIST))
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(reverse(LIST)).status_code == 200
        prices.append(len(asked))
    assert prices[0] == prices[1] <= 32
