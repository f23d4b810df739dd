"""Embedded, in a folder of its own, with nothing that waits."""

import atexit
import os
import shutil
import tempfile

# Every test process has its own data folder: what one writes the other never reads.
os.environ["REDRESS_VAR"] = tempfile.mkdtemp(prefix="redress-test-")
atexit.register(shutil.rmtree, os.environ["REDRESS_VAR"], ignore_errors=True)
os.environ.pop("REDRESS_KEYS_FILE", None)

from config.settings.embedded import *  # noqa: E402 — embedded reads the folder
from config.settings.embedded import CELERY_BROKER_TRANSPORT_OPTIONS, DATABASES  # noqa: E402

if "postgresql" in DATABASES["default"]["ENGINE"]:
    # What a test commits need not outlive the server.
    DATABASES["default"]["OPTIONS"] = {"options": "-c synchronous_commit=off"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# Before the app is first read, or the real broker stays in use.
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = CELERY_BROKER_TRANSPORT_OPTIONS | {"polling_interval": 0.05}
WHITENOISE_AUTOREFRESH = True
AXES_ENABLED = False
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
