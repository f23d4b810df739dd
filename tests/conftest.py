"""What every test stands on: no network, no browser guess, and skips that cannot be overlooked."""

import os
import shutil
import socket
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import HealthCheck, settings
from hypothesis.configuration import set_hypothesis_home_dir

from tests import schema
from tests.builders import presets
from tests.kept import Kept

LOOPBACK = ("127.0.0.1", "::1", "localhost")
CHROMIUM = os.environ.get("CHROMIUM_PATH") or shutil.which("chromium") or shutil.which("chromium-browser")
# The same examples on every machine; a slow one is no fault, and nothing is remembered between runs.
settings.register_profile(
    "house",
    max_examples=100,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("house")
set_hypothesis_home_dir(Path(django_settings.BASE_DIR) / "var" / "cache" / "hypothesis")
IN_CI = os.environ.get("CI") == "true"


def pytest_collection_modifyitems(config, items):
    on_postgres = os.environ.get("DATABASE_URL", "").startswith("postgres")
    # Whoever asks for nothing else is given it.
    if on_postgres and any(map(_may_differ, items)):
        config.hook.pytest_deselected(items=[item for item in items if not _may_differ(item)])
        items[:] = filter(_may_differ, items)
    for item in items:
        if item.get_closest_marker("postgres") and not on_postgres:
            item.add_marker(pytest.mark.skip(reason="needs PostgreSQL: run with --only postgres"))
        if item.get_closest_marker("browser") and not CHROMIUM and not IN_CI:
            item.add_marker(pytest.mark.skip(reason="NO CHROMIUM: apt install chromium, or set CHROMIUM_PATH"))


def _may_differ(item):
    """Between the two databases: pytest-django keeps every other test from both, so once is enough."""
    if item.get_closest_marker("either_database"):
        return False
    is_marked = item.get_closest_marker("django_db") or item.get_closest_marker("postgres")
    return is_marked or not {"db", "transactional_db"}.isdisjoint(item.fixturenames)


@pytest.fixture(scope="session")
def begins_as_a_copy(django_db_modify_db_settings_parallel_suffix, django_db_blocker):
    with django_db_blocker.unblock():
        return schema.begin_with_a_copy()


@pytest.fixture(scope="session")
def django_db_setup(begins_as_a_copy, django_db_setup, django_db_keepdb, django_db_blocker):
    """The presets stand in the database from the beginning; a test that commits hands it on as it found it."""
    with django_db_blocker.unblock():
        if not (begins_as_a_copy or django_db_keepdb):
            schema.keep_a_copy()
        empty = Kept()
        presets()
        loaded = Kept()
    with pytest.MonkeyPatch.context() as django:
        django.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: loaded.put_back())
        yield empty
    if django_db_keepdb:
        with django_db_blocker.unblock():
            empty.put_back()


@pytest.fixture
def empty_desk(db, django_db_setup):
    """The database as the migrations left it, before anybody loaded the presets."""
    django_db_setup.put_back()


@pytest.fixture(scope="session")
def chromium_path():
    """Where Debian keeps the browser; on the build machine its absence is a failure, not a skip."""
    assert CHROMIUM, "Chromium is missing on the build machine: apt install chromium"
    return CHROMIUM


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch):
    """A test that reaches for the network has left the house."""
    connect = socket.socket.connect

    def guarded(self, address):
        if isinstance(address, tuple) and address[0] not in LOOPBACK:
            raise AssertionError(f"a test tried to reach {address[0]}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture
def in_english():
    """Sentences are looked at in their source language."""
    with translation.override("en"):
        yield


@pytest.fixture
def on_postgres():
    return connection.vendor == "postgresql"
