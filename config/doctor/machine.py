"""What the machine itself must offer: a Python, a writable data folder, room, keys, pages."""

import platform
import shutil
import stat
import tempfile
from datetime import UTC, datetime

import django
from django.conf import settings
from django.utils.translation import gettext as _

from complaints.typesetting.press import NotSet, typeset
from config.doctor.findings import broken, doubtful, fine
from config.places import KEYS_FILE, VAR

MB = 1024 * 1024
SCARCE, NONE_LEFT = 2000 * MB, 200 * MB


def versions():
    yield fine(_("Python %(python)s, Django %(django)s."), python=platform.python_version(), django=django.__version__)


def data_folder():
    try:
        with tempfile.TemporaryFile(dir=VAR):
            yield fine(_("The data folder %(folder)s can be written."), folder=VAR)
    except OSError as fault:
        yield broken(
            _("The data folder %(folder)s cannot be written (%(why)s). Give it to the account Redress runs as."),
            folder=VAR,
            why=fault.strerror,
        )


def disk():
    free = shutil.disk_usage(VAR if VAR.exists() else VAR.parent).free
    if free < NONE_LEFT:
        yield broken(_("Only %(free)s MB are free. Make room: the next write may fail."), free=free // MB)
    elif free < SCARCE:
        yield doubtful(_("Only %(free)s MB are free. Make room soon."), free=free // MB)
    else:
        yield fine(_("%(free)s MB of disk are free."), free=free // MB)


def keys():
    mode = stat.S_IMODE(KEYS_FILE.stat().st_mode)
    if mode & 0o077:
        yield broken(
            _("The key file %(file)s can be read by others. Run: chmod 600 %(file)s — and think of new keys."),
            file=KEYS_FILE,
        )
    else:
        yield fine(_("The key file is there and closed to others. Is it backed up, apart from the database?"))


def pages():
    if (settings.STATIC_ROOT / "staticfiles.json").exists():
        yield fine(_("The page files are collected."))
    else:
        yield broken(_("The page files are not collected. Run: python3 manage.py collectstatic --no-input"))


def hosts():
    if settings.ALLOWED_HOSTS:
        yield fine(_("Pages are served for %(hosts)s."), hosts=", ".join(settings.ALLOWED_HOSTS))
    else:
        yield broken(_("No host name is allowed. Set REDRESS_HOSTS to the names of this desk, joined by commas."))


def printing():
    letter = {
        "title": "Redress",
        "house": "Redress",
        "lang": "zh",
        "running": ["", ""],
        "foot": "",
        "page_words": [""] * 3,
    }
    letter |= {"reference": "", "salutation": "", "sections": [], "close": []}
    try:
        typeset("letter", letter, at=datetime.now(UTC))
    except (NotSet, OSError) as fault:
        yield broken(
            _("No PDF can be made (%(why)s). Start Redress with manage.py once, so that its packages are complete."),
            why=str(fault)[:200],
        )
    else:
        yield fine(_("PDF documents can be made, with the Chinese fonts that come along."))
