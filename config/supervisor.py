"""`manage.py up`: prepare, then keep web, worker, beat and sweeper running until Ctrl-C. Standard library only."""

import argparse
import fcntl
import http.client
import os
import signal
import socket
import subprocess
import sys
import time

from config import preparation
from config.children import Child
from config.places import VAR, WORKER_ALIVE

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
# Listening on all addresses names none that a customer could type.
EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104
GRACE = 12
# Longer than the longest task: a worker that finished nothing for this long hangs.
WORKER_SILENT = 900


def main(arguments):
    parser = argparse.ArgumentParser(prog="manage.py up", description="Start the desk. 启动投诉处理平台。")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--no-demo", action="store_true", help="start with an empty desk 不载入演示数据")
    wanted = parser.parse_args(arguments)
    VAR.mkdir(parents=True, exist_ok=True)
    # Kept open for the whole run: the lock goes with the process, however it ends.
    with open(VAR / "up.lock", "a+") as lock:
        _lock_out_a_second(lock)
        door = _open_door(wanted.host, wanted.port)
        os.environ.setdefault("REDRESS_PUBLIC_URL", _public_url(wanted.host, door))
        preparation.prepare(demo=not wanted.no_demo)
        demo = None if wanted.no_demo or preparation.demo_is_told() else preparation.start_demo()
        Watch(_children(wanted.host, door), wanted.host, door.getsockname()[1], demo).run()


def _lock_out_a_second(lock):
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        sys.exit(
            f"This desk already runs (process {lock.read().strip()}, data in {VAR}). "
            "End it there with Ctrl-C, or set REDRESS_VAR to another folder.\n"
            "该数据目录的平台已在运行；请先按 Ctrl-C 结束它，或用 REDRESS_VAR 指定其他目录。"
        )
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()


def _open_door(host, port):
    """The listening address belongs to the supervisor, so a restarted web process never loses it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    door = socket.socket(family, socket.SOCK_STREAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((host, port))
        door.listen(128)
    except OSError as fault:
        sys.exit(
            f"Port {port} on {host} cannot be used ({fault.strerror}). Another program may hold it; "
            f"start with another one: python3 manage.py up --port {port + 1}\n"
            f"端口 {port} 无法使用，可能已被占用；请换一个：python3 manage.py up --port {port + 1}"
        )
    return door


def _public_url(host, door):
    """What links in messages begin with, the demo desk's own among them, unless the environment says so."""
    return f"http://{'127.0.0.1' if host in EVERYWHERE else host}:{door.getsockname()[1]}"


def _children(host, door):
    environment = dict(os.environ)
    if host not in LOOPBACK:
        environment["REDRESS_HOSTS"] = ",".join(filter(None, [environment.get("REDRESS_HOSTS"), host]))
    on_redis, on_server = bool(os.environ.get("REDIS_URL")), bool(os.environ.get("DATABASE_URL"))
    python, beat = sys.executable, VAR / "beat"
    beat.mkdir(exist_ok=True)
    web = f"-m gunicorn config.wsgi --bind fd://{door.fileno()} --worker-class gthread --threads 8"
    web += (
        f" --workers {2 if on_server else 1} --timeout 60 --graceful-timeout 5 --no-control-socket --log-level warning"
    )
    worker = "-m celery -A config.celery worker --without-gossip --without-mingle --loglevel WARNING"
    worker += " --pool prefork --concurrency 2" if on_redis else " --pool solo"
    tick = f"-m celery -A config.celery beat --loglevel WARNING --pidfile= --schedule {beat / 'schedule'}"
    return [
        Child("web", [python, *web.split()], environment, keep=(door.fileno(),)),
        Child("worker", [python, *worker.split()], environment),
        Child("beat", [python, *tick.split()], environment),
        # Goes on without queue and beat: what is due must not wait for either of them.
        Child("sweeper", [python, "-m", "config.command", "sweep_forever"], environment),
    ]


class Watch:
    """The web process starts at once; the others wait until the demo desk is told, not to act in its past."""

    def __init__(self, children, host, port, demo):
        self.children, self.host, self.port, self.demo = children, host, port, demo
        self.ending = False

    def run(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._end)
        WORKER_ALIVE.touch()
        announced = False
        while not self.ending:
            for child in self.children if self.demo is None else self.children[:1]:
                self._look_after(child)
            announced = announced or self._announce()
            self._await_demo()
            time.sleep(0.2)
        self._close()

    def _end(self, *_signal):
        if self.ending:
            for child in self.children:
                child.end_group()
        self.ending = True

    def _announce(self):
        if not _answers(self.host, self.port):
            return False
        address = f"http://{self.host}:{self.port}/"
        _say(f"\nRedress · 闭环  {address}")
        _say(f"  Back office 后台      {address}admin/")
        for line in preparation.logins():
            _say(f"  {line}")
        if self.demo:
            _say("  The demo desk is still being filled … 演示数据仍在载入，稍后刷新即可看到全部 …")
        _say(f"  Data 数据 {VAR} · Logs 日志 {VAR / 'logs'} · Ctrl-C to end 结束")
        return True

    def _await_demo(self):
        if self.demo is None or self.demo.poll() is None:
            return
        if self.demo.returncode == 0:
            preparation.DEMO_TOLD.touch()
            _say("The demo desk is complete. 演示数据已就绪。")
        else:
            _say("The demo desk is not complete; the lines above say why. 演示数据未能全部载入，原因见上。")
        WORKER_ALIVE.touch()
        self.demo = None

    def _look_after(self, child):
        if child.name == "worker" and child.process and time.time() - WORKER_ALIVE.stat().st_mtime > WORKER_SILENT:
            _say("The worker finished nothing for 15 minutes and is started anew. 后台任务长时间无响应，正在重启。")
            WORKER_ALIVE.touch()
            child.end_group()
        if child.has_died():
            code = child.process.returncode
            seconds = child.plan_restart()
            _say(
                f"{child.name} ended unexpectedly ({code}) and starts again in {seconds} s; see {child.log}. "
                f"{child.name} 意外退出，{seconds} 秒后重启。"
            )
        elif child.is_due():
            child.start()

    def _close(self):
        _say("\nEnding … 正在结束 …")
        if self.demo:
            self.demo.terminate()
            self.demo.wait()
        for child in self.children:
            child.ask_to_end()
        until = time.monotonic() + GRACE
        for child in self.children:
            if child.process:
                try:
                    child.process.wait(max(0.1, until - time.monotonic()))
                except subprocess.TimeoutExpired:
                    _say(f"{child.name} did not end in time and is stopped. {child.name} 未及时结束，已强制停止。")
            child.end_group()
        _say("Ended; the data is kept. 已结束，数据已保留。")


def _answers(host, port):
    door = http.client.HTTPConnection("127.0.0.1" if host == "0.0.0.0" else host, port, timeout=2)  # noqa: S104
    try:
        door.request("GET", "/healthz", headers={"Host": "localhost"})
        return door.getresponse().status == 200
    except OSError:
        return False
    finally:
        door.close()


def _say(sentence):
    print(sentence, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
