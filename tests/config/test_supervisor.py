"""`manage.py up` as an operator meets it: real processes, killed for real."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from config.places import ROOT
from config.supervisor import _public_url

pytestmark = pytest.mark.faults
PATIENCE = 120


class Desk:
    """A running `up` on a free port, with its own data folder."""

    def __init__(self, var, *arguments):
        environment = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL")}
        environment |= {"REDRESS_VAR": str(var), "DJANGO_SETTINGS_MODULE": "config.settings.embedded"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "config.supervisor", "--no-demo", "--port", "0", *arguments],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.var, self.said = var, []

    def hears(self, pattern):
        for line in self.process.stdout:
            self.said.append(line)
            if found := re.search(pattern, line):
                return found
        raise AssertionError(f"ended without saying {pattern}: {''.join(self.said)}")

    def address(self):
        return self.hears(r"(http://127\.0\.0\.1:\d+/)$").group(1)

    def end(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        rest, _nothing = self.process.communicate(timeout=PATIENCE)
        return rest


def descendants(pid):
    """Every living process below `pid`, by name of what it does."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
    found, fresh = set(), {pid}
    while fresh:
        fresh = {child for child, parent in parents.items() if parent in fresh} - found
        found |= fresh
    return found


def doing(pids, what):
    return {pid for pid in pids if what in command_of(pid)}


def command_of(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode().replace("\0", " ")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def eventually(question):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if question():
            return True
        time.sleep(0.1)
    return False


def answers(address):
    try:
        return urllib.request.urlopen(address + "healthz", timeout=2).status == 200  # noqa: S310
    except OSError:
        return False


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A data folder prepared once; each test starts from a copy of its own."""
    var = tmp_path_factory.mktemp("prepared")
    desk = Desk(var)
    desk.address()
    desk.end()
    return desk


@pytest.fixture
def var(prepared, tmp_path):
    return shutil.copytree(prepared.var, tmp_path / "var")


@pytest.fixture(scope="module")
def running(prepared, tmp_path_factory):
    """A desk that stays up for every test that leaves it as it was; `at` is where it answers."""
    desk = Desk(shutil.copytree(prepared.var, tmp_path_factory.mktemp("running") / "var"))
    desk.at = desk.address()
    yield desk
    desk.end()


@pytest.fixture
def desk(var):
    desk = Desk(var)
    yield desk
    if desk.process.poll() is None:
        desk.end()


def test_four_processes_run_and_a_second_start_prepares_nothing_anew(running):
    below = descendants(running.process.pid)
    assert answers(running.at)
    assert doing(below, "gunicorn")
    assert doing(below, "config.celery worker")
    assert doing(below, "config.celery beat")
    assert doing(below, "sweep_forever")
    assert not any("Database" in line for line in running.said)


def test_a_first_start_prepares_and_says_what_it_does(prepared):
    assert any("Database" in line for line in prepared.said)
    assert (prepared.var / "keys.json").exists()


def test_a_child_that_is_killed_starts_again(running):
    for what in ("gunicorn", "config.celery worker", "config.celery beat", "sweep_forever"):
        before = doing(descendants(running.process.pid), what)
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        running.hears("starts again")
        assert eventually(lambda: doing(descendants(running.process.pid), what) - before)  # noqa: B023 — asked at once
    assert eventually(lambda: answers(running.at))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly_and_leaves_nobody_behind(desk, number):
    desk.address()
    below = descendants(desk.process.pid)
    assert "data is kept" in desk.end(number)
    assert desk.process.returncode == 0
    assert [command_of(pid) for pid in below if command_of(pid)] == []


def test_even_when_the_supervisor_is_killed_nobody_stays_behind(desk):
    desk.address()
    below = descendants(desk.process.pid)
    desk.end(signal.SIGKILL)
    assert len(below) >= 5
    assert eventually(lambda: not any(command_of(pid) for pid in below))


def test_a_taken_port_is_a_sentence_with_the_way_out(var):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        desk = Desk(var, "--port", str(port))
        said, _nothing = desk.process.communicate(timeout=PATIENCE)
    assert desk.process.returncode == 1
    assert f"Port {port}" in said
    assert f"--port {port + 1}" in said
    assert "Traceback" not in said


def test_a_second_desk_on_the_same_data_is_refused(running):
    second = Desk(running.var)
    said, _nothing = second.process.communicate(timeout=PATIENCE)
    assert second.process.returncode == 1
    assert "already runs" in said
    assert str(running.process.pid) in said


@pytest.mark.parametrize(
    ("host", "named"),
    [("127.0.0.1", "127.0.0.1"), ("localhost", "localhost"), ("0.0.0.0", "127.0.0.1")],  # noqa: S104
)
def test_links_in_messages_lead_to_the_port_the_desk_listens_on(host, named):
    with socket.create_server(("127.0.0.1", 0)) as door:
        assert _public_url(host, door) == f"http://{named}:{door.getsockname()[1]}"
