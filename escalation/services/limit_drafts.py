"""Versions of the limits: drafted from what is in force by one, activated by another, never deleted (AUD-3)."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.text import check_text
from complaints.errors import NotPermitted, Outdated, RuleBroken
from complaints.permissions import check_right
from complaints.services.gate import check_filled
from escalation.models import AuthorityLimit, CompensationRate, LimitVersion
from escalation.services.limit_check import check_limits
from escalation.services.limits import version_in_force

LIMIT_FIELDS = ("role", "person", "department", "measure", "bound", "limit_cny", "starts_on", "ends_on")
RATE_FIELDS = ("measure", "cny_per_unit")


@transaction.atomic
def draft_limits(*, by, now):
    """A copy of the version in force, to be edited by whoever drafted it. Raises NotPermitted, RuleBroken."""
    check_right(by, "escalation.draft_limits")
    waiting = LimitVersion.objects.select_for_update().drafts().first()
    if waiting is not None:
        raise RuleBroken(
            _("%(person)s is drafting new limits already. Go on with that draft, or throw it away first.")
            % {"person": waiting.drafted_by}
        )
    last = LimitVersion.objects.aggregate(last=Max("number"))["last"]
    before = version_in_force(now)
    version = LimitVersion.objects.create(
        number=last + 1, drafted_by=by, drafted_at=now, window_days=before.window_days
    )
    limits = [{name: getattr(row, name) for name in LIMIT_FIELDS} for row in _readable(before)]
    _store(version, limits, list(before.rates.values(*RATE_FIELDS)))
    return version


@transaction.atomic
def save_limits(version_id, *, limits, rates, window_days, seen, by, now):
    """Give the draft these `limits` and `rates` (dicts) in place of its own. Raises NotPermitted, RuleBroken."""
    check_right(by, "escalation.draft_limits")
    version = _locked_draft(version_id, seen=seen)
    if version.drafted_by_id != by.pk:
        raise NotPermitted(
            _("This is the draft of %(person)s. Activate it or throw it away; only they edit it.")
            % {"person": version.drafted_by}
        )
    if not 1 <= window_days <= 366:
        raise RuleBroken(_("Add up the sums of a customer over 1 to 366 days."))
    check_limits(limits, rates)
    version.window_days, version.edits, version.drafted_at = window_days, version.edits + 1, now
    version.save()
    version.limits.all().delete()
    version.rates.all().delete()
    _store(version, limits, rates)
    return version


@transaction.atomic
def discard_limits(version_id, *, by, now):
    """Throw the draft away; it stays on record. Raises NotPermitted, RuleBroken."""
    check_right(by, "escalation.draft_limits")
    version = _locked_draft(version_id)
    version.discarded_by, version.discarded_at = by, now
    version.save()
    return version


@transaction.atomic
def activate_limits(version_id, *, reason, seen, by, now):
    """Put somebody else's draft in force from now on; what was approved stays approved under its own version.

    `seen` is the count of edits its effect was shown for. Raises NotPermitted, RuleBroken, Outdated.
    """
    check_right(by, "escalation.activate_limits")
    version = _locked_draft(version_id, seen=seen)
    if version.drafted_by_id in {person.pk for person in by.acts_for()}:
        raise NotPermitted(_("Nobody activates limits they drafted, nor in the name of who did. Ask somebody else."))
    check_filled(reason, _("Say in a sentence why the limits change."))
    check_text(reason, _("reason"), LimitVersion._meta.get_field("reason").max_length)
    version.active_from = version.activated_at = now
    version.activated_by, version.reason = by, reason
    version.save()
    return version


def _readable(version):
    return version.limits.select_related("person", "department")


def _locked_draft(version_id, seen=None):
    version = (
        LimitVersion.objects.select_for_update(of=("self",)).select_related("drafted_by").filter(pk=version_id).first()
    )
    if version is None or not version.is_draft:
        raise RuleBroken(_("This version is no draft any more and stays as it is. Draft a new one."))
    if seen is not None and seen != version.edits:
        raise Outdated(_("Somebody edited this draft while you had it open. Look at it again."))
    return version


def _store(version, limits, rates):
    AuthorityLimit.objects.bulk_create(AuthorityLimit(version=version, **row) for row in limits)
    CompensationRate.objects.bulk_create(CompensationRate(version=version, **row) for row in rates)
