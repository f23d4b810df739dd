"""`manage.py test`: the whole suite on SQLite, then all that meets a database on PostgreSQL and Redis.

Where they do not answer that half is skipped, loudly.
"""

import argparse
import os
import subprocess
import sys
from urllib.parse import urlsplit, urlunsplit

import psycopg
import redis

from config.places import ROOT

POSTGRES = os.environ.get("DATABASE_URL") or "postgres://postgres@127.0.0.1:5432/postgres"
REDIS = os.environ.get("REDIS_URL") or "redis://127.0.0.1:6379/15"
NAMES = {"sqlite": "SQLite", "postgres": "PostgreSQL + Redis"}


def main(arguments):
    parser = argparse.ArgumentParser(prog="manage.py test", description="Everything else is handed to pytest.")
    parser.add_argument("--only", choices=NAMES)
    chosen, handed_on = parser.parse_known_args(arguments)
    results = {}
    for name in [chosen.only] if chosen.only else NAMES:
        missing = _missing() if name == "postgres" else None
        if missing:
            results[name] = f"SKIPPED, NOT RUN: {missing}"
        else:
            print(f"\n=== {NAMES[name]} ===", flush=True)
            results[name] = _run(name, handed_on)
    print()
    for name, result in results.items():
        print(f"=== {NAMES[name]}: {'passed' if result == 0 else result if isinstance(result, str) else 'FAILED'}")
    skipped = [result for result in results.values() if isinstance(result, str)]
    failed = any(result for result in results.values() if result not in skipped)
    return int(failed or bool(skipped and (chosen.only or os.environ.get("CI") == "true")))


def _run(name, handed_on):
    environment = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL")}
    environment |= {"DJANGO_SETTINGS_MODULE": "config.settings.test"}
    if name == "postgres":
        # A database name of its own, so that two runs on one server never meet.
        own = urlunsplit(urlsplit(POSTGRES)._replace(path=f"/redress_{os.getpid()}"))
        environment |= {"DATABASE_URL": own, "REDIS_URL": REDIS}
    arguments = handed_on or ["-n", "2", "--dist", "worksteal"]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *arguments], cwd=ROOT, env=environment, check=False
    ).returncode


def _missing():
    try:
        psycopg.connect(POSTGRES, connect_timeout=3).close()
    except psycopg.OperationalError:
        return f"no PostgreSQL answers at {_shown(POSTGRES)}; set DATABASE_URL"
    try:
        redis.Redis.from_url(REDIS, socket_connect_timeout=3).ping()
    except redis.RedisError:
        return f"no Redis answers at {_shown(REDIS)}; set REDIS_URL"
    return None


def _shown(url):
    """The address without the password."""
    return urlsplit(url).netloc.rpartition("@")[2]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
