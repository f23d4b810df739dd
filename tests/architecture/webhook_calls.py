"""Services of webhooks, as service_calls.py: other systems are told of the record and write nothing on it."""

from accounts.roles import Role
from complaints.models import WebhookCall
from complaints.services import webhook_calls, webhooks
from complaints.states import State
from tests.api import an_application
from tests.architecture.service_calls import Row
from tests.builders import NOON

R = State.RECEIVED


def opened_by(by):
    an_application(account=by)
    return webhooks.open_webhook(address="https://example.cn/hook", kinds=[], by=by, now=NOON)[0]


def replay(it, by):
    call = WebhookCall.objects.create(webhook=opened_by(by), event=it.events.first(), due_at=NOON)
    webhooks.replay(call.pk, by=by, now=NOON)


WEBHOOKS = {
    "complaints.webhooks.open_webhook": Row(R, lambda it, by: opened_by(by), (), Role.INTEGRATION),
    "complaints.webhooks.renew_webhook_secret": Row(
        R, lambda it, by: webhooks.renew_webhook_secret(opened_by(by).pk, by=by, now=NOON), (), Role.INTEGRATION
    ),
    "complaints.webhooks.close_webhook": Row(
        R, lambda it, by: webhooks.close_webhook(opened_by(by).pk, by=by, now=NOON), (), Role.INTEGRATION
    ),
    "complaints.webhooks.replay": Row(R, replay, (), Role.INTEGRATION),
    "complaints.webhooks.read": Row(
        R, lambda it, by: webhooks.read(it, list(it.events.all()), by=by, now=NOON), (), Role.SYSTEM
    ),
    "complaints.webhook_calls.send_calls": Row(
        R, lambda it, by: webhook_calls.send_calls(by=by, now=NOON), (), Role.SYSTEM
    ),
}
