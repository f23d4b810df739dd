"""Orders put by a shop's own system: whole, by number, as often as it likes (INT-3)."""

import pytest

from accounts.roles import Role
from accounts.scopes import Scope
from complaints.models import Complaint, Order
from complaints.services.intake import receive
from tests.api import a_client
from tests.builders import NOON, a_receipt, a_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
ADDRESS = "浙江省杭州市西湖区文三路 90 号"
TOLD = {"product": "柴鸡蛋 30 枚", "amount_cny": "89.00", "delivery_address": ADDRESS, "tier": "vip"}


def put(client, number="E-7", **facts):
    return client.put(f"/api/v1/orders/{number}", facts, format="json")


def test_an_order_is_kept_and_the_complaint_about_it_filled_in():
    receive(a_receipt(order_number="E-7"), by=a_user(), now=NOON)
    answer = put(a_client(), **TOLD)
    assert answer.status_code == 200
    assert (answer.json()["number"], answer.json()["product"], answer.json()["tier"]) == ("E-7", TOLD["product"], "vip")
    assert ADDRESS not in answer.content.decode()
    assert Complaint.objects.get().product == TOLD["product"]
    assert Order.objects.get().delivery_address == ADDRESS


def test_the_same_order_again_changes_nothing_and_what_is_left_out_is_unknown():
    client = a_client()
    for _twice in range(2):
        assert put(client, **TOLD).status_code == 200
    assert Order.objects.count() == 1
    put(client, product="鸭蛋")
    order = Order.objects.get()
    assert (order.product, order.amount_cny, order.delivery_address, order.tier) == ("鸭蛋", None, "", "regular")


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"colour": "red"}, "colour"),
        ({"amount_cny": "-1"}, "amount_cny"),
        ({"amount_cny": "1.005"}, "amount_cny"),
        ({"tier": "emperor"}, "tier"),
        ({"product": "x" * 201}, "product"),
        ({"delivered_on": "2026-02-30"}, "delivered_on"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_kept(facts, field):
    answer = put(a_client(), **{"product": "鸡蛋"} | facts)
    assert answer.status_code == 400
    assert [one["field"] for one in answer.json()["errors"]] == [field]
    assert not Order.objects.exists()


def test_a_number_longer_than_any_is_refused_in_words():
    answer = put(a_client(), "9" * 61, product="鸡蛋")
    assert answer.status_code == 422
    assert "at most 60" in answer.json()["detail"]


def test_neither_another_scope_nor_a_person_tells_of_orders():
    assert put(a_client(scopes=[Scope.RECEIVE]), product="鸡蛋").status_code == 403
    assert put(a_client(a_user(Role.SUPERVISOR)), product="鸡蛋").status_code == 403
    assert not Order.objects.exists()
