"""Evidence packages: ordered by somebody with the right, made by the worker, opened on the record (ESC-7)."""

from pathlib import Path

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.text import check_row
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import ComplaintEvent, EventKind
from complaints.permissions import check_right
from complaints.services.gate import check_filled, lock
from escalation.models import EvidencePackage, Recipient
from escalation.models.package import PackageState, private_path

#: Profiles that show how to reach the customer.
REVEALING = frozenset({Recipient.CUSTOMER, Recipient.REGULATOR, Recipient.COURT})


@transaction.atomic
def order_package(complaint_id, *, profile, recipient, purpose, language, by, now, matter=None, left_out=(), seen=None):
    """Have the evidence put together for `recipient`, as the record stands now. Raises NotPermitted, RuleBroken."""
    complaint = lock(complaint_id, by=by, seen=seen)
    check_right(by, "escalation.make_package")
    _check_profile(profile, by)
    check_filled(recipient, _("Say who receives it."))
    check_filled(purpose, _("Say what it is for."))
    if matter is not None and matter.complaint_id != complaint.pk:
        raise RuleBroken(_("This matter belongs to another complaint."))
    package = EvidencePackage(
        complaint=complaint,
        matter=matter,
        profile=profile,
        recipient=recipient.strip(),
        purpose=purpose.strip(),
        language=language,
        left_out=[str(one) for one in left_out],
        events_count=complaint.events_count,
        ordered_by=by,
        ordered_at=now,
    )
    check_row(package)
    package.save()
    return package


@transaction.atomic
def finish(package_id, *, draft, sha256, fingerprint, now):
    """The whole file takes its place, and the making is on the record of the complaint."""
    package = EvidencePackage.objects.select_related("ordered_by").get(pk=package_id)
    complaint = lock(package.complaint_id, by=package.ordered_by)
    package = EvidencePackage.objects.select_for_update().get(pk=package_id)
    if package.state != PackageState.WAITING:
        return package
    package.file.name = private_path(package, "")
    package.size_bytes, package.sha256, package.fingerprint = draft.stat().st_size, sha256, fingerprint
    package.state, package.percent, package.made_at, package.failure = PackageState.MADE, 100, now, ""
    package.leased_until = None
    package.save()
    ComplaintEvent.record(
        complaint,
        EventKind.PACKAGE_MADE,
        by=package.ordered_by,
        at=now,
        profile=package.profile,
        recipient=package.recipient,
        purpose=package.purpose,
        sha256=sha256,
    )
    draft.replace(Path(default_storage.path(package.file.name)))
    return package


def fail(package_id, sentence):
    """It could not be made, and why: to be ordered again once that is mended."""
    waiting = EvidencePackage.objects.filter(pk=package_id, state=PackageState.WAITING)
    waiting.update(state=PackageState.FAILED, failure=sentence[:300], leased_until=None)


@transaction.atomic
def open_package(package_id, *, by, now):
    """The package, for `by` to take its file away; that is an entry too. Raises NotPermitted, RuleBroken."""
    package = EvidencePackage.objects.select_related("complaint").get(pk=package_id)
    complaint = lock(package.complaint_id, by=by)
    check_right(by, "escalation.open_package")
    _check_profile(package.profile, by)
    if package.state != PackageState.MADE:
        raise RuleBroken(_("The package is not ready yet."))
    ComplaintEvent.record(
        complaint, EventKind.PACKAGE_OPENED, by=by, at=now, profile=package.profile, recipient=package.recipient
    )
    return package


def may_reveal(by, profile):
    """Whether `by` may have a package of this profile in hand."""
    return profile not in REVEALING or by.has_perm("escalation.make_package")


def _check_profile(profile, by):
    if not may_reveal(by, profile):
        raise NotPermitted(
            _("A package for “%(profile)s” shows how to reach the customer. Ask a supervisor.")
            % {"profile": Recipient(profile).label}
        )
