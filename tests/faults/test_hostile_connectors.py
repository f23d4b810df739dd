"""Somebody else at the door of a connector: forged, old, repeated, downgraded, too many (A33, A07, A05, A38)."""

import hashlib
import hmac
import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from complaints.channels.signed import signature
from complaints.models import Complaint, Connector, ConnectorCall, Inbound
from complaints.services.connectors import OVERLAP, renew_connector_secret
from tests.builders import a_user
from tests.connectors import a_connector, a_message, bring

pytestmark = pytest.mark.django_db


@pytest.fixture
def weibo():
    return a_connector()


def send(connector, body, **headers):
    door = reverse("api:connect", args=[connector.uuid])
    return Client().post(door, body, content_type="application/json", headers=headers)


def proof_of(secret, body, at=None):
    timestamp = str(int((at or timezone.now()).timestamp()))
    return {"X-Redress-Timestamp": timestamp, "X-Redress-Signature": signature(secret, timestamp, body)}


BODY = json.dumps({"messages": [a_message()]}).encode()


def test_the_same_delivery_twice_has_the_same_answer_and_no_second_effect(weibo):
    connector, secret = weibo
    proof = proof_of(secret, BODY)
    first, second = send(connector, BODY, **proof), send(connector, BODY, **proof)
    assert first.status_code == second.status_code == 200
    assert first.json() == second.json()
    assert (Inbound.objects.count(), Complaint.objects.count(), ConnectorCall.objects.count()) == (1, 1, 1)


def test_an_altered_byte_a_foreign_timestamp_and_another_body_are_all_refused_alike(weibo):
    connector, secret = weibo
    proof = proof_of(secret, BODY)
    other = send(connector, BODY.replace(b"m-1", b"m-2"), **proof)
    later = send(connector, BODY, **proof | {"X-Redress-Timestamp": str(int(proof["X-Redress-Timestamp"]) + 1)})
    missing = send(connector, BODY)
    unknown = bring(Connector(uuid=uuid4()), secret, a_message())
    assert {one.status_code for one in (other, later, missing, unknown)} == {401}
    assert len({one.content for one in (other, later, missing, unknown)}) == 1
    assert not Inbound.objects.exists()


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_signature_is_good_for_five_minutes(weibo, minutes):
    assert bring(*weibo, a_message(), at=timezone.now() + timedelta(minutes=minutes)).status_code == 401


def test_old_deliveries_in_another_order_make_nothing_new(weibo):
    connector, secret = weibo
    bodies = [json.dumps({"messages": [a_message(f"m-{place}", thread="t")]}).encode() for place in range(3)]
    proofs = [proof_of(secret, body, at=timezone.now() - timedelta(seconds=place)) for place, body in enumerate(bodies)]
    for place in (2, 0, 1, 1, 0, 2):
        assert send(connector, bodies[place], **proofs[place]).status_code == 200
    assert (Inbound.objects.count(), Complaint.objects.count()) == (3, 1)


@pytest.mark.parametrize(
    "proof",
    [
        {"X-Redress-Signature": ""},
        {"X-Redress-Signature": "null"},
        {"X-Redress-Signature": "0"},
        {"X-Redress-Signature": "%20"},
        {"X-Redress-Signature": "\u200b".encode().decode("latin-1")},
        {"X-Redress-Signature": "sha1=" + "0" * 40},
        {"X-Redress-Timestamp": ""},
        {"X-Redress-Timestamp": "-1"},
        {"X-Redress-Timestamp": "1e9"},
        {"X-Redress-Timestamp": "9" * 400},
        {"X-Redress-Timestamp": "١٢٣"},
    ],
)
def test_nothing_that_merely_looks_like_a_proof_opens(weibo, proof):
    connector, secret = weibo
    assert send(connector, BODY, **proof_of(secret, BODY) | proof).status_code == 401


@pytest.mark.parametrize("algorithm", [hashlib.sha1, hashlib.md5, hashlib.sha512])
def test_a_weaker_or_another_algorithm_is_not_taken(weibo, algorithm):
    connector, secret = weibo
    proof = proof_of(secret, BODY)
    signed = f"{proof['X-Redress-Timestamp']}.".encode() + BODY
    forged = hmac.new(secret.encode(), signed, algorithm).hexdigest()
    for value in (forged, forged[:64], f"alg=none,{forged}"):
        assert send(connector, BODY, **proof | {"X-Redress-Signature": value}).status_code == 401


def test_an_empty_secret_opens_nothing_wherever_it_comes_from(weibo):
    connector, _secret = weibo
    assert bring(connector, "", a_message()).status_code == 401
    connector.former_until = timezone.now() + OVERLAP
    connector.save()
    assert bring(connector, "", a_message()).status_code == 401


def test_the_former_secret_opens_for_two_days_and_no_longer(weibo):
    connector, old = weibo
    keeper = a_user(Role.ADMINISTRATOR)
    new = renew_connector_secret(connector.pk, by=keeper, now=timezone.now())
    assert bring(connector, old, a_message("m-1")).status_code == 200
    assert bring(connector, new, a_message("m-2")).status_code == 200
    Connector.objects.update(former_until=timezone.now())
    assert bring(connector, old, a_message("m-3")).status_code == 401


def test_a_connector_out_of_use_is_answered_like_a_stranger(weibo):
    connector, secret = weibo
    Connector.objects.update(is_active=False)
    assert bring(connector, secret, a_message()).status_code == 401


def test_the_limit_is_never_passed_and_ends_with_the_minute(weibo):
    connector, secret = weibo
    Connector.objects.update(most_a_minute=3)
    moment = timezone.now()
    codes = [bring(connector, secret, a_message(f"m-{place}"), at=moment).status_code for place in range(5)]
    assert codes == [200, 200, 200, 429, 429]
    assert Inbound.objects.count() == 3
    Connector.objects.update(minute=moment - timedelta(minutes=2))
    assert bring(connector, secret, a_message("m-9"), at=moment).status_code == 200


def test_strangers_use_up_nobodys_limit(weibo):
    connector, secret = weibo
    Connector.objects.update(most_a_minute=1)
    for _try in range(5):
        bring(connector, "guessed", a_message())
    assert bring(connector, secret, a_message()).status_code == 200


def test_neither_a_session_nor_another_method_opens_the_door(weibo, client):
    connector, _secret = weibo
    door = reverse("api:connect", args=[connector.uuid])
    client.force_login(a_user(Role.ADMINISTRATOR))
    assert client.post(door, BODY, content_type="application/json").status_code == 401
    assert client.get(door).status_code == 405
