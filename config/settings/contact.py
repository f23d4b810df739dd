"""How customers reach us and we reach them."""

import os

#: Where the customer's pages are, as customers type it; links in messages are made from this, never from a request.
PUBLIC_URL = os.environ.get("REDRESS_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")

EVIDENCE_MAX_BYTES = 50 * 1024 * 1024

#: Messages on a channel without an account are written here as files; None sends them by another channel or parks them.
OUTBOX_FOLDER = None

DEFAULT_FROM_EMAIL = os.environ.get("REDRESS_FROM_EMAIL", "redress@localhost")
#: Serves until an e-mail account is set up in the back office; without either, e-mails are parked.
EMAIL_HOST = os.environ.get("REDRESS_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("REDRESS_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("REDRESS_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("REDRESS_SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("REDRESS_SMTP_TLS", "") == "1"
EMAIL_TIMEOUT = 10
