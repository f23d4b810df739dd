"""What customers send by themselves: a form with its files, or more files, all or nothing (INT-3, INT-9)."""

from django.db import transaction
from django.utils.translation import gettext as _

from complaints.errors import RuleBroken
from complaints.services.evidence import add_all
from complaints.services.intake import receive

MOST_FILES = 3


@transaction.atomic
def submit_form(receipt, *, uploads, by, now):
    """Take a customer's form in with its files.

    The same form, told by its external id, gives the same complaint; files it did not bring before are added.
    """
    received = receive(receipt, by=by, now=now)
    if uploads:
        add_files(received.complaint.pk, uploads=uploads, by=by, now=now)
    return received


@transaction.atomic
def add_files(complaint_id, *, uploads, by, now, note=""):
    """Keep up to three files with an open complaint. Raises NotPermitted, RuleBroken."""
    if not uploads:
        raise RuleBroken(_("Choose at least one file."))
    if len(uploads) > MOST_FILES:
        raise RuleBroken(_("Send at most %(count)s files at a time.") % {"count": MOST_FILES})
    return add_all(complaint_id, uploads=uploads, by=by, now=now, note=note)
