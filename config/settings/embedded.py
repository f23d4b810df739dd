"""A desk on one machine: keys are made on the first start, plain http on the loopback address."""

import os

from config.keys import make_if_missing
from config.places import KEYS_FILE, VAR

make_if_missing(KEYS_FILE)

from config.settings.base import *  # noqa: E402 — base reads the keys
from config.settings.base import QUEUE, UNFOLD  # noqa: E402

ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *filter(None, os.environ.get("REDRESS_HOSTS", "").split(","))]
CSRF_TRUSTED_ORIGINS = []
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = False
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
TRY_OUT = True
UNFOLD = UNFOLD | {"ENVIRONMENT": "config.labels.environment"}

for _folder in ("messages", "control"):
    (QUEUE / _folder).mkdir(parents=True, exist_ok=True)

# A try-out sends nothing: messages lie here as files.
OUTBOX_FOLDER = VAR / "outbox"
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR / "outbox"
