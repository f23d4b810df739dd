"""Files of messages are fetched afterwards, checked, and named when they cannot be had (A14, INT-9)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from complaints.channels import http
from complaints.models import Complaint, EventKind, Evidence, Inbound, InboundFile, MediaLink
from complaints.services.media import fetch_media
from tests.builders import a_photo
from tests.connectors import a_connector, a_message, bring
from tests.servers import a_web_server

pytestmark = pytest.mark.django_db


def brought(server, *urls, name="", **facts):
    """A message with these links, by a connector at home at `server`."""
    connector = a_connector(address=server.url, **facts)
    answer = bring(*connector, a_message(media=[{"url": url, "name": name} for url in urls]))
    assert answer.status_code == 200
    assert server.requests == [], "nothing is fetched while the connector waits"


def sweep(minutes=0):
    return fetch_media(by=User.objects.system(), now=timezone.now() + timedelta(minutes=minutes))


def refusals():
    return [event.facts["reason"] for event in Complaint.objects.get().events.filter(kind=EventKind.FILE_NOT_KEPT)]


def test_a_picture_becomes_evidence_of_the_complaint_once():
    picture = a_photo().read()
    with a_web_server(chunks=[picture]) as server:
        brought(server, f"{server.url}/box.jpg?sign=1")
        assert (sweep(), sweep()) == (1, 0)
    evidence = Evidence.objects.get()
    assert (evidence.complaint, evidence.content_type, evidence.size_bytes) == (
        Complaint.objects.get(),
        "image/png",
        len(picture),
    )
    assert InboundFile.objects.get().name == "box.png"
    assert len(server.requests) == 1


def test_the_file_of_a_letter_nobody_decided_about_waits_with_it():
    with a_web_server(chunks=[a_photo().read()]) as server:
        connector = a_connector(address=server.url)
        bring(*connector, a_message("m-1", thread="t"))
        stranger = a_message("m-2", thread="t", author={"id": "u-2"}, media=[{"url": server.url}])
        bring(*connector, stranger)
        assert sweep() == 1
    assert not Evidence.objects.exists()
    assert Inbound.objects.get(external_id="m-2").files.get().file


def test_something_that_is_no_picture_is_named_and_not_kept():
    with a_web_server(chunks=[b"MZ" + b"\x00" * 500]) as server:
        brought(server, f"{server.url}/invoice.exe")
        assert sweep() == 1
    assert not Evidence.objects.exists()
    assert "invoice.exe" in refusals()[0]
    assert InboundFile.objects.get().refusal == refusals()[0]


def test_a_file_that_is_too_large_is_given_up_at_once(settings):
    settings.EVIDENCE_MAX_BYTES = 1024**2
    with a_web_server(chunks=[b"x" * 65_536] * 40) as server:
        brought(server, server.url)
        sweep()
    assert "1 MB" in refusals()[0]
    assert MediaLink.objects.get().done_at


def test_a_server_that_is_out_of_order_is_asked_five_times_and_then_said_so():
    with a_web_server({}, status=503) as server:
        brought(server, f"{server.url}/a.jpg")
        for minutes in (0, 3, 8, 17, 34, 70):
            sweep(minutes)
    assert len(server.requests) == 5
    assert len(refusals()) == 1
    assert "a.jpg" in refusals()[0]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/a.jpg",
        "http://10.0.0.8/a.jpg",
        "http://[::ffff:127.0.0.1]/a.jpg",
        "http://169.254.169.254/latest/meta-data/",
        "https://user:pass@media.example/a.jpg",
        "https://media.example:22/a.jpg",
    ],
)
def test_a_link_into_the_house_is_refused_even_of_a_connector_that_lives_in_it(url):
    with a_web_server(chunks=[a_photo().read()]) as server:
        brought(server, url)
        sweep()
        sweep(5)
    assert server.requests == []
    assert len(refusals()) == 1


def test_only_the_connectors_own_home_is_open_to_it():
    with a_web_server(chunks=[a_photo().read()]) as home, a_web_server(chunks=[a_photo().read()]) as neighbour:
        brought(home, neighbour.url)
        sweep()
    assert neighbour.requests == []
    assert len(refusals()) == 1


def test_a_connector_outside_has_no_home_here():
    with a_web_server(chunks=[a_photo().read()]) as server:
        connector, secret = a_connector(is_inside=False)
        bring(connector, secret, a_message(media=[{"url": server.url}]))
        sweep()
    assert server.requests == []


def test_a_redirect_to_the_metadata_service_is_not_followed():
    where = {"Location": "http://169.254.169.254/latest/meta-data/"}
    with a_web_server({}, status=302, headers=where) as server:
        brought(server, server.url)
        sweep()
    assert not Evidence.objects.exists()
    assert MediaLink.objects.get().failure.endswith("302")


def test_one_bad_link_keeps_back_no_other(monkeypatch):
    fetch = http.fetch

    def broken(way, *, url, into, most_bytes):
        if "bad" in url:
            raise RuntimeError("a fault of ours")
        fetch(way, url=url, into=into, most_bytes=most_bytes)

    monkeypatch.setattr(http, "fetch", broken)
    with a_web_server(chunks=[a_photo().read()]) as server:
        brought(server, f"{server.url}/bad.jpg", f"{server.url}/good.jpg")
        assert sweep() == 1
    assert Evidence.objects.count() == 1
