"""The customer's link to one round of asking: signed, bound to that round, and over with it (REV-1)."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from review.models import RevisitRound

_SIGNER = signing.Signer(salt="review.survey")


def link_of(round_):
    """The whole address, for a message."""
    return f"{settings.PUBLIC_URL}{reverse('survey:linked', args=[token_of(round_)])}"


def token_of(round_):
    return _SIGNER.sign(str(round_.pk))


def round_at(token):
    """The round `token` opens with its complaint, however it stands; None for one nobody signed."""
    try:
        pk = _SIGNER.unsign(token)
    except signing.BadSignature:
        return None
    known = RevisitRound.objects.select_related(
        "complaint__complainant", "complaint__policy", "complaint__accepted_proposal__chosen"
    )
    return known.filter(pk=pk).first()
