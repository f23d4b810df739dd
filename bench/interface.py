"""Receipts through the interface by several clients at once; the same rows by bare SQL over as many connections."""

import json
import os
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from itertools import count as counting
from typing import NamedTuple

from django.db import connection
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from accounts.scopes import Scope
from accounts.services import access
from bench.floor import Floor
from complaints.services.intake import receive
from config.places import KEYS_FILE, ROOT

_serials = counting(1_000_000)
_PATIENCE_SECONDS = 30
_BODY = {
    "preset": "ecommerce",
    "channel": "chat",
    "subject": "蜂蜜罐碎了两个",
    "description": "外箱压扁,里面的玻璃罐碎了两个,蜂蜜流得到处都是。",
    "demand": "refund",
    "name": "白露",
}


class Served(NamedTuple):
    per_second: float
    p95_ms: float


@contextmanager
def served(administrator):
    """(port, key) of a web server of two processes on the scratch database, and of a system that may ask a lot."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    account = User.objects.create_user("bench-system", name="系统", role=Role.INTEGRATION)
    application, secret = access.register_application(
        name="bench",
        account=account,
        scopes=[Scope.RECEIVE],
        most_a_minute=60_000,
        by=administrator,
        now=timezone.now(),
    )
    key, _row = access.exchange(application.client_id, secret, scopes=[], now=timezone.now())
    facts = connection.settings_dict
    environment = os.environ | {
        "DATABASE_URL": "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**facts),
        "REDRESS_KEYS_FILE": str(KEYS_FILE),
        "DJANGO_SETTINGS_MODULE": "config.settings.embedded",
    }
    command = f"-m gunicorn config.wsgi --bind 127.0.0.1:{port} --worker-class gthread --threads 8 --workers 2"
    server = subprocess.Popen(
        [sys.executable, *command.split(), "--no-control-socket", "--log-level", "error"], cwd=ROOT, env=environment
    )
    try:
        _wait_for(port)
        yield port, key
    finally:
        server.terminate()
        server.wait()


def through_interface(port, key, *, clients, each):
    """`each` receipts by every client over a connection it keeps."""
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}

    def client():
        desk = HTTPConnection("127.0.0.1", port)

        def send():
            serial = next(_serials)
            body = _BODY | {"external_id": f"b-{serial}", "contacts": {"phone": f"137{serial:08d}"}}
            desk.request("POST", "/api/v1/complaints", json.dumps(body), headers)
            answer = desk.getresponse()
            answer.read()
            if answer.status != 201:
                raise RuntimeError(f"the interface answered {answer.status}")

        return _repeat(send, each)

    return _together(client, clients)


def by_bare_sql(receipt, agent, *, clients, each):
    """The rows of one receipt, each in a durable transaction of its own, by as many connections."""
    bare = Floor(receive(receipt, by=agent, now=timezone.now()).complaint)

    def client():
        try:
            return _repeat(lambda: bare.write(next(_serials)), each)
        finally:
            connection.close()

    return _together(client, clients)


def _repeat(work, times):
    took = []
    for _turn in range(times):
        started = time.perf_counter()
        work()
        took.append(1000 * (time.perf_counter() - started))
    return took


def _together(client, clients):
    started = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        took = sorted(one for future in [pool.submit(client) for _one in range(clients)] for one in future.result())
    return Served(len(took) / (time.perf_counter() - started), took[int(len(took) * 0.95) - 1])


def _wait_for(port):
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("the web server did not begin")
