"""Requests at the limit, all at once: never one more than the key is good for (A38)."""

import pytest

from accounts.errors import TooOften
from accounts.models import RequestCount
from accounts.services import access
from tests.api import an_application
from tests.builders import NOON
from tests.races.crowd import together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("before", [0, 3], ids=["a fresh minute", "a minute begun"])
def test_a38_a_burst_gets_what_is_left_and_no_more(before):
    application, secret = an_application(most_a_minute=5)
    _token, key = access.exchange(application.client_id, secret, scopes=[], now=NOON)
    for _turn in range(before):
        access.count_request(key, now=NOON)
    outcomes = together(*(lambda: access.count_request(key, now=NOON) for _one in range(12)))
    left = sorted(one for one in outcomes if isinstance(one, int))
    assert left == list(range(5 - before))
    assert all(isinstance(one, TooOften) for one in outcomes if not isinstance(one, int))
    assert RequestCount.objects.get().used == 5
