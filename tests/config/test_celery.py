"""The defaults that lose, repeat or pile up work, each set by hand; the first table is read from a fresh process."""

import json
import os
import subprocess
import sys

import pytest

from config.celery import app
from config.places import ROOT

READ = """
import json
import django
django.setup()
from django.conf import settings
names = [name for name in dir(settings) if name.startswith("CELERY_")]
print(json.dumps({name: getattr(settings, name) for name in names}))
"""


def settings_with(tmp_path, **environment):
    ours = os.environ | {"REDRESS_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings.embedded"}
    done = subprocess.run(
        [sys.executable, "-c", READ], cwd=ROOT, env=ours | environment, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("task_acks_late", True),
        ("task_reject_on_worker_lost", True),
        ("task_acks_on_failure_or_timeout", True),
        ("worker_prefetch_multiplier", 1),
        ("task_time_limit", 600),
        ("task_soft_time_limit", 540),
        ("task_ignore_result", True),
        ("result_backend", None),
        ("worker_eta_task_limit", 100),
        ("worker_soft_shutdown_timeout", 10),
        ("worker_max_tasks_per_child", 1000),
        ("task_serializer", "json"),
        ("accept_content", ["json"]),
        ("timezone", "UTC"),
        ("enable_utc", True),
        ("task_publish_retry", False),
        ("broker_connection_timeout", 1),
        ("broker_connection_retry_on_startup", True),
        ("broker_connection_max_retries", None),
        ("worker_cancel_long_running_tasks_on_connection_loss", True),
        ("task_default_queue", "redress"),
        ("beat_max_loop_interval", 5),
    ],
)
def test_what_matters_is_not_left_to_a_default(name, value):
    assert app.conf[name] == value


def test_every_repeated_job_expires_before_the_next_and_none_is_planned_far_ahead():
    schedule = app.conf.beat_schedule
    assert {entry["task"].rpartition(".")[2] for entry in schedule.values()} == {
        "ask_customers",
        "ask_shop",
        "count_figures",
        "keep_training",
        "end_waits",
        "fetch_media",
        "find_incidents",
        "make_exports",
        "make_packages",
        "pull_wecom",
        "read_news",
        "tell_due_approvals",
        "tell_due_care",
        "recount_changed",
        "run_imports",
        "send_calls",
        "fetch_mail",
        "send_deliveries",
        "send_notices",
        "serve_members",
        "tell_affected",
        "tell_due_steps",
        "look_for_surges",
        "make_reports",
        "send_reports",
        "check_improvements",
        "nominate_by_rule",
        "tell_stale",
        "remind_of_causes",
        "tell_cause_members",
    }
    assert all(entry["options"]["expires"] <= entry["schedule"] <= 60 for entry in schedule.values())


def test_a_worker_finds_every_repeated_job():
    app.loader.import_default_modules()
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)


def test_redis_gives_a_running_task_to_nobody_else_and_delays_a_request_a_second_at_most(tmp_path):
    read = settings_with(tmp_path, REDIS_URL="redis://127.0.0.1:6379/14")
    transport = read["CELERY_BROKER_TRANSPORT_OPTIONS"]
    assert read["CELERY_BROKER_URL"] == "redis://127.0.0.1:6379/14"
    assert transport["visibility_timeout"] > read["CELERY_TASK_TIME_LIMIT"]
    assert transport["socket_connect_timeout"] <= 1
    assert transport["global_keyprefix"] == "redress:"


def test_without_redis_the_queue_is_a_folder_among_the_data(tmp_path):
    read = settings_with(tmp_path, REDIS_URL="")
    transport = read["CELERY_BROKER_TRANSPORT_OPTIONS"]
    assert read["CELERY_BROKER_URL"] == "filesystem://"
    assert transport["data_folder_in"] == transport["data_folder_out"] == str(tmp_path / "queue" / "messages")
    assert transport["polling_interval"] == 0.2
