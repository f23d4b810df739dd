"""The queue as files: whoever looks at any moment finds a whole message or none."""

import os
from queue import Empty

import pytest
from kombu import Connection

from config import queue_files


@pytest.fixture
def channel(tmp_path):
    folders = {name: str(tmp_path) for name in ("data_folder_in", "data_folder_out", "control_folder")}
    with Connection("filesystem://", transport="config.queue_files:Transport", transport_options=folders) as connection:
        yield connection.channel()


def test_a_message_arrives_as_it_was_sent(channel):
    channel._put("redress", {"body": "七号投诉单"})
    assert channel._get("redress") == {"body": "七号投诉单"}
    with pytest.raises(Empty):
        channel._get("redress")


def test_a_worker_that_looks_before_the_message_is_whole_finds_none(channel, monkeypatch):
    seen, replace = [], os.replace

    def look_first(aside, name):
        with pytest.raises(Empty):
            channel._get("redress")
        seen.append(name)
        replace(aside, name)

    monkeypatch.setattr(queue_files.os, "replace", look_first)
    channel._put("redress", {"body": "1"})
    assert len(seen) == 1
    assert channel._get("redress") == {"body": "1"}
