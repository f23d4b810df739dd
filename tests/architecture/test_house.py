"""The laws of the house that neither the linter nor the layer contracts can see."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import ForeignKey, ManyToManyField, OneToOneField

ROOT = Path(settings.BASE_DIR)
APPS = ("accounts", "complaints", "escalation", "review", "knowledge", "config")
SOURCES = sorted(
    path
    for app in (*APPS, "tests", "bench")
    for path in (ROOT / app).rglob("*.py")
    if "migrations" not in path.parts and "__pycache__" not in path.parts
)
PRODUCT = [path for path in SOURCES if path.relative_to(ROOT).parts[0] in APPS]
LONGEST = 300
# Only what sends wake-ups after the commit may put a task on the queue.
DISPATCHERS = {"complaints/wakeup.py"}
# The guarded client and what it stands on (A14); the supervisor asks its own children whether they live.
TALKERS = {
    "complaints/channels/http.py",
    "complaints/channels/inbox.py",
    "complaints/channels/mail.py",
    "complaints/channels/names.py",
    "config/supervisor.py",
}
# Django asks a user for rights without handing over a moment, and delegations have dates.
CLOCK_READERS = {"accounts/models/user.py"}

# The digest of a request tells its sender whether it is the same request, and nothing they do not know.
NO_SECRETS = {"complaints/api/once.py"}


def name_of(path):
    return str(path.relative_to(ROOT))


def calls(path):
    return [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]


def imported(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def called_name(call):
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_no_file_is_longer_than_a_person_reads_at_once(path):
    assert len(path.read_text().splitlines()) <= LONGEST


def test_no_room_is_named_after_nothing():
    nameless = {"utils", "helpers", "managers", "misc", "common"}
    assert [name_of(path) for path in SOURCES if nameless & {path.stem, path.parent.name}] == []


def test_no_text_is_called_safe_by_hand():
    assert [name_of(path) for path in PRODUCT for call in calls(path) if called_name(call) == "mark_safe"] == []


def test_no_form_or_serializer_opens_every_field():
    everything = re.compile(r"""fields\s*=\s*["']__all__["']""")
    assert [name_of(path) for path in PRODUCT if everything.search(path.read_text())] == []


def test_secrets_are_compared_in_constant_time():
    """A06: `==` stops at the first wrong letter, and a patient listener hears where."""
    secret = re.compile(r"(^|_)(secret|signature|mac|token|digest)$")
    compared = [
        name_of(path)
        for path in PRODUCT
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Compare) and any(isinstance(sign, ast.Eq | ast.NotEq) for sign in node.ops)
        for side in (node.left, *node.comparators)
        if secret.search(getattr(side, "attr", getattr(side, "id", "")))
    ]
    assert set(compared) <= NO_SECRETS


def test_what_a_stranger_names_is_never_handed_to_the_database():
    """A24: `filter(**request.GET)` lets whoever asks choose the columns."""
    outside = re.compile(r"\*\*\s*(self\.)?request\.(GET|POST|data|query_params)")
    assert [name_of(path) for path in PRODUCT if outside.search(path.read_text())] == []


def test_nothing_of_ours_is_read_by_pickle():
    """A49: what lies in a queue or a cache must not run."""
    unsafe = re.compile(r"(pickle|marshal|shelve|dill)(\.|$)")
    assert [name_of(path) for path in PRODUCT if any(unsafe.match(name) for name in imported(path))] == []
    assert settings.CELERY_ACCEPT_CONTENT == ["json"]


def test_tasks_are_put_on_the_queue_in_one_place_only():
    sending = {"delay", "apply_async", "send_task", "delay_on_commit"}
    senders = {name_of(path) for path in PRODUCT for call in calls(path) if called_name(call) in sending}
    assert senders <= DISPATCHERS


def test_only_the_guarded_door_speaks_to_other_machines():
    names = "http urllib.request requests httpx aiohttp urllib3 socket ssl smtplib imaplib ftplib"
    clients = re.compile(rf"({'|'.join(map(re.escape, names.split()))})(\.|$)")
    talkers = {name_of(path) for path in PRODUCT if any(clients.match(name) for name in imported(path))}
    assert talkers <= TALKERS


def test_services_and_models_do_not_read_the_clock():
    readers = {
        name_of(path)
        for path in PRODUCT
        for call in calls(path)
        if called_name(call) in ("now", "localdate", "today") and {"services", "models", "deadlines"} & set(path.parts)
    }
    assert readers <= CLOCK_READERS


def test_a_key_that_crosses_apps_leaves_no_trace_on_the_other_side():
    crossing = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in APPS
        for field in model._meta.get_fields(include_hidden=True)
        if isinstance(field, ForeignKey | OneToOneField | ManyToManyField)
        and field.related_model._meta.app_label in set(APPS) - {model._meta.app_label}
        # Django gives each end of a many-to-many without a trace a name of its own that ends so.
        and not (field.remote_field.related_name or "").endswith("+")
        and not model._meta.auto_created
    ]
    assert crossing == []


def test_nothing_names_a_machine_or_a_workplace():
    here = re.compile(r"/work/|/opt/(?:pypi|wheels)|/root/")
    shipped = [path for path in ROOT.iterdir() if path.suffix in (".toml", ".lock", ".md", ".py")] + PRODUCT
    assert [name_of(path) for path in shipped if here.search(path.read_text())] == []
