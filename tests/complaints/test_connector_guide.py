"""The guide to connectors is carried out: its sender, against a running server, with each of its examples."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings

from complaints.models import Complaint, Inbound, InboundState, MediaLink, Stage
from tests.connectors import a_connector

pytestmark = pytest.mark.django_db

GUIDES = [Path(settings.BASE_DIR) / "docs" / "how-to" / name for name in ("connectors.md", "connectors.zh-CN.md")]
#: By which channel each example comes, in the order of the guide.
CHANNELS = ("chat", "social", "app_review", "regulator")


def blocks(guide, language):
    return re.findall(rf"```{language}\n(.*?)```", guide.read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture
def send():
    """The sender as the guide prints it, and nothing else."""
    (program,) = blocks(GUIDES[0], "python")
    names = {}
    exec(program, names)  # noqa: S102 - ours, and what is tested
    return names["send"]


@pytest.mark.parametrize(("place", "channel"), list(enumerate(CHANNELS)))
def test_each_example_opens_a_complaint_by_the_sender_of_the_guide(live_server, send, place, channel):
    connector, secret = a_connector(channel=channel)
    example = json.loads(blocks(GUIDES[0], "json")[place])
    (taken,) = send(f"{live_server.url}/api/v1/connect/{connector.uuid}", secret, example)
    complaint = Complaint.objects.get()
    assert taken == {"external_id": example["external_id"], "state": InboundState.OPENED, "complaint": complaint.number}
    assert complaint.description == example["text"]
    assert MediaLink.objects.count() == len(example.get("media", []))
    assert complaint.tasks.filter(stage=Stage.CONTACT).exists() == (channel in {"social", "app_review"})
    assert Inbound.objects.get().reference == example.get("reference", "")


def test_both_languages_show_the_same_program_and_the_same_examples():
    assert len(blocks(GUIDES[0], "json")) == len(CHANNELS)
    for language in ("json", "python"):
        assert blocks(GUIDES[0], language) == blocks(GUIDES[1], language)
