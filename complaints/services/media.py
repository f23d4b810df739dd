"""Files of what connectors bring: fetched afterwards by the guarded client, checked like any evidence (A14).

What cannot be had is tried five times and then named, with the reason, on the letter and on its complaint.
"""

from datetime import timedelta
from functools import partial
from pathlib import PurePosixPath
from tempfile import TemporaryFile
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from complaints.channels import http
from complaints.channels.outcome import Undelivered
from complaints.models import ComplaintEvent, EventKind, Inbound, InboundFile, InboundState, MediaLink, WecomAccount
from complaints.services import inbound_files, wecom
from complaints.services.evidence import clean_name, keep_and_record, whole_or_not_at_all
from complaints.services.gate import lock
from complaints.services.sweeps import MOST_ATTEMPTS, sweep

#: Longer than the slowest file may take.
LEASE = timedelta(minutes=5)
_LONGEST_SENTENCE = 300


class _Way(NamedTuple):
    allow_plain: bool
    allow_private: bool


def fetch_media(*, by, now):
    """Fetch what waits; one bad link keeps back no other. Returns how many were had."""
    waiting = MediaLink.objects.to_fetch(now)
    # What customers are told stands in the language of the house.
    with translation.override(settings.LANGUAGE_CODE):
        return sweep(waiting, partial(_fetch, by=by, now=now), now=now, lease=LEASE).done


def _fetch(pk, *, by, now):
    rows = MediaLink.objects.select_related("connector", "inbound")
    # A sweep slower than its lease may have lost the rest of its batch to the next one.
    link = rows.filter(pk=pk, leased_until=now + LEASE, done_at=None).first()
    if link is None:
        return False
    with TemporaryFile() as file:
        try:
            url = _address(link, now=now)
            http.fetch(_way(link, url), url=url, into=file, most_bytes=settings.EVIDENCE_MAX_BYTES)
        except Undelivered as failure:
            return _failed(link, failure, by=by, now=now)
        file.seek(0)
        upload = File(file, name=_name(link))
        upload.size = file.seek(0, 2)
        file.seek(0)
        _keep(link, upload, by=by, now=now)
    return True


def _way(link, url):
    """Strangers' links lead outside; into our own network only to where the connector itself is at home."""
    home, there = urlsplit(link.connector.address), urlsplit(url)
    is_home = link.connector.is_inside and (home.scheme, home.netloc) == (there.scheme, there.netloc)
    return _Way(allow_plain=is_home, allow_private=is_home)


def _address(link, *, now):
    """企业微信 names its files by an id; where they lie follows from an access token of the moment."""
    if not link.url.startswith(wecom.MEDIA):
        return link.url
    account = WecomAccount.objects.select_related("connector").get(connector=link.connector)
    return wecom.media_address(account, link.url.removeprefix(wecom.MEDIA), now=now)


def _name(link):
    return link.name or PurePosixPath(urlsplit(link.url).path).name


def _failed(link, failure, *, by, now):
    link.failure = str(failure)
    if failure.is_final or isinstance(failure, http.TooLong) or link.attempts >= MOST_ATTEMPTS:
        _refuse(link, _sentence(link, failure), by=by, now=now)
    else:
        link.due_at, link.leased_until = now + timedelta(minutes=2**link.attempts), None
        link.save(update_fields=["due_at", "leased_until", "failure"])
    return False


def _sentence(link, failure):
    name = clean_name(_name(link))
    if isinstance(failure, http.TooLong):
        most = settings.EVIDENCE_MAX_BYTES // 1024**2
        return _("“%(name)s” is larger than %(limit)s MB.") % {"name": name, "limit": most}
    if failure.is_final:
        return _("“%(name)s” lies at an address that may not be asked.") % {"name": name}
    return _("“%(name)s” could not be fetched. Ask the customer for it.") % {"name": name}


@transaction.atomic
def _keep(link, upload, *, by, now):
    inbound = _done(link, now=now)
    if inbound.state == InboundState.DROPPED:
        return
    with whole_or_not_at_all() as undo:
        fit, refused = inbound_files.sorted_out([upload], inbound.complaint)
        if not inbound.is_undecided:
            complaint = lock(inbound.complaint_id, by=by)
            keep_and_record(complaint, [one for one, _kind in fit], by=by, now=now, undo=undo)
            for _upload, sentence in refused:
                _tell(complaint, sentence, by=by, now=now)
        inbound_files.keep(inbound, fit, refused, undo=undo)


@transaction.atomic
def _refuse(link, sentence, *, by, now):
    inbound = _done(link, now=now)
    InboundFile(inbound=inbound, name=clean_name(_name(link)), refusal=sentence[:_LONGEST_SENTENCE]).save()
    if inbound.complaint_id and not inbound.is_undecided and inbound.state != InboundState.DROPPED:
        _tell(lock(inbound.complaint_id, by=by), sentence, by=by, now=now)


def _done(link, *, now):
    """The arrival, locked: whoever decides about it at the same time finds the file or waits for it."""
    link.done_at, link.leased_until = now, None
    link.save(update_fields=["done_at", "leased_until", "failure"])
    return Inbound.objects.select_for_update(of=("self",)).select_related("complaint").get(pk=link.inbound_id)


def _tell(complaint, sentence, *, by, now):
    ComplaintEvent.record(complaint, EventKind.FILE_NOT_KEPT, by=by, at=now, reason=sentence)
