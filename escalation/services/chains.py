"""Versions of the approval chain: drafted from what is in force, activated by somebody else (AUD-3)."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.roles import Role
from accounts.text import check_text
from complaints.errors import NotPermitted, RuleBroken
from complaints.permissions import check_right
from complaints.services.gate import check_filled
from complaints.states import Priority
from escalation.models import ApprovalChain, Cause, ChainRule, Rung
from escalation.services.chain import place_of

_COPIED = ("cause", "rung", "priority", "asked_role", "place", "minutes", "then_role")


@transaction.atomic
def draft_chain(*, by, now):
    """A copy of the chain in force, to be edited. Raises NotPermitted, RuleBroken."""
    check_right(by, "escalation.change_approvalchain")
    versions = ApprovalChain.objects.select_for_update()
    waiting = next((one for one in versions if one.is_draft), None)
    if waiting is not None:
        raise RuleBroken(_("Version %(chain)s is being drafted already. Go on with it.") % {"chain": waiting})
    last = versions.aggregate(last=Max("version"))["last"]
    in_force = ApprovalChain.in_force(now)
    chain = ApprovalChain.objects.create(
        version=last + 1, remind_percent=in_force.remind_percent, drafted_by=by, drafted_at=now
    )
    ChainRule.objects.bulk_create(
        ChainRule(chain=chain, **{name: getattr(rule, name) for name in _COPIED}) for rule in in_force.rules.all()
    )
    return chain


def check_draft(chain):
    """Raises RuleBroken unless `chain` is a draft still."""
    if not chain.is_draft:
        raise RuleBroken(_("This version is no draft any more and stays as it is. Draft a new one."))


@transaction.atomic
def activate_chain(chain_id, *, reason, by, now):
    """Put a draft of somebody else in force; what is asked already keeps its steps. Raises NotPermitted, RuleBroken."""
    check_right(by, "escalation.activate_approvalchain")
    chain = ApprovalChain.objects.select_for_update(of=("self",)).select_related("drafted_by").get(pk=chain_id)
    check_draft(chain)
    if chain.drafted_by_id in by.circle():
        raise NotPermitted(
            _("%(person)s drafted this version; somebody else activates it.") % {"person": chain.drafted_by}
        )
    check_filled(reason, _("Say in a sentence why the chain changes."))
    check_text(reason, _("reason"), ApprovalChain._meta.get_field("reason").max_length)
    check_complete(list(chain.rules.all()))
    chain.reason, chain.activated_by, chain.active_from = reason, by, now
    chain.save()
    return chain


def check_complete(rules):
    """Raises RuleBroken when some sum, priority or wording would reach the customer without whom the rules demand."""
    for rung in list(Rung)[1:]:
        reached = {rule.asked_role for rule in _of(rules, Cause.AMOUNT) if place_of(rule.rung) <= place_of(rung)}
        if not set(rung.roles) <= reached:
            raise RuleBroken(_("For amounts up to “%(rung)s” nobody of that level is asked.") % {"rung": rung.label})
    overseers = {Role.SUPERVISOR, Role.DIRECTOR}
    if not any(
        rule.priority in {Priority.LOW, Priority.MEDIUM} and rule.asked_role in overseers
        for rule in _of(rules, Cause.PRIORITY)
    ):
        raise RuleBroken(_("From medium priority on a supervisor or the director has to be asked."))
    if not any(rule.asked_role == Role.LEGAL for rule in _of(rules, Cause.WORDING)):
        raise RuleBroken(_("The wording of billing and privacy matters has to be reviewed by legal."))


@transaction.atomic
def discard_chain(chain_id, *, by, now):
    """Throw a draft away; nothing was ever asked under it."""
    check_right(by, "escalation.change_approvalchain")
    chain = ApprovalChain.objects.select_for_update().get(pk=chain_id)
    check_draft(chain)
    chain.delete()


def _of(rules, cause):
    return [rule for rule in rules if rule.cause == cause]
