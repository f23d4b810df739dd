"""Makes `.venv` from the hash-locked files, then continues inside it. Standard library only."""

import fcntl
import hashlib
import importlib.util
import json
import os
import subprocess
import sys

from config.places import ROOT

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "redress.json"
RUN, DEV = "requirements.lock", "requirements-dev.lock"
# Compiled on first use: compiling everything at once costs a third of the installation.
PIP_OPTIONS = [
    "--require-hashes",
    "--no-deps",
    "--no-compile",
    "--disable-pip-version-check",
    "--no-input",
    "--progress-bar=off",
]
NEEDS_DEV = {"test", "lint"}
PLAIN = {
    "up": "config.supervisor",
    "make_keys": "config.keys",
    "verify_package": "config.verification",
    "test": "config.testing",
    "lint": "config.linting",
}


def run(arguments):
    """Carry out `manage.py <arguments>` inside the environment; does not return."""
    command = arguments[0] if arguments else "help"
    _ready([RUN, DEV] if command in NEEDS_DEV else [RUN])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.embedded")
    tail = ["-m", PLAIN[command], *arguments[1:]] if command in PLAIN else ["-m", "config.command", *arguments]
    os.chdir(ROOT)
    os.execv(PYTHON, [str(PYTHON), *tail])


def _ready(locks):
    if _up_to_date(locks):
        return
    with open(ROOT / ".venv.lock", "w") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        if _up_to_date(locks):
            return
        stamp = _stamp()
        if not stamp or not PYTHON.exists():
            _make_venv()
            stamp = {}
        wanted = [lock for lock in (RUN, DEV) if lock in locks or lock in stamp]
        for lock in wanted:
            _install(lock)
        STAMP.write_text(json.dumps({"python": _version()} | {lock: _digest(lock) for lock in wanted}))


def _up_to_date(locks):
    stamp = _stamp()
    return PYTHON.exists() and all(stamp.get(lock) == _digest(lock) for lock in locks)


def _stamp():
    try:
        stamp = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}
    # A venv belongs to one Python: after `pyenv` or a system upgrade it is built anew.
    return stamp if stamp.get("python") == _version() else {}


def _version():
    return "%d.%d" % sys.version_info[:2]


def _digest(lock):
    return hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()


def _make_venv():
    if importlib.util.find_spec("ensurepip") is None:
        sys.exit(
            "This Python cannot make environments: run `apt install python3-venv` as root, then start again.\n"
            "当前 Python 缺少 venv：请以 root 运行 apt install python3-venv 后重试。"
        )
    _say("Preparing the Python environment (once) … 正在准备 Python 环境（仅首次）…")
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True, check=False
    )
    if made.returncode:
        sys.exit(f"The environment could not be made in {VENV}. 无法创建运行环境：\n{_tail(made.stdout + made.stderr)}")


def _install(lock):
    total = sum("==" in line for line in (ROOT / lock).read_text().splitlines())
    _say(f"Installing {total} packages from {lock} … 正在安装依赖 …")
    pip = subprocess.Popen(
        [str(PYTHON), "-m", "pip", "install", *PIP_OPTIONS, "-r", str(ROOT / lock)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said, done = [], 0
    for line in pip.stdout or ():
        said.append(line)
        if line.startswith(("Collecting ", "Requirement already satisfied")):
            done += 1
            if done % 12 == 0:
                _say(f"  {done}/{total}")
        elif line.startswith("Installing collected"):
            _say("  Unpacking … 正在解包 …")
    if pip.wait():
        sys.exit(
            f"{_tail(''.join(said))}\nThe packages could not be installed. Check the connection to the package index "
            "(the lines above say what was missing) and start again.\n依赖安装失败：请检查到软件包源的网络连接后重试。"
        )


def _tail(text):
    return "\n".join(text.splitlines()[-8:])


def _say(sentence):
    print(sentence, file=sys.stderr, flush=True)
