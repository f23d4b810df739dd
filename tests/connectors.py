"""Connectors as they speak to us: JSON signed over timestamp and body."""

import json

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from complaints.channels.signed import signature
from complaints.services.connectors import open_connector
from tests.builders import a_user


def a_connector(**facts):
    """(connector, secret) for mentions on social media, unless told otherwise."""
    facts = {"name": "微博", "channel": "social", "preset": "ecommerce", "is_inside": True} | facts
    return open_connector(facts=facts, by=a_user(Role.ADMINISTRATOR), now=timezone.now())


def a_message(external_id="m-1", **changes):
    author = {"id": "u-77", "name": "夜航船"}
    return {
        "external_id": external_id,
        "kind": "mention",
        "author": author,
        "text": "箱子压扁了, 三天没人管。",
        **changes,
    }


def bring(connector, secret, *messages, at=None, body=None, client=None, **headers):
    """The answer to a signed request."""
    body = body if body is not None else json.dumps({"messages": messages}).encode()
    timestamp = str(int((at or timezone.now()).timestamp()))
    proof = {"X-Redress-Timestamp": timestamp, "X-Redress-Signature": signature(secret, timestamp, body)} | headers
    door = reverse("api:connect", args=[connector.uuid])
    return (client or Client()).post(door, body, content_type="application/json", headers=proof)
