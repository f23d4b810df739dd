"""An import whose worker is killed again and again: nothing half is ever seen, nothing is lost or doubled (F18)."""

import os
import signal
import subprocess
import sys

import pytest
from django.db import connection
from django.utils import timezone

from accounts.roles import Role
from complaints.imports import batches
from complaints.models import Complaint, ImportBatch, ImportRow, ImportState
from complaints.services.record import faults_of, missing_numbers
from complaints.states import Channel
from config.places import KEYS_FILE, ROOT
from tests.builders import a_user
from tests.complaints.files import a_csv, lines
from tests.complaints.importing import kept
from tests.faults.machinery import eventually

pytestmark = [pytest.mark.faults, pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROWS = 200


class Worker:
    def __init__(self, folder):
        server = connection.settings_dict
        self.log = open(folder / "importer.log", "ab")  # noqa: SIM115 — it lives as long as the worker
        self.environment = os.environ | {
            "DATABASE_URL": "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**server),
            "REDRESS_VAR": str(folder),
            "REDRESS_KEYS_FILE": str(KEYS_FILE),
            "DJANGO_SETTINGS_MODULE": "config.settings.embedded",
        }
        self.begin()

    def begin(self):
        command = [sys.executable, "-m", "tests.faults.importer"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stdout=self.log, stderr=self.log, start_new_session=True
        )

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def end(self):
        self.kill()
        self.log.close()


@pytest.fixture
def worker(settings, tmp_path, transactional_db):
    settings.MEDIA_ROOT = tmp_path / "evidence"
    worker = Worker(tmp_path)
    yield worker
    worker.end()


def test_f18_killed_at_each_tenth_it_is_all_or_nothing_and_nothing_twice(worker, tmp_path):
    agent = a_user(Role.SUPERVISOR)
    batch = kept(a_csv(lines(ROWS)), agent, now=timezone.now()).batch
    batches.choose_columns(
        batch.pk, mapping=batch.mapping, preset=batch.preset, channel=Channel.PHONE, by=agent, now=timezone.now()
    )
    told = []

    def now_of(*states):
        known = ImportBatch.objects.get(pk=batch.pk)
        told.append(known.percent)
        return known.state in states and known

    assert eventually(lambda: now_of(ImportState.CHECKED)), (tmp_path / "importer.log").read_text()
    told.clear()
    batches.confirm(batch.pk, by=agent, now=timezone.now())
    for tenth in range(1, 11):
        if eventually(lambda tenth=tenth: now_of(ImportState.IMPORTED) or told[-1] >= tenth * 10 - 5):
            worker.kill()
            seen = Complaint.objects.count()
            assert seen in {0, ROWS}
            assert seen == 0 or ImportBatch.objects.get(pk=batch.pk).state == ImportState.IMPORTED
            worker.begin()
    assert eventually(lambda: now_of(ImportState.IMPORTED)), (tmp_path / "importer.log").read_text()
    assert told == sorted(told), "progress went back"
    assert Complaint.objects.count() == ROWS
    assert not ImportRow.objects.exists()
    assert missing_numbers() == []
    assert all(faults_of(complaint) == [] for complaint in Complaint.objects.all())
    again = kept(a_csv(lines(ROWS)), agent, now=timezone.now())
    assert (again.is_new, again.batch.pk) == (False, batch.pk)
