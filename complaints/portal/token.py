"""The secret in a form page: says when the page was made and makes sending it twice one complaint."""

import hashlib
import secrets
from datetime import timedelta

from django.core import signing

_SIGNER = signing.TimestampSigner(salt="complaints.portal.form")
_LIFE = timedelta(hours=12)
_QUICKEST = timedelta(seconds=2)


class Unusable(Exception):
    """Not our token, or one too old."""


class TooQuick(Exception):
    """No person fills the form in that fast."""


def new():
    return _SIGNER.sign(secrets.token_urlsafe(16))


def seed_of(token):
    """The secret inside. Raises Unusable."""
    try:
        return _SIGNER.unsign(token, max_age=_LIFE)
    except signing.BadSignature as fault:
        raise Unusable from fault


def check_pace(token):
    """Raises TooQuick for a form sent sooner than a person could."""
    try:
        _SIGNER.unsign(token, max_age=_QUICKEST)
    except signing.SignatureExpired:
        return
    raise TooQuick


def external_id_of(seed):
    """What is stored of the form: enough to know it again, not enough to show its code."""
    return f"form-{hashlib.sha256(seed.encode()).hexdigest()[:40]}"
