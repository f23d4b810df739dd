"""A sender of webhook calls killed in the middle of one loses none and repeats at most the one it held (P3, I16)."""

from collections import Counter
from types import SimpleNamespace

import pytest
from django.utils import timezone

from complaints.models import ComplaintEvent, WebhookCall
from complaints.services import webhooks
from complaints.services.contacts import record_contact
from complaints.services.intake import receive
from tests.api import an_application
from tests.builders import a_receipt
from tests.faults.machinery import Crew, eventually
from tests.servers import a_web_server

pytestmark = [pytest.mark.faults, pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
COMPLAINTS = 20


@pytest.fixture
def crew(tmp_path):
    crew = Crew(tmp_path, SimpleNamespace(url=""))
    yield crew
    crew.end()


def test_a_sender_killed_again_and_again_loses_no_call_and_repeats_one_a_kill_at_most(crew):
    application, _secret = an_application()
    application.is_inside = True
    application.save()
    kills = 0
    with a_web_server(slowness=0.05) as server:
        webhooks.open_webhook(address=server.url, kinds=[], by=application.account, now=timezone.now())
        for number in range(COMPLAINTS):
            receipt = a_receipt(channel="chat", external_id=f"chat-{number}")
            complaint = receive(receipt, by=application.account, now=timezone.now()).complaint
            talk = {"direction": "in", "channel": "chat", "summary": "客户补充了照片。"}
            record_contact(complaint.pk, **talk, by=application.account, now=timezone.now())
        for share in (2, 8, 14, 20, 26):
            crew.begin("sweeper")
            assert eventually(lambda share=share: len(server.requests) >= share), crew.logs()
            crew.kill("sweeper")
            kills += 1
        crew.begin("sweeper")
        # News is read by the sweeper too: as long as a complaint has some, further calls may come.
        assert eventually(lambda: _told() == ComplaintEvent.objects.count()), crew.logs()
        crew.end()
    heard = Counter(request["headers"]["Idempotency-Key"] for request in server.requests)
    assert set(heard) == {str(uuid) for uuid in WebhookCall.objects.values_list("uuid", flat=True)}
    assert sum(count - 1 for count in heard.values()) <= kills
    assert not WebhookCall.objects.exclude(parked_at=None).exists()


def _told():
    """How many events have been told, once each by a constraint."""
    return WebhookCall.objects.exclude(sent_at=None).count()
