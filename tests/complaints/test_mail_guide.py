"""The guide to posted mail is carried out: its curl and the command its postfix runs, against a running server."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from complaints.models import Complaint
from tests.complaints.test_mail_posting import a_posted_mailbox
from tests.mail_servers import a_mail

pytestmark = pytest.mark.django_db

GUIDES = [Path(settings.BASE_DIR) / "docs" / "how-to" / name for name in ("mail.md", "mail.zh-CN.md")]
PLACE = "/etc/redress-post"


def blocks(guide):
    return re.findall(r"```(?:sh)?\n(.*?)```", guide.read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture
def commands(live_server, tmp_path):
    """What the guide says to run, by its settings filled in for a mailbox: (with a mail in a file, as postfix does)."""
    if shutil.which("curl") is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("curl is not installed")
    mailbox, secret = a_posted_mailbox()
    written, by_hand, postfix = blocks(GUIDES[0])
    door = live_server.url + reverse("api:mail", args=[mailbox.uuid])
    written = written.replace("https://desk.example.cn/api/v1/mail/<id>/mime", door).replace("<secret>", secret)
    assert door in written
    (tmp_path / "settings").write_text(written, encoding="utf-8")
    (tmp_path / "mail.eml").write_bytes(a_mail().as_bytes())
    (piped,) = re.findall(r"argv=/bin/sh -c \{(.*)\}", postfix)
    return tuple(one.replace(PLACE, str(tmp_path / "settings")) for one in (by_hand, f"({piped}) < mail.eml"))


def run(command, folder):
    return subprocess.run(["/bin/sh", "-c", command], cwd=folder, capture_output=True, timeout=60).returncode


def test_what_the_guide_says_brings_a_mail_and_keeps_it_where_it_cannot(commands, tmp_path):
    assert [run(one, tmp_path) for one in commands] == [0, 0]
    assert Complaint.objects.get().subject == "保温壶漏水"
    settings_file = tmp_path / "settings"
    settings_file.write_text(settings_file.read_text().replace("mail:", "mail:not"), encoding="utf-8")
    assert run(commands[1], tmp_path) == 75, "postfix tries again"


def test_both_languages_show_the_same_settings_and_commands():
    assert blocks(GUIDES[0]) == blocks(GUIDES[1])
