"""Brings the data folder up to date, and skips it in no time when nothing changed. Standard library only."""

import hashlib
import os
import subprocess
import sys

from config.children import dies_with
from config.places import KEYS_FILE, ROOT, VAR

STAMP = VAR / "prepared"
LOGINS = VAR / "logins.txt"
DEMO_TOLD = VAR / "demo-told"
WATCHED = ("*/migrations/*.py", "*/presets/**/*", "*/static/**/*", "static/**/*", "requirements.lock")


def prepare(*, demo):
    wanted = _fingerprint(demo)
    if _is_prepared(wanted):
        return
    arguments = [] if demo else ["--no-demo"]
    done = subprocess.run([sys.executable, "-m", "config.command", "prepare", *arguments], cwd=ROOT, check=False)
    if done.returncode:
        sys.exit(
            "The desk could not be prepared; the lines above say why. `python3 manage.py doctor` says more.\n"
            "准备未完成，原因见上；可运行 python3 manage.py doctor 检查。"
        )
    STAMP.write_text(wanted)


def start_demo():
    """Tells the demo desk beside the web process: the first page need not wait for ninety stories."""
    print("Demo desk 演示数据 …", flush=True)
    return subprocess.Popen(
        [sys.executable, "-m", "config.command", "load_demo"],
        cwd=ROOT,
        start_new_session=True,
        preexec_fn=dies_with(os.getpid()),
    )


def demo_is_told():
    return _is_a_file() and DEMO_TOLD.exists()


def logins():
    return LOGINS.read_text().splitlines() if LOGINS.exists() else []


def _is_prepared(wanted):
    return _is_a_file() and KEYS_FILE.exists() and STAMP.exists() and STAMP.read_text() == wanted


def _is_a_file():
    # A database server may have been emptied behind our back; only a file can be looked at.
    return not os.environ.get("DATABASE_URL") and (VAR / "redress.sqlite3").exists()


def _fingerprint(demo):
    digest = hashlib.sha256(str(demo).encode())
    for pattern in WATCHED:
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file() and _is_source(path):
                digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()


def _is_source(path):
    # What preparing itself collects into the data folder is no change.
    return "__pycache__" not in path.parts and not path.is_relative_to(VAR)
