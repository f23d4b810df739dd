"""A court turns to the house: the matter, the package, and the command that tells a changed copy (ESC-7)."""

import subprocess
import sys

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.roles import Role
from complaints.states import State
from escalation.exports.making import make_waiting
from escalation.models import EvidencePackage, OutsideBody
from tests.browser.desk import PASSWORD, Desk
from tests.builders import a_complaint, a_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def checked(path):
    """Exit code and words of the command, run as a recipient would."""
    command = [sys.executable, "-m", "config.verification", str(path)]
    done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def test_a_package_is_ordered_downloaded_verified_and_a_changed_copy_is_refused(opened, tmp_path):
    page, now = opened(), timezone.now()
    complaint = a_complaint(State.EXECUTING, now=now)
    lawyer = Desk(page, a_user(Role.LEGAL, name="周律师", password=PASSWORD))
    court = OutsideBody.objects.get(code="court")
    lawyer.opens(complaint)
    lawyer.takes("open-matter", body=court.pk, claim="要求退还货款并赔偿三倍。", reference="（2026）浙民初 1 号")
    assert "提交答辩状" in page.locator("#outside").inner_text()
    lawyer.takes("note-matter", milestone="answered", words="已提交答辩状。")
    assert "提交答辩状" not in page.locator("#outside").inner_text()
    lawyer.takes("order-package", profile="court", recipient="西湖区人民法院", purpose="举证")
    assert "生成中" in page.locator("#packages").inner_text()
    assert make_waiting(now=timezone.now()) == 1
    page.reload()
    with page.expect_download() as download:
        page.locator("#packages a.cp-button").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert file.name.startswith(f"{complaint.number}-court-")
    code, told = checked(file)
    assert code == 0
    assert EvidencePackage.objects.get().fingerprint in told
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    code, told = checked(file)
    assert code == 1
    assert "do not rely on it" in told
