"""One request sent by many at the same instant is done once and answered alike (A32)."""

import pytest
from rest_framework.test import APIClient

from accounts.scopes import Scope
from complaints.models import Complaint
from tests.api import application_key
from tests.races.crowd import together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ACTORS, ROUNDS = 8, 5
BODY = {
    "preset": "ecommerce",
    "channel": "chat",
    "subject": "咖啡机预热后漏电跳闸",
    "description": "插上十分钟家里就跳闸,换了插座也一样。",
    "demand": "exchange",
    "contacts": {"phone": "17012340009"},
}


def test_a_receipt_sent_by_many_under_one_key_is_one_complaint():
    key = application_key(scopes=[Scope.RECEIVE, Scope.READ])
    for number in range(ROUNDS):

        def send(number=number):
            client = APIClient()
            client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
            answer = client.post("/api/v1/complaints", BODY, headers={"Idempotency-Key": f"race-{number}"})
            return answer.status_code, answer.json()["complaint"]["number"]

        answers = together(*[send] * ACTORS)
        assert {code for code, _number in answers} == {201}
        assert len({found for _code, found in answers}) == 1
        assert Complaint.objects.count() == number + 1
