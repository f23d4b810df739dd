"""Scheduled work that stops is named in a sentence, by what the database saw of it last (C7, F04, F06)."""

from datetime import timedelta

import pytest
import redis
from django.db import OperationalError, connection
from django.urls import reverse
from django.utils import timezone, translation

from accounts.roles import Role
from complaints.errors import NotPermitted
from complaints.models import Deadline, Heartbeat, Runner
from complaints.services import heartbeat
from complaints.services.sweeps import MOST_ATTEMPTS
from complaints.services.sweeps.aside import set_aside, try_again
from config import work
from config.doctor import desk
from config.doctor.findings import Grade
from tests.builders import a_complaint, a_user

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def in_production(settings):
    settings.TRY_OUT = False


def beats(settings, *, worker=None, loop=None, but=()):
    """Each job was done by these runners so long ago; those named in `but` by nobody."""
    now = timezone.now()
    ages = {Runner.WORKER: worker, Runner.LOOP: loop}
    Heartbeat.objects.bulk_create(
        Heartbeat(job=job, runner=runner, finished_at=now - age)
        for job in settings.CELERY_BEAT_SCHEDULE
        for runner, age in ages.items()
        if age is not None and job not in but
    )
    return now


def said(now, language="en"):
    with translation.override(language):
        return [(finding.grade, finding.sentence) for finding in work.findings(now)]


def test_each_job_has_a_name_of_its_own(settings):
    assert set(work.LABELS) == set(settings.CELERY_BEAT_SCHEDULE)


def test_all_is_well_while_the_worker_does_it(settings, client):
    now = beats(settings, worker=MINUTE)
    assert said(now) == [(Grade.FINE, "Scheduled work is done on time.")]
    assert client.get("/healthz/work").content == b"ok\n"


def test_work_nobody_does_is_named_with_how_long_and_why(settings, client, monkeypatch):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    now = beats(settings, worker=12 * MINUTE, loop=MINUTE / 2, but=("tell_due_steps",))
    Heartbeat.objects.create(job="tell_due_steps", finished_at=now - 12 * MINUTE)
    grade, sentence = said(now, "zh-hans")[0]
    assert grade == Grade.BROKEN
    assert sentence.startswith("“提醒与告警”任务已 12 分钟没有运行：Redis 不可达")
    answer = client.get("/healthz/work")
    assert (answer.status_code, answer.content) == (503, b"unavailable\n")


def test_when_nothing_at_all_is_done_it_is_said_once(settings):
    ((grade, sentence),) = said(beats(settings))
    assert grade == Grade.BROKEN
    assert sentence.startswith("None of the repeated work is done, it has never run")
    ((_grade, sentence),) = said(beats(settings, loop=12 * MINUTE))
    assert "it has not run for 12 minutes" in sentence


def test_a_job_that_has_never_run_is_named_too(settings):
    now = beats(settings, worker=MINUTE, but=("run_imports",))
    ((grade, sentence),) = said(now)
    assert grade == Grade.BROKEN
    assert sentence.startswith("“Imports” has never run")


def test_a_stand_in_for_the_worker_is_doubtful_and_no_alarm(settings, client):
    now = beats(settings, worker=12 * MINUTE, loop=MINUTE)
    ((grade, sentence),) = said(now)
    assert grade == Grade.DOUBTFUL
    assert "The worker has not run for 12 minutes" in sentence
    assert client.get("/healthz/work").status_code == 200


@pytest.mark.parametrize(("tasks", "why"), [(0, "beat is not running"), (7, "the worker is not running")])
def test_a_queue_nobody_empties_tells_from_one_nobody_fills(settings, tmp_path, tasks, why):
    settings.REDIS_URL, settings.CELERY_BROKER_TRANSPORT_OPTIONS = "", {"data_folder_in": str(tmp_path)}
    for number in range(tasks):
        (tmp_path / f"{number}.msg").touch()
    assert why in said(beats(settings, worker=9 * MINUTE))[0][1]


def test_a_try_out_that_does_not_run_is_not_ill(settings):
    settings.TRY_OUT = True
    assert {grade for grade, _sentence in said(beats(settings, worker=99 * MINUTE))} == {Grade.DOUBTFUL}


def test_a_clock_that_went_back_is_named(settings):
    assert "clock" in said(beats(settings, worker=-60 * MINUTE))[0][1]


def test_a_round_that_broke_off_is_named_until_the_next_comes_to_its_end(settings):
    now = beats(settings, worker=MINUTE)

    def breaks(**_when):
        raise OperationalError("password of redress@10.0.0.7 refused")

    with pytest.raises(OperationalError):
        heartbeat.run("run_imports", breaks, by=None, clock=timezone.now)
    ((grade, sentence),) = said(now)
    assert (grade, "OperationalError" in sentence, "10.0.0.7" in sentence) == (Grade.DOUBTFUL, True, False)
    Heartbeat.objects.filter(job="run_imports").update(finished_at=now - 12 * MINUTE)
    assert [grade for grade, sentence in said(now) if "again and again" in sentence] == [Grade.BROKEN]
    heartbeat.run("run_imports", lambda **_when: 3, by=None, clock=timezone.now)
    assert said(timezone.now())[0][0] == Grade.FINE


def test_a_heartbeat_counts_what_was_done():
    for count in (3, 0, 4):
        heartbeat.run("run_imports", lambda count=count, **_when: count, by=None, clock=timezone.now)
    beat = Heartbeat.objects.get()
    assert (beat.count, beat.last_count, beat.runner) == (7, 4, Runner.WORKER)


def test_doctor_and_the_monitor_ask_the_same(settings, client, monkeypatch):
    beats(settings, worker=12 * MINUTE)
    assert {finding.grade for finding in desk.scheduled_work()} == {Grade.BROKEN}
    assert client.get("/healthz/work").status_code == 503

    def gone():
        raise OperationalError("gone")

    monkeypatch.setattr(connection, "cursor", gone)
    assert list(desk.scheduled_work()) == []
    assert client.get("/healthz/work").content == b"unavailable\n"


def test_redis_that_hangs_is_said_and_not_waited_for(settings, monkeypatch):
    def hangs():
        raise redis.TimeoutError

    monkeypatch.setattr(work, "tasks_waiting", hangs)
    assert "Redis does not answer" in said(beats(settings))[0][1]


@pytest.fixture
def aside(settings):
    complaint = a_complaint()
    Deadline.objects.filter(kind="solution").update(attempts=MOST_ATTEMPTS, failure="WrongKey")
    beats(settings, worker=MINUTE)
    return complaint


def test_what_stands_aside_is_named_and_tried_again_by_the_administrator(aside, client, in_english):
    administrator = a_user(Role.ADMINISTRATOR, language="en")
    client.force_login(administrator, backend="accounts.backends.RoleBackend")
    assert [(one.number, one.failure) for one in set_aside()] == [(aside.number, "WrongKey")]
    page = client.get(reverse("admin:health")).content.decode()
    assert "1 pieces of work stand aside" in page
    assert aside.number in page
    assert aside.subject not in page
    assert client.post(reverse("admin:health")).status_code == 302
    assert set_aside() == []
    assert "Try these again" not in client.get(reverse("admin:health")).content.decode()


def test_the_auditor_looks_and_does_not_touch(aside, client):
    client.force_login(a_user(Role.AUDITOR), backend="accounts.backends.RoleBackend")
    page = client.get(reverse("admin:health")).content.decode()
    assert aside.number in page
    assert 'class="work-retry"' not in page
    assert client.post(reverse("admin:health")).status_code == 403


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_the_page_asks_little_of_the_database(aside, client, role, django_assert_max_num_queries):
    client.force_login(a_user(role), backend="accounts.backends.RoleBackend")
    client.get(reverse("admin:health"))
    with django_assert_max_num_queries(12):
        client.get(reverse("admin:health"))


def test_who_has_not_the_right_may_not_try_again(aside):
    with pytest.raises(NotPermitted):
        try_again(by=a_user(Role.AGENT))
    assert len(set_aside()) == 1
