"""The published document and the interface agree: no answer it does not know, and no fault of ours (G9)."""

import os
from zlib import crc32

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from accounts.roles import Role
from complaints.states import State
from tests.api import application_key, key_of
from tests.builders import a_complaint, a_user

pytestmark = pytest.mark.django_db
#: More where somebody has the time: OPENAPI_EXAMPLES=500.
EXAMPLES = int(os.environ.get("OPENAPI_EXAMPLES", "4"))


@schemathesis.serializer("message/rfc822")
def as_it_is(_context, value):
    """A mail is sent as it is."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


@pytest.fixture(autouse=True)
def one_connection():
    """As Django's own test client does: the server's signals would close the connection the test stands on."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(scope="module")
def desk(django_db_setup, django_db_blocker):
    """Keys that reach everything, and the number of a complaint in every state; never committed."""
    with django_db_blocker.unblock(), transaction.atomic():
        agent = a_user()
        numbers = [a_complaint(state, agent=agent, refund_cny="1800.00").number for state in State]
        people = [agent, *(a_user(role) for role in (Role.SUPERVISOR, Role.DIRECTOR, Role.FINANCE))]
        yield numbers, [*map(key_of, people), application_key()]
        transaction.set_rollback(True)


@schema.parametrize()
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), deadline=None)
def test_every_answer_is_in_the_document(case, desk):
    numbers, keys = desk
    turn = crc32(repr((case.body, case.query)).encode("utf-8", "surrogatepass"))
    is_valid = case.meta is None or case.meta.generation.mode == schemathesis.GenerationMode.POSITIVE
    if is_valid and "number" in (case.path_parameters or {}):
        # Any number would only ever be one that does not exist.
        case.path_parameters["number"] = numbers[turn % len(numbers)]
    case.call_and_validate(
        headers={"Authorization": f"Bearer {keys[turn % len(keys)]}"}, excluded_checks=[positive_data_acceptance]
    )
