"""Where a request came from, as the record tells it (AUD-1)."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from complaints.origin import request_origin
from config.address import on_record


@pytest.mark.parametrize(
    ("user", "address", "written"),
    [
        (User(username="a"), "203.0.113.77", "203.0.113.77"),
        (AnonymousUser(), "203.0.113.77", "203.0.113.0/24"),
        (AnonymousUser(), "2001:db8:1:2::3", "2001:db8:1::/48"),
        (AnonymousUser(), "no address", ""),
    ],
)
def test_staff_are_written_down_by_address_and_customers_by_network(rf, user, address, written):
    request = rf.get("/", REMOTE_ADDR=address)
    request.user = user
    assert on_record(lambda _request: request_origin.get())(request) == written
    assert request_origin.get() == ""
