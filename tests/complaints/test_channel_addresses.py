"""Which addresses may be spoken to (A14)."""

import socket
from threading import BoundedSemaphore, Event

import pytest

from complaints.channels import http
from complaints.channels.addresses import NotAllowed, check_address, resolve, split
from complaints.channels.kinds import AccountKind, check
from complaints.channels.outcome import Account, Reason, Undelivered
from tests.servers import a_web_server

pytestmark = pytest.mark.usefixtures("in_english")

PRIVATE = [
    "127.0.0.1",
    "127.8.9.10",
    "10.0.0.8",
    "172.16.4.1",
    "192.168.1.1",
    "100.64.0.1",
    "::1",
    "fd00::1",
    "::ffff:127.0.0.1",
    "::ffff:10.1.2.3",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "198.18.0.1",
    "192.0.2.1",
    "255.255.255.255",
]
NEVER = [
    "169.254.169.254",
    "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe",
    "fe80::1%eth0",
    "224.0.0.1",
    "0.0.0.0",  # noqa: S104 — an address to refuse, not to bind to
    "::",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_inside_is_refused_unless_the_account_allows_it(address):
    with pytest.raises(NotAllowed):
        check_address(address)
    check_address(address, allow_private=True)


@pytest.mark.parametrize("address", NEVER)
def test_metadata_and_addresses_of_no_service_are_never_allowed(address):
    for allow_private in (False, True):
        with pytest.raises(NotAllowed):
            check_address(address, allow_private=allow_private)


@pytest.mark.parametrize("address", ["1.1.1.1", "223.5.5.5", "2400:3200::1", "::ffff:223.5.5.5"])
def test_a_public_address_is_allowed(address):
    check_address(address)


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("gopher://example.cn/", "must begin with https:// or http://"),
        ("file:///etc/passwd", "must begin with"),
        ("ftp://example.cn/", "must begin with"),
        ("//example.cn/", "must begin with"),
        ("https://", "must begin with"),
        ("https://name:word@example.cn/", "do not belong into the address"),
        ("https://name@example.cn/", "do not belong into the address"),
        ("https://@example.cn/", "do not belong into the address"),
        ("https://example.cn:22/", "Port 22"),
        ("https://example.cn:6379/", "Port 6379"),
        ("https://example.cn:99999/", "not an address"),
        ("https://[::1/", "not an address"),
        ("https://example.cn/a b", "blanks"),
        ("https://example.cn/\r\nHost: inside", "blanks"),
        ("https://example.cn\\@inside/", "blanks"),
        ("http://example.cn/", "Without encryption"),
    ],
)
def test_an_address_that_hides_something_is_refused_in_words(url, sentence):
    with pytest.raises(NotAllowed) as refusal:
        split(url, schemes=("https", "http"))
    assert sentence in refusal.value.sentence


@pytest.mark.parametrize("kind", sorted(AccountKind.values))
def test_every_kind_of_account_refuses_another_scheme(kind):
    with pytest.raises(NotAllowed):
        check(kind, "gopher://example.cn/", allow_plain=True, allow_private=True)


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost"])
def test_every_way_of_writing_our_own_machine_is_refused(host):
    account = Account("signed_sms", f"http://{host}:8000/send", allow_plain=True)
    with pytest.raises(Undelivered) as refusal:
        http.post(account, body=b"{}", headers={})
    assert refusal.value.reason == Reason.NOT_ALLOWED


def names(monkeypatch, *addresses):
    """Every name stands for `addresses`; returns the names asked for."""
    asked = []

    def look_up(host, port, **_options):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked


def test_a_name_with_one_private_address_among_public_ones_is_refused(monkeypatch):
    names(monkeypatch, "223.5.5.5", "10.0.0.1")
    with pytest.raises(NotAllowed):
        resolve("two-faced.example", 443)


def test_a_name_nobody_knows_is_no_answer(monkeypatch):
    def unknown(*_question, **_options):
        raise socket.gaierror(-2, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(Undelivered) as refusal:
        resolve("nowhere.example", 443)
    assert (refusal.value.reason, refusal.value.code) == (Reason.UNREACHABLE, "DNS")


def test_the_name_is_asked_once_and_the_connection_goes_to_what_was_checked(monkeypatch):
    with a_web_server({"code": 0}) as server:
        port = server.server_address[1]
        account = Account("signed_sms", f"http://gateway.example:{port}/send", allow_plain=True, allow_private=True)
        genuine, asked = socket.getaddrinfo, []

        def rebinding(host, *rest, **options):
            asked.append(host)
            return genuine("127.0.0.1" if asked.count(host) == 1 else "169.254.169.254", *rest, **options)

        monkeypatch.setattr(socket, "getaddrinfo", rebinding)
        http.post(account, body=b"{}", headers={})
    assert asked.count("gateway.example") == 1
    assert server.requests[0]["headers"]["Host"] == f"gateway.example:{port}"


def test_a_name_nobody_answers_for_costs_a_moment_and_no_more_than_a_few_hang_at_once(monkeypatch):
    answer, asked = Event(), []

    def hangs(*arguments, **options):
        asked.append(arguments)
        answer.wait(10)
        return []

    monkeypatch.setattr("complaints.channels.names.SECONDS", 0.02)
    monkeypatch.setattr("complaints.channels.names._free", BoundedSemaphore(2))
    monkeypatch.setattr(socket, "getaddrinfo", hangs)
    codes = []
    for _try in range(3):
        with pytest.raises(Undelivered) as failure:
            resolve("gateway.example", 443)
        codes.append((failure.value.reason, failure.value.code))
    answer.set()
    assert codes == [(Reason.UNREACHABLE, "DNS too slow")] * 2 + [(Reason.UNREACHABLE, "DNS busy")]
    assert len(asked) == 2


def test_a_look_up_that_ends_makes_room_for_the_next(monkeypatch):
    def unknown(*arguments, **options):
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    monkeypatch.setattr("complaints.channels.names._free", BoundedSemaphore(1))
    for _try in range(3):
        with pytest.raises(Undelivered, match=r"DNS$"):
            resolve("no-such-name.invalid", 443)
