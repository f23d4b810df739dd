"""Versions of the rules: drafted from what is in force, edited while a draft, activated, superseded."""

from django.db import transaction
from django.db.models import Max
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from accounts.text import check_text
from complaints.errors import Outdated, RuleBroken
from complaints.models import DeadlineRule, Policy
from complaints.permissions import check_right
from complaints.services.gate import check_filled
from complaints.services.policy_check import check_draft

#: What the form of a draft may change.
EDITABLE = (
    "team",
    "calendar",
    "reopen_days",
    "loop_limit",
    "reminders",
    "repeat_alert_minutes",
    "escalate_after_minutes",
    "wait_hours",
    "most_extensions",
    "frequent_complaints",
    "frequent_days",
    "apology_coupons",
)
RULE_FIELDS = ("kind", "urgency", "severity", "priority", "nature", "minutes", "days", "clock", "pauses", "escalates")


@transaction.atomic
def draft(preset, *, by, now):
    """A copy of the version of `preset` in force, to be edited. Raises NotPermitted, RuleBroken."""
    check_right(by, "complaints.change_policy")
    versions = Policy.objects.select_for_update().filter(preset=preset)
    waiting = next((one for one in versions if one.is_draft), None)
    if waiting is not None:
        raise RuleBroken(_("%(policy)s is being drafted already. Go on with it.") % {"policy": waiting})
    policy = Policy.in_force(preset, now)
    rules = list(policy.rules.all())
    last = Policy.objects.filter(preset=preset).aggregate(last=Max("version"))["last"]
    policy.pk, policy.version, policy.active_from, policy.edits, policy.reason = None, last + 1, None, 0, ""
    policy.activated_by, policy.activated_at = None, None
    policy.drafted_by, policy.drafted_at = by, now
    policy.save(force_insert=True)
    _store_rules(policy, [_plain(rule) for rule in rules])
    return policy


@transaction.atomic
def save_draft(policy_id, *, facts, rules, seen, by, now):
    """Give the draft these `facts` and, in place of its own, these `rules` (dicts). Raises RuleBroken, Outdated."""
    check_right(by, "complaints.change_policy")
    policy = _locked_draft(policy_id, seen=seen)
    for name in EDITABLE:
        setattr(policy, name, facts[name])
    check_draft(policy, [DeadlineRule(policy=policy, **rule) for rule in rules])
    policy.edits += 1
    policy.drafted_by, policy.drafted_at = by, now
    policy.save()
    policy.rules.all().delete()
    _store_rules(policy, rules)
    return policy


@transaction.atomic
def discard(policy_id, *, by, now):
    """Throw the draft away; no complaint was ever received under it."""
    check_right(by, "complaints.change_policy")
    _locked_draft(policy_id).delete()


@transaction.atomic
def activate(policy_id, *, reason, seen, by, now, active_from=None):
    """Put the draft in force from now or from a later moment; complaints keep their version (SLA-19).

    `seen` is the count of edits its effect was shown for. Raises NotPermitted, RuleBroken, Outdated.
    """
    check_right(by, "complaints.activate_policy")
    policy = _locked_draft(policy_id, seen=seen)
    check_filled(reason, _("Say in a sentence why the rules change."))
    check_text(reason, _("reason"), Policy._meta.get_field("reason").max_length)
    moment = active_from or now
    if moment < now:
        raise RuleBroken(
            _("Rules do not reach into the past. Choose a moment still to come, or leave it blank for now.")
        )
    later = Policy.objects.activated().filter(preset=policy.preset, active_from__gte=moment).first()
    if later is not None:
        raise RuleBroken(
            _("%(policy)s takes effect on %(moment)s. Choose a later moment, or take that version back first.")
            % {"policy": later, "moment": _written(later.active_from)}
        )
    check_draft(policy, list(policy.rules.all()))
    policy.active_from, policy.reason = moment, reason
    policy.activated_by, policy.activated_at = by, now
    policy.save()
    return policy


@transaction.atomic
def take_back(policy_id, *, by, now):
    """A version still waiting for its moment becomes a draft again. Raises NotPermitted, RuleBroken."""
    check_right(by, "complaints.activate_policy")
    policy = Policy.objects.select_for_update().get(pk=policy_id)
    if policy.is_draft or policy.active_from <= now:
        raise RuleBroken(_("%(policy)s does not wait for a moment to come.") % {"policy": policy})
    if Policy.objects.drafts().filter(preset=policy.preset).exists():
        raise RuleBroken(_("There is another draft already. Discard it first."))
    policy.active_from = policy.activated_by = policy.activated_at = None
    policy.save()
    return policy


def _locked_draft(policy_id, seen=None):
    policy = Policy.objects.select_for_update().filter(pk=policy_id).first()
    if policy is None or not policy.is_draft:
        raise RuleBroken(_("This version is no draft any more and stays as it is. Draft a new one."))
    if seen is not None and seen != policy.edits:
        raise Outdated(_("Somebody edited this draft while you had it open. Look at it again."))
    return policy


def _store_rules(policy, rules):
    DeadlineRule.objects.bulk_create(DeadlineRule(policy=policy, **rule) for rule in rules)


def _plain(rule):
    return {name: getattr(rule, name) for name in RULE_FIELDS}


def _written(moment):
    return formats.date_format(timezone.localtime(moment), "Y-m-d H:i")
