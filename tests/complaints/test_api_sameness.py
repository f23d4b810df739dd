"""Duplicates and people by key: the same rules as at the desk (INT-6, A03)."""

import pytest

from accounts.models import User
from accounts.roles import Role
from complaints.crypto.contact import ContactKind
from complaints.models import Complaint
from complaints.services import customers
from complaints.services.sweeps.news import read_news
from tests.api import a_client
from tests.builders import NOON, a_complaint, a_user

pytestmark = pytest.mark.django_db
COMPLAINTS = "/api/v1/complaints"


@pytest.fixture
def agent():
    return a_user()


def two(agent, **facts):
    one, other = a_complaint(agent=agent, **facts), a_complaint(agent=agent, **facts)
    read_news(by=User.objects.system(), now=NOON)
    return one, other


def test_likely_duplicates_are_told_with_their_reasons_and_only_those_one_may_see(agent):
    hidden = a_complaint(agent=a_user(team="internet-desk"), preset="internet", category=None)
    one, other = two(agent)
    told = a_client(agent).get(f"{COMPLAINTS}/{other.number}/likely-duplicates").json()
    assert [(pair["number"], pair["text_percent"], pair["same_order"]) for pair in told] == [(one.number, 100, False)]
    everybody = a_client(a_user(Role.SUPERVISOR)).get(f"{COMPLAINTS}/{other.number}/likely-duplicates").json()
    assert {pair["number"] for pair in everybody} == {one.number, hidden.number}


def test_a_merge_and_its_undo_go_by_key_and_a_refusal_is_a_sentence(agent):
    one, other = two(agent)
    client = a_client(agent)
    refused = client.post(f"{COMPLAINTS}/{other.number}/duplicate", {"of": one.number})
    assert refused.status_code == 422
    assert "two customers" in refused.content.decode()
    done = client.post(f"{COMPLAINTS}/{other.number}/duplicate", {"of": one.number, "reason": "同一箱"})
    assert done.json()["duplicate_of"] == one.number
    back = client.post(f"{COMPLAINTS}/{other.number}/undo-merge", {"reason": "两箱"})
    assert (back.json()["state"], back.json()["duplicate_of"]) == ("received", None)
    assert client.post(f"{COMPLAINTS}/{other.number}/not-same", {"other": one.number}).status_code == 200
    assert client.get(f"{COMPLAINTS}/{other.number}/likely-duplicates").json() == []


def test_splitting_and_joining_go_by_key(agent):
    one, other = two(agent)
    client = a_client(agent)
    part = {"subject": "发票没开", "description": "催了三次", "demand": "other", "reason": "两件事"}
    assert client.post(f"{COMPLAINTS}/{one.number}/split", part).status_code == 200
    assert Complaint.objects.filter(split__of=one).get().subject == "发票没开"
    facts = {"other": other.number, "reason": "同一地址"}
    assert client.post(f"{COMPLAINTS}/{one.number}/join-customers", facts).status_code == 200
    assert len(customers.rows_of(one.complainant_id)) == 2
    assert client.post(f"{COMPLAINTS}/{one.number}/part-customers", {"reason": "夫妻"}).status_code == 200
    assert len(customers.rows_of(one.complainant_id)) == 1


@pytest.mark.parametrize(
    ("step", "body"),
    [
        ("undo-merge", {"reason": "两箱"}),
        ("not-same", {"other": "202611-001"}),
        ("split", {"subject": "a", "description": "b", "demand": "other", "reason": "c"}),
        ("join-customers", {"other": "202611-001", "reason": "c"}),
        ("part-customers", {"reason": "c"}),
    ],
)
def test_who_may_not_at_the_desk_may_not_by_key(agent, step, body):
    _one, other = two(agent)
    answer = a_client(a_user(Role.DIRECTOR)).post(f"{COMPLAINTS}/{other.number}/{step}", body)
    assert answer.status_code == 403, answer.content


def test_words_are_searched_as_at_the_desk_and_what_is_not_seen_is_not_found(agent):
    mine = a_complaint(agent=agent, subject="冷链酸奶胀包", contacts={ContactKind.PHONE: "13800138000"})
    a_complaint(agent=a_user(team="internet-desk"), preset="internet", category=None, subject="冷链酸奶胀包")
    a_complaint(agent=agent)
    client = a_client(agent)
    assert [row["number"] for row in client.get(COMPLAINTS, {"q": "酸奶"}).json()["results"]] == [mine.number]
    assert client.get(COMPLAINTS, {"q": "13800138000"}).json()["results"] == []
