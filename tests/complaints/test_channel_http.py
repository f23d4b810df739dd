"""The guarded client against a provider that is slow, endless, moved or broken (A14)."""

from time import monotonic

import pytest

from complaints.channels import http
from complaints.channels.outcome import Account, Reason, Undelivered
from tests.servers import a_web_server


def ask(server, **changes):
    facts = {"allow_plain": True, "allow_private": True} | changes
    return http.post(Account("signed_sms", server.url, **facts), body=b"{}", headers={})


def test_a_redirect_is_followed_nowhere():
    with a_web_server({}) as inside, a_web_server({}, status=302, headers={"Location": inside.url}) as server:
        answer = ask(server)
        with pytest.raises(Undelivered) as refusal:
            http.check_status(answer)
    assert (refusal.value.reason, refusal.value.code) == (Reason.REJECTED, "302")
    assert inside.requests == []


@pytest.mark.parametrize(
    ("status", "reason"),
    [(500, Reason.UNAVAILABLE), (503, Reason.UNAVAILABLE), (429, Reason.TOO_MANY), (400, Reason.REJECTED)],
)
def test_a_status_says_whether_to_try_again(status, reason):
    with a_web_server({}, status=status) as server, pytest.raises(Undelivered) as refusal:
        http.check_status(ask(server))
    assert refusal.value.reason == reason


def test_an_endless_answer_is_not_read_to_its_end():
    with a_web_server(chunks=[b"x" * 65_536] * 8) as server, pytest.raises(Undelivered) as refusal:
        ask(server)
    assert refusal.value.reason == Reason.UNAVAILABLE


def test_an_answer_that_drips_is_cut_off(monkeypatch):
    monkeypatch.setattr(http, "_WHOLE_SECONDS", 0.2)
    with a_web_server(chunks=[b"x"] * 100, slowness=0.05) as server:
        began = monotonic()
        with pytest.raises(Undelivered) as refusal:
            ask(server)
        assert monotonic() - began < 2
    assert refusal.value.reason == Reason.UNREACHABLE


def test_no_answer_is_waited_for_longer_than_agreed(monkeypatch):
    monkeypatch.setattr(http, "READ_SECONDS", 0.1)
    with a_web_server({}, slowness=0.5) as server, pytest.raises(Undelivered) as refusal:
        ask(server)
    assert refusal.value.reason == Reason.UNREACHABLE


def test_nobody_at_the_port_is_no_answer():
    with a_web_server({}) as server:
        pass
    with pytest.raises(Undelivered) as refusal:
        ask(server)
    assert refusal.value.reason == Reason.UNREACHABLE


def test_the_proxies_of_the_environment_are_ignored(monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with a_web_server({"code": 0}) as server:
        assert ask(server).facts() == {"code": 0}


@pytest.mark.parametrize("body", [b"", b"<html>", b"[1]", b"[" * 60_000, b"\xff"])
def test_an_answer_that_is_no_object_has_no_facts(body):
    assert http.Answer(200, body).facts() == {}


def test_a_server_that_speaks_no_tls_is_not_spoken_to_plainly():
    with a_web_server({}) as server, pytest.raises(Undelivered):
        http.post(
            Account("signed_sms", server.url.replace("http:", "https:"), allow_private=True), body=b"{}", headers={}
        )
    assert server.requests == []
