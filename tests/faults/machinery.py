"""Real processes, a Redis and a PostgreSQL of our own, many overdue deadlines: what the fault tests break."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import redis
from django.core.management import call_command
from django.db import connection
from django.db.models import Count
from django.utils import timezone

from complaints.models import Complaint, Deadline, DeadlineKind, DeadlineNotice, DeadlineStep, EventKind, Heartbeat
from complaints.services.record import faults_of
from config.places import KEYS_FILE, ROOT
from tests.builders import a_complaint, a_user, presets

PATIENCE = 120
#: Where the newest installed server keeps its programs; None where only a client is installed.
SERVER_PROGRAMS = max(
    (path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")),
    key=lambda path: int(path.parent.name),
    default=Path(shutil.which("initdb")).parent if shutil.which("initdb") else None,
)


class Broker:
    """A Redis server on a free port, which may be stopped, emptied and started again."""

    def __init__(self, folder):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.folder, self.process = folder, None
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self):
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self.folder)]
        self.process = subprocess.Popen(["redis-server", *options], stdout=subprocess.DEVNULL)
        eventually(self.answers)

    def stop(self):
        self.process.kill()
        self.process.wait()

    def answers(self):
        try:
            return self.client().ping()
        except redis.RedisError:
            return False

    def client(self):
        return redis.Redis.from_url(self.url, socket_timeout=2)


class Cluster:
    """A PostgreSQL server of our own on a free port, which may be restarted under everybody who uses it."""

    def __init__(self):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.folder = Path(tempfile.mkdtemp(prefix="redress-cluster-"))
        # The server refuses to be run by root.
        self.owner = "postgres" if os.getuid() == 0 else None
        if self.owner:
            shutil.chown(self.folder, self.owner)
        self._run("initdb", "--username", "postgres", "--auth", "trust", "--encoding", "UTF8", "--no-sync")
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
        self._run("pg_ctl", "start", "--wait", "--log", str(self.folder / "log"), "--options", options)

    def restart(self):
        """As an administrator does it: running transactions are broken off, everybody is sent away."""
        self._run("pg_ctl", "restart", "--wait", "--mode", "fast", "--log", str(self.folder / "log"))

    def stop(self):
        self._run("pg_ctl", "stop", "--wait", "--mode", "immediate")
        shutil.rmtree(self.folder)

    def _run(self, program, *arguments):
        subprocess.run(
            [SERVER_PROGRAMS / program, "--pgdata", self.folder / "data", *arguments],
            user=self.owner,
            group=self.owner,
            cwd=self.folder,
            env={"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]},
            stdout=subprocess.DEVNULL,
            check=True,
        )

    @contextmanager
    def used(self):
        """The connection of the test, and of every process of a crew begun meanwhile, goes to this server."""
        connection.close()
        before = dict(connection.settings_dict)
        connection.settings_dict.update(NAME="postgres", USER="postgres", PASSWORD="", HOST="127.0.0.1", PORT=self.port)
        try:
            call_command("migrate", verbosity=0)
            presets()
            yield
        finally:
            connection.close()
            connection.settings_dict.update(before)


class Crew:
    """Processes of the desk on the database of the test; `begin` one, `kill` it, begin it again."""

    def __init__(self, folder, broker):
        name = {"NAME": connection.settings_dict["NAME"]}
        server = connection.settings_dict | name
        self.environment = os.environ | {
            "DATABASE_URL": "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**server),
            "REDIS_URL": broker.url,
            "REDRESS_VAR": str(folder),
            "REDRESS_KEYS_FILE": str(KEYS_FILE),
            "DJANGO_SETTINGS_MODULE": "tests.faults.quick",
        }
        self.folder, self.running = folder, {}

    def begin(self, *names, arguments=()):
        for name in names:
            log = open(self.folder / f"{name}.log", "ab")  # noqa: SIM115 — it lives as long as the process
            self.running.setdefault(name, []).append(
                subprocess.Popen(
                    [sys.executable, "-m", "tests.faults.process", name, *arguments],
                    cwd=ROOT,
                    env=self.environment,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            )
            log.close()

    def kill(self, name):
        """kill -9 of the process and, as a machine that loses power, of its children."""
        for process in self.running.pop(name, []):
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def kill_a_child_of(self, name):
        """Only one that works for `name` dies; answers whether there was one."""
        (process,) = self.running[name]
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        if children:
            os.kill(int(children[-1]), signal.SIGKILL)
        return bool(children)

    def revive(self, name):
        """Begin `name` again if it ended, as the supervisor does: a worker that loses its broker sometimes gives up."""
        (process,) = self.running[name]
        if process.poll() is not None:
            del self.running[name]
            self.begin(name)

    def wait(self, name):
        return [process.wait(PATIENCE) for process in self.running.pop(name, [])]

    def end(self):
        for name in list(self.running):
            self.kill(name)

    def logs(self, most=3000):
        """What the processes wrote; of each the last `most` characters, or all of it."""
        return "\n".join(path.read_text()[-most if most else 0 :] for path in self.folder.glob("*.log"))


def eventually(question, patience=PATIENCE):
    """Whether `question` comes true before patience runs out."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if question():
            return True
        time.sleep(0.1)
    return False


def overdue_desk(complaints=12):
    """Complaints whose every step has passed while nobody was there; progress notices will begin anew."""
    agent, received = a_user(), timezone.now() - timedelta(days=10)
    for _one in range(complaints):
        a_complaint(agent=agent, now=received)
    return complaints


def told_count():
    return DeadlineNotice.objects.count()


def is_all_told():
    return not Deadline.objects.with_a_step_due(timezone.now()).exists()


def heartbeat_of(runner):
    """When `runner` last came to the end of a round."""
    beats = Heartbeat.objects.filter(runner=runner, job="tell_due_steps")
    return beats.values_list("finished_at", flat=True).first()


def assert_each_step_was_told_once():
    """Nothing missed, nothing twice, in the record as among the notices; every chain holds (P3, P4, I14)."""
    twice = DeadlineNotice.objects.values("deadline", "step", "due_at").annotate(n=Count("pk")).filter(n__gt=1)
    assert not twice.exists()
    passed = Deadline.objects.running().filter(due_at__lte=timezone.now())
    for deadline in passed.prefetch_related("notices"):
        steps = [notice.step for notice in deadline.notices.all()]
        assert steps[:4] == _steps_of(deadline)[:4], (deadline.kind, steps)
    kinds = {
        EventKind.DEADLINE_MISSED: DeadlineStep.ALERT,
        EventKind.DEADLINE_STILL_MISSED: DeadlineStep.SECOND_ALERT,
        EventKind.ESCALATED_BY_TIME: DeadlineStep.ESCALATION,
    }
    for complaint in Complaint.objects.all():
        # Messages may still be leaving: a chain is read whole or read again.
        assert eventually(lambda pk=complaint.pk: faults_of(Complaint.objects.get(pk=pk)) == [], 5)
        for kind, step in kinds.items():
            notices = DeadlineNotice.objects.filter(deadline__complaint=complaint, step=step)
            assert complaint.events.filter(kind=kind).count() == notices.count(), (kind, complaint.number)


def _steps_of(deadline):
    """In order; the frontline's own goes up at the moment it is missed (SLA-8)."""
    goes_up_at_once = deadline.kind == DeadlineKind.FRONTLINE
    return [step for step in DeadlineStep if not (goes_up_at_once and step == DeadlineStep.SECOND_ALERT)]
