"""Files fetched from links of strangers: never from inside, never without end, never by a detour (A14)."""

import io

import pytest

from complaints.channels import http
from complaints.channels.addresses import NotAllowed
from complaints.channels.outcome import Account, Reason, Undelivered
from tests.servers import a_web_server

OUTSIDE = Account("media", "")


def fetch(url, *, most_bytes=1_000, **changes):
    into = io.BytesIO()
    account = OUTSIDE._replace(**{"allow_plain": True, "allow_private": True} | changes)
    http.fetch(account, url=url, into=into, most_bytes=most_bytes)
    return into.getvalue()


def test_a_file_comes_whole():
    with a_web_server(chunks=[b"a" * 70, b"b" * 30]) as server:
        assert fetch(server.url) == b"a" * 70 + b"b" * 30
    assert server.requests[0]["body"] == b""


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "2130706433",
        "0177.0.0.1",
        "0x7f.1",
        "127.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "10.0.0.8",
        "169.254.169.254",
        "[fd00:ec2::254]",
        "0.0.0.0",  # noqa: S104
    ],
)
def test_nothing_inside_is_fetched_however_its_address_is_written(host):
    with a_web_server(chunks=[b"secret"]) as server, pytest.raises(Undelivered):
        fetch(f"http://{host}:{server.url.split(':')[2]}", allow_private=False)
    assert server.requests == []


@pytest.mark.parametrize(
    "url",
    ["gopher://example.cn/", "file:///etc/passwd", "ftp://example.cn/a", "https://a:b@example.cn/", "https://", "//x"],
)
def test_only_web_addresses_without_names_and_passwords_are_asked(url):
    with pytest.raises(NotAllowed):
        fetch(url)


def test_a_name_that_changes_its_address_is_held_to_the_one_that_was_checked(monkeypatch):
    asked = []

    def rebinding(host, port):
        asked.append(host)
        return ["127.0.0.1"] if len(asked) > 1 else ["93.184.216.34", "127.0.0.1"]

    monkeypatch.setattr("complaints.channels.addresses.addresses_of", rebinding)
    with a_web_server(chunks=[b"secret"]) as server, pytest.raises(NotAllowed):
        fetch("http://media.example:8080/a.jpg", allow_private=False)
    assert (asked, server.requests) == (["media.example"], [])


@pytest.mark.parametrize("where", ["http://169.254.169.254/latest/meta-data/", "http://127.0.0.1:1/"])
def test_a_redirect_leads_nowhere(where):
    with a_web_server({}, status=302, headers={"Location": where}) as server, pytest.raises(Undelivered) as refusal:
        fetch(server.url)
    assert (refusal.value.reason, refusal.value.code) == (Reason.REJECTED, "302")


def test_more_than_asked_for_is_not_read_to_its_end():
    with a_web_server(chunks=[b"x" * 65_536] * 64) as server, pytest.raises(http.TooLong):
        fetch(server.url, most_bytes=100_000)


def test_a_file_that_drips_is_cut_off(monkeypatch):
    monkeypatch.setattr(http, "_FETCH_SECONDS", 0.2)
    with a_web_server(chunks=[b"x"] * 100, slowness=0.05) as server, pytest.raises(Undelivered) as refusal:
        fetch(server.url)
    assert refusal.value.reason == Reason.UNREACHABLE
