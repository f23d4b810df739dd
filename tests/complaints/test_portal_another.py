"""The third answer: the customer asks for another solution and says what would suit (PRO-4, PRO-5)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.models import User
from complaints.errors import RuleBroken
from complaints.models import Complaint, EventKind, ProposalStatus
from complaints.services.proposal import refuse
from complaints.states import State
from tests.builders import NOON, a_complaint
from tests.customer import Customer
from tests.desk import desk_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
ANOTHER = "/track/another/"
WISH = "退一半的钱就好，鸡蛋不用补了。"


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON + timedelta(hours=2), tick=False)


@pytest.fixture
def complaint():
    return a_complaint(at=State.PROPOSED)


@pytest.fixture
def customer(complaint):
    customer = Customer()
    customer.holds(complaint)
    return customer


def test_what_the_customer_asks_for_begins_a_new_round_and_stands_beside_the_old_options(customer, complaint):
    assert ANOTHER in customer.get("/track/progress/").content.decode()
    drawn = customer.draws(ANOTHER)
    for _click in range(2):
        assert customer.post(ANOTHER, **drawn, wish=WISH, wish_cny="44.50").status_code == 302
    held = Complaint.objects.get(pk=complaint.pk)
    (old,) = held.proposals.all()
    assert (held.state, held.round, old.status) == (State.INVESTIGATING, 2, ProposalStatus.REFUSED)
    assert (old.wish, old.wish_cny) == (WISH, Decimal("44.50"))
    facts = held.events.get(kind=EventKind.REFUSED).facts
    assert (facts["wish"], facts["wish_cny"]) == (WISH, "44.50")
    assert "You asked for another solution" in customer.get("/track/progress/").content.decode()
    page = desk_of(complaint.handler, language="en").get(f"/admin/complaints/complaint/{complaint.pk}/change/")
    assert f"The customer asks for instead:</strong> {WISH} · ¥44.50" in page.content.decode()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"wish": " "}, "Write what would suit you instead."),
        ({"wish": WISH, "wish_cny": "-1"}, "greater than or equal to 0"),
        ({"wish": WISH, "wish_cny": "1e400"}, "id_wish_cny"),
        ({"wish": WISH, "wish_cny": "NaN"}, "Enter a number."),
    ],
)
def test_nonsense_is_told_and_what_was_typed_stays(customer, complaint, typed, told):
    answer = customer.answers(ANOTHER, **typed)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert Complaint.objects.get(pk=complaint.pk).state == State.PROPOSED


def test_a_sum_without_words_and_a_refusal_without_either_are_refused(complaint):
    common = {"via": "tracking", "by": User.objects.customer(), "now": NOON}
    with pytest.raises(RuleBroken, match="what would suit"):
        refuse(complaint.pk, reason="太少", wish_cny=Decimal(1), **common)
    with pytest.raises(RuleBroken, match="why none"):
        refuse(complaint.pk, **common)


def test_without_an_offer_there_is_nothing_to_answer():
    customer = Customer()
    customer.holds(a_complaint(at=State.INVESTIGATING))
    assert customer.get(ANOTHER).status_code == 404
    assert customer.post(ANOTHER, wish=WISH, seen="1").status_code == 409
