"""What is done with certificates once they are given, and what roles need them (KNO-5, AUD-3)."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.errors import NotPermitted, RuleBroken
from accounts.models import Certificate, RoleRequirement, User
from accounts.models.certificate import CHINA
from accounts.permissions import check_right
from accounts.services.giving import end
from accounts.text import check_row, check_text

_LONGEST_REASON = 300


@transaction.atomic
def revoke(certificate_id, *, reason, by, now):
    """Take a certificate back before its time. Raises NotPermitted, RuleBroken."""
    check_right(by, "accounts.revoke_certificate")
    _check_reason(reason)
    certificate = Certificate.objects.select_for_update().living().filter(pk=certificate_id).first()
    if certificate is None:
        raise RuleBroken(_("This certificate is no longer in force."))
    if certificate.user_id in by.circle():
        raise NotPermitted(_("Nobody takes back a certificate of their own."))
    end(certificate, because=reason.strip(), by=by, now=now)
    return certificate


@transaction.atomic
def propose_requirement(*, role, qualification, from_on, by, now):
    """Ask that `role` needs `qualification` from a day on; somebody else puts it in force.

    Raises NotPermitted, RuleBroken.
    """
    check_right(by, "accounts.propose_rolerequirement")
    if from_on < now.astimezone(CHINA).date():
        raise RuleBroken(_("The day lies in the past. People need time to take the test."))
    if RoleRequirement.objects.standing().filter(role=role, qualification=qualification).exists():
        raise RuleBroken(_("This is already asked of the role. End that requirement first."))
    requirement = RoleRequirement(
        role=role, qualification=qualification, from_on=from_on, proposed_by=by, proposed_at=now
    )
    check_row(requirement)
    requirement.save(force_insert=True)
    return requirement


@transaction.atomic
def activate_requirement(requirement_id, *, by, now):
    """Put a proposed requirement in force. Raises NotPermitted, RuleBroken."""
    check_right(by, "accounts.activate_rolerequirement")
    requirement = _lock(requirement_id)
    if requirement.activated_at is not None:
        raise RuleBroken(_("This requirement is already in force."))
    if requirement.proposed_by_id in by.circle():
        raise NotPermitted(_("You proposed this requirement. Another person puts it in force."))
    today = now.astimezone(CHINA).date()
    if requirement.from_on <= today and not _holders(requirement, today).exists():
        raise RuleBroken(
            _("Nobody who is “%(role)s” holds “%(qualification)s” yet, so nobody could act. Choose a later day.")
            % {"role": requirement.get_role_display(), "qualification": requirement.qualification}
        )
    requirement.activated_by, requirement.activated_at = by, now
    requirement.save()
    return requirement


@transaction.atomic
def end_requirement(requirement_id, *, reason, by, now):
    """The role needs it no more, or the proposal is turned down. Raises NotPermitted, RuleBroken."""
    check_right(by, "accounts.activate_rolerequirement")
    _check_reason(reason)
    requirement = _lock(requirement_id)
    requirement.ended_by, requirement.ended_at, requirement.ended_because = by, now, reason.strip()
    requirement.save()
    return requirement


def _holders(requirement, today):
    valid = Certificate.objects.valid(today).filter(qualification=requirement.qualification)
    return User.objects.filter(role=requirement.role, is_active=True, certificates__in=valid)


def _lock(requirement_id):
    requirement = RoleRequirement.objects.select_for_update().standing().filter(pk=requirement_id).first()
    if requirement is None:
        raise RuleBroken(_("This requirement has ended."))
    return requirement


def _check_reason(reason):
    if not reason.strip():
        raise RuleBroken(_("Say why it ends."))
    check_text(reason, _("reason"), _LONGEST_REASON)
