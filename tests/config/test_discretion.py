import io
import json
import logging
import logging.config
import sys

import pytest
from django.conf import settings

PHONE = "17000000001"


def writing_to(stream):
    console = settings.LOGGING["handlers"]["console"] | {"stream": stream}
    logging.config.dictConfig(settings.LOGGING | {"handlers": {"console": console}})


@pytest.fixture
def written():
    """What a handler built from our settings writes to the log."""
    stream = io.StringIO()
    writing_to(stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    writing_to(sys.__stderr__)


def test_a_fault_is_logged_without_its_message_and_without_variables(written):
    customer_phone = PHONE
    try:
        raise ValueError(f"no such contact {customer_phone}")
    except ValueError:
        logging.getLogger("complaints").exception("intake failed")
    (line,) = written()
    assert line["fault"] == "builtins.ValueError"
    assert "test_discretion.py" in line["frames"][0]
    assert PHONE not in json.dumps(line)


def test_a_refused_address_is_logged_as_its_route_because_it_may_hold_a_tracking_code(written, client):
    client.get("/nothing/secret-tracking-code")
    (line,) = [line for line in written() if line["logger"] == "django.request"]
    assert line["event"] == "404 GET (no route)"


def test_a_failed_task_is_logged_by_name_and_id(written):
    told = {"name": "complaints.tasks.tell_due_steps", "id": "abc", "exc": f"ValueError('{PHONE}')"}
    logging.getLogger("celery.app.trace").error("Task %(name)s: %(exc)s", told, extra={"data": told})
    (line,) = written()
    assert line["event"] == "task complaints.tasks.tell_due_steps[abc] failed"
