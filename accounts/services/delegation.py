from django.db import transaction
from django.utils.translation import gettext as _

from accounts.errors import NotPermitted, RuleBroken
from accounts.models import Delegation
from accounts.roles import OUTSIDE_DELEGATION
from accounts.text import check_text

_LONGEST_REASON = 200


def check_delegation(*, delegator, delegate, starts_on, ends_on, reason, by):
    """Raises NotPermitted, RuleBroken when `by` may not arrange this."""
    if by != delegator and not by.has_perm("accounts.add_delegation"):
        raise NotPermitted(_("Only %(person)s or an administrator may arrange this.") % {"person": delegator})
    if by == delegate:
        raise NotPermitted(
            _("Nobody may give themselves somebody else's duties. Ask %(person)s.") % {"person": delegator}
        )
    if delegator == delegate:
        raise RuleBroken(_("Choose a substitute other than the person who is away."))
    if {delegator.role, delegate.role} & OUTSIDE_DELEGATION:
        raise RuleBroken(_("Administrators and service accounts neither give nor take duties at the desk."))
    if ends_on < starts_on:
        raise RuleBroken(_("The last day lies before the first."))
    if not reason.strip():
        raise RuleBroken(_("Say why the duties are handed over."))
    check_text(reason, _("reason"), _LONGEST_REASON)


@transaction.atomic
def delegate(*, delegator, delegate, starts_on, ends_on, reason, by, now):
    """Let `delegate` stand in for `delegator` from `starts_on` to `ends_on`, both included.

    People may give away their own duties; otherwise the administrator records it. Raises NotPermitted,
    RuleBroken.
    """
    check_delegation(delegator=delegator, delegate=delegate, starts_on=starts_on, ends_on=ends_on, reason=reason, by=by)
    return Delegation.objects.create(
        delegator=delegator,
        delegate=delegate,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason,
        created_by=by,
        created_at=now,
    )


@transaction.atomic
def end_delegation(delegation_id, *, by, now):
    """Take the duties back before the last day. Raises NotPermitted."""
    delegation = Delegation.objects.select_for_update().get(pk=delegation_id)
    if by != delegation.delegator and not by.has_perm("accounts.end_delegation"):
        raise NotPermitted(_("Only %(person)s or an administrator may end this.") % {"person": delegation.delegator})
    if delegation.ended_at is None:
        delegation.ended_at = now
        delegation.save(update_fields=["ended_at"])
    return delegation
