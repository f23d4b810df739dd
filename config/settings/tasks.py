"""Celery: tasks carry ids only, rows in the database are the work; beat and wake-ups merely make it sooner."""

import os

from config.places import VAR

REDIS_URL = os.environ.get("REDIS_URL", "")
QUEUE = VAR / "queue"

CELERY_BROKER_URL = REDIS_URL or "filesystem://"
if REDIS_URL:
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        # Longer than the longest task, or Redis hands a running one to a second worker.
        "visibility_timeout": 900,
        # A Redis that is down may cost a request one second, never more.
        "socket_connect_timeout": 1,
        "socket_timeout": 5,
        "socket_keepalive": True,
        "health_check_interval": 30,
        "retry_on_timeout": False,
        "max_retries": 0,
        "global_keyprefix": "redress:",
    }
else:
    CELERY_BROKER_TRANSPORT = "config.queue_files:Transport"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(QUEUE / "messages"),
        "data_folder_out": str(QUEUE / "messages"),
        "control_folder": str(QUEUE / "control"),
        "polling_interval": 0.2,
    }
CELERY_BROKER_CONNECTION_TIMEOUT = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_PUBLISH_RETRY = False

CELERY_TASK_ACKS_LATE = True
CELERY_TASK_ACKS_ON_FAILURE_OR_TIMEOUT = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_STORE_ERRORS_EVEN_IF_IGNORED = False
CELERY_TASK_DEFAULT_QUEUE = "redress"
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_RESULT_BACKEND = None

CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000
CELERY_WORKER_ETA_TASK_LIMIT = 100
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_WORKER_SEND_TASK_EVENTS = False

CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat" / "schedule")
CELERY_BEAT_MAX_LOOP_INTERVAL = 5
# A tick is worthless once the next one is due: a backlog of sweeps would only repeat the same search.
CELERY_BEAT_SCHEDULE = {
    name: {"task": f"{app}.tasks.{name}", "schedule": seconds, "options": {"expires": seconds}}
    for app, name, seconds in (
        ("complaints", "tell_due_steps", 15),
        ("escalation", "tell_due_approvals", 15),
        ("complaints", "read_news", 5),
        ("complaints", "send_deliveries", 10),
        ("complaints", "send_notices", 10),
        ("complaints", "send_calls", 10),
        ("complaints", "ask_shop", 5),
        ("complaints", "fetch_mail", 20),
        ("complaints", "end_waits", 30),
        ("complaints", "tell_due_care", 60),
        ("complaints", "recount_changed", 60),
        ("complaints", "fetch_media", 15),
        ("complaints", "pull_wecom", 5),
        ("complaints", "run_imports", 15),
        ("complaints", "make_exports", 5),
        ("escalation", "find_incidents", 5),
        ("escalation", "serve_members", 10),
        ("escalation", "tell_affected", 15),
        ("review", "look_for_surges", 60),
        ("review", "count_figures", 5),
        ("review", "tell_cause_members", 10),
        ("review", "remind_of_causes", 60),
        ("review", "ask_customers", 15),
        ("review", "check_improvements", 60),
        ("review", "make_reports", 60),
        ("review", "send_reports", 20),
        ("knowledge", "nominate_by_rule", 60),
        ("knowledge", "tell_stale", 60),
        ("knowledge", "keep_training", 60),
    )
}
CELERY_BEAT_SCHEDULE["make_packages"] = {
    "task": "escalation.tasks.make_packages",
    "schedule": 5,
    "options": {"expires": 5},
}
