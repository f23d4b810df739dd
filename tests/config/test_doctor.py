"""Each fault is made for real or as near as a test may, and must come out as one sentence."""

import os
import shutil
import subprocess
import sys
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import translation

from accounts.models import User
from complaints.models import ChannelAccount
from config.demo.people import PASSWORD
from config.doctor import channels, desk, machine, search, stores
from config.doctor.findings import Grade
from config.places import KEYS_FILE, ROOT

BROKEN, DOUBTFUL, FINE = Grade.BROKEN, Grade.DOUBTFUL, Grade.FINE


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def worst(findings):
    return max(findings, key=lambda finding: finding.grade)


def with_free(monkeypatch, megabytes):
    usage = SimpleNamespace(free=megabytes * 1024 * 1024)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)


@pytest.mark.parametrize(("megabytes", "grade"), [(100, BROKEN), (1000, DOUBTFUL), (9000, FINE)])
def test_a_full_disk_is_seen_before_the_next_write_fails(monkeypatch, megabytes, grade):
    with_free(monkeypatch, megabytes)
    assert worst(machine.disk()).grade == grade


def test_keys_that_others_can_read_are_named():
    assert worst(machine.keys()).grade == FINE
    KEYS_FILE.chmod(0o644)
    try:
        found = worst(machine.keys())
    finally:
        KEYS_FILE.chmod(0o600)
    assert found.grade == BROKEN
    assert "chmod 600" in found.sentence


def test_a_data_folder_that_is_gone_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(machine, "VAR", tmp_path / "gone")
    assert worst(machine.data_folder()).grade == BROKEN


def test_pages_not_collected_say_the_command(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    assert "collectstatic" in worst(machine.pages()).sentence


def test_no_allowed_host_says_the_variable(settings):
    settings.ALLOWED_HOSTS = []
    assert "REDRESS_HOSTS" in worst(machine.hosts()).sentence


@pytest.mark.django_db
def test_a_waiting_change_of_the_database_says_the_command():
    assert worst(stores.database()).grade < BROKEN
    MigrationRecorder.Migration.objects.filter(app="complaints").order_by("-pk")[:1].get().delete()
    found = worst(stores.database())
    assert found.grade == BROKEN
    assert "1 changes" in found.sentence


def test_a_silent_database_and_a_silent_redis_are_sentences_and_the_exit_code_is_one(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "config.command", "doctor", "--lang", "en"],
        cwd=ROOT,
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "config.settings.embedded",
            "REDRESS_VAR": str(tmp_path),
            "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
            "REDIS_URL": "redis://127.0.0.1:1/0",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "✗ The database does not answer." in done.stdout
    assert "✗ Redis does not answer." in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.postgres
def test_redis_that_may_forget_work_is_named(monkeypatch):
    monkeypatch.setattr(stores.redis.Redis, "info", lambda self, section: {"maxmemory_policy": "allkeys-lru"})
    assert "noeviction" in worst(stores.queue()).sentence


def test_a_long_queue_is_doubtful(settings, tmp_path):
    settings.REDIS_URL = ""
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_in": str(tmp_path)}
    assert worst(stores.queue()).grade == FINE
    for number in range(501):
        (tmp_path / f"{number}.msg").touch()
    assert worst(stores.queue()).grade == DOUBTFUL


@pytest.mark.parametrize(("today", "grade"), [("2026-06-01", FINE), ("2026-11-22", DOUBTFUL)])
def test_a_year_without_announced_holidays_is_doubtful_in_time(time_machine, today, grade):
    time_machine.move_to(f"{today}T12:00+08:00")
    assert worst(desk.calendar()).grade == grade


@pytest.mark.django_db
def test_a_demo_login_in_production_is_broken_until_it_has_another_password(settings):
    agent = User.objects.create_user("agent", PASSWORD, name="李晓燕", role="agent")
    assert list(desk.demo_logins()) == []
    settings.TRY_OUT = False
    assert worst(desk.demo_logins()).grade == BROKEN
    agent.set_password("another password")
    agent.save()
    assert worst(desk.demo_logins()).grade == FINE


@pytest.mark.django_db
def test_the_command_ends_with_one_when_something_is_broken(settings, capsys):
    settings.ALLOWED_HOSTS = []
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", lang="en")
    assert ended.value.code == 1
    assert "begin with the first line marked" in capsys.readouterr().out


def account_for(kind):
    address = "smtps://mail.example.cn" if kind == "smtp" else "https://sms.example.cn"
    ChannelAccount.objects.create(name=kind, kind=kind, address=address, secret="s", sender="a@example.cn")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kinds", "host", "grade", "sentence"),
    [
        ((), "", BROKEN, "No message to a customer can leave"),
        (("signed_sms",), "", DOUBTFUL, "E-mail cannot leave"),
        (("smtp",), "", DOUBTFUL, "SMS cannot leave"),
        ((), "mail.example.cn", DOUBTFUL, "SMS cannot leave"),
        (("signed_sms", "smtp"), "", FINE, "can leave by: SMS, E-mail"),
    ],
)
def test_channels_that_lead_nowhere_are_named(settings, kinds, host, grade, sentence):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", host
    settings.OUTBOX_FOLDER = None
    for kind in kinds:
        account_for(kind)
    found = worst(channels.channels())
    assert found.grade == grade
    assert sentence in found.sentence


@pytest.mark.django_db
def test_a_try_out_says_where_its_messages_lie(settings, tmp_path):
    settings.OUTBOX_FOLDER = tmp_path
    (found,) = channels.channels()
    assert (found.grade, str(tmp_path) in found.sentence) == (FINE, True)


@pytest.mark.postgres
@pytest.mark.django_db
def test_a_library_without_trigrams_says_the_statements():
    assert worst(search.search()).grade == FINE
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX search_term_parts")
    found = worst(search.search())
    assert found.grade == DOUBTFUL
    assert "CREATE EXTENSION pg_trgm" in found.sentence
